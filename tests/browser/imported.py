"""Public definitions beside the checkout, imported over the API, and the answers of their cases as people give them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.agreement.places import Places
from bench.agreement.xlsform import Form
from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document, to_document
from tests.api import Caller

Answers = dict[str, Any]
LISTS = ("checkbox", "multi_select", "ranking")


@dataclass(frozen=True, slots=True)
class Source:
    """A definition as its maker has it, as ours, and what was answered in its cases, by question."""

    name: str
    body: Mapping[str, Any]
    document: Mapping[str, Any]
    cases: list[Answers]

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        return [field for section in self.document["sections"] for field in section["fields"]]

    @property
    def features(self) -> set[str]:
        """What it makes use of: types of field, kinds of repeat, whatever hangs on answers."""
        repeats = [section["repeat"] for section in self.document["sections"] if section.get("repeat")]
        kinds = (next((kind for kind in ("count", "for_each", "items") if each.get(kind)), "open") for each in repeats)
        hanging = {key for field in self.fields for key, value in field.items() if value and key in HANGING}
        options = (option for field in self.fields for option in field["options"])
        return {
            self.body["format"],
            *hanging,
            *(field["field_type"] for field in self.fields),
            *(f"repeat {kind}" for kind in kinds),
            *(["offered"] if any(option.get("visible_if") for option in options) else []),
        }

    @property
    def fullest(self) -> Answers:
        """The case with the most answers that a person could give."""
        fields = {field["name"]: field for field in self.fields}
        possible = [
            {name: typed(fields[name.rpartition("].")[2]], value) for name, value in case.items()}
            for case in self.known
        ]
        return max(possible, key=lambda case: sum(value is not None for value in case.values()), default={})

    @property
    def known(self) -> list[Answers]:
        """The cases without what is no question."""
        names = {field["name"] for field in self.fields}
        return [
            {name: value for name, value in case.items() if name.rpartition("].")[2] in names} for case in self.cases
        ]


HANGING = ("visible_if", "required_if", "calculate", "constraint", "default")


def sources(data: Path) -> Iterator[Source]:
    """All that ask something and can be published: no files."""
    for source in (*_surveyjs(data / "surveyjs"), *_xlsform(data / "xlsform")):
        if source.fields and not {"file", "multiple_files"} & source.features:
            yield source


def published(caller: Caller, source: Source) -> tuple[str, str] | None:
    """Imported and published over the API: the path of the survey there, and the link for respondents; None where
    something is to be completed first."""
    body: dict[str, Any] = {"json": dict(source.body)}
    if "file" in source.body:
        body = {"data": {**source.body, "file": (io.BytesIO(source.body["file"]), source.name)}}
    made = caller.post("/surveys/import", **body)
    assert made.status_code == 201, made.get_json()
    path = f"/surveys/{made.get_json()['survey']['id']}"
    if caller.post(f"{path}/publish", if_match=caller.get(path).headers["ETag"]).status_code == 422:
        return None
    return path, caller.post(f"{path}/links", json={}).get_json()["url"]


def _surveyjs(folder: Path) -> Iterator[Source]:
    cases = _cases(folder / "cases.jsonl", "def")
    for each in json.loads((folder / "definitions.json").read_text(encoding="utf-8")):
        made = read(each["def"])
        places = Places(each["def"], made, compile_survey(from_document(made.document)))
        given = [by_question(places.answers(case["answers"]), made.document) for case in cases.get(each["id"], ())]
        yield Source(each["id"], {"format": "surveyjs", "document": each["def"]}, whole(made.document), given)


def _xlsform(folder: Path) -> Iterator[Source]:
    cases = _cases(folder / "cases.jsonl", "form")
    for each in json.loads((folder / "index.json").read_text(encoding="utf-8")):
        path = folder / each["file"]
        form, body = Form.read(path), {"format": "xlsform", "file": path.read_bytes()}
        operations = [case["ops"] for case in cases.get(each["id"], ())]
        given = [dict(_answered(form, operation) for operation in case if "value" in operation) for case in operations]
        yield Source(path.name, body, whole(form.imported.document), given)


def whole(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document with every member that may be left out."""
    return to_document(from_document(document))


def _answered(form: Form, operation: Mapping[str, Any]) -> tuple[str, Any]:
    target = form.target(operation["ref"])
    return ("", None) if target is None else (target.shown, operation["value"])


def _cases(path: Path, key: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found.setdefault(case[key], []).append(case)
    return found


def by_question(answers: Answers, document: Mapping[str, Any]) -> Answers:
    """Answers with those of a repeat under the names that the page has for them."""
    repeats = {section["name"] for section in document["sections"] if section.get("repeat")}
    found = {name: value for name, value in answers.items() if name not in repeats}
    for name in repeats & answers.keys():
        given = answers[name]
        rows = enumerate(given) if isinstance(given, list) else given.items() if isinstance(given, dict) else ()
        for key, row in rows:
            if isinstance(row, dict):
                found |= {f"{name}[{key}].{field}": value for field, value in row.items()}
    return found


def typed(field: Mapping[str, Any], value: Any) -> Any:
    """What a person would choose or type, by the control that there is; None for what nobody could."""
    kind = field["field_type"]
    if kind == "boolean":
        return {True: "yes", False: "no", "yes": "yes", "no": "no"}.get(value if isinstance(value, str | bool) else "")
    if kind == "matrix":
        given = value if isinstance(value, dict) else {}
        rows = [given.get(row["value"]) for row in field["config"]["rows"]]
        return [each if each is None else str(each) for each in rows] if any(rows) else None
    if kind in LISTS:
        return [str(each) for each in value] if isinstance(value, list) and value else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return None if isinstance(value, list | dict | bool) or value is None else str(value)
