"""The engine in the browser beside the engine here: the same compiled surveys and answers through both.

A `Side` is JavaScript somewhere: node here, Chromium in `tests/browser`. It gets cases as JSON text and gives what was
decided as JSON text, so that numbers, lone surrogates and the order of members arrive as they are on the wire.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.evaluation import NOT_ACCEPTED, Evaluation
from surveyapp.pages.service.bundling import bundle

Side = Callable[[str], str]
Document = dict[str, Any]

VECTORS = sorted((Path(__file__).parent / "vectors").glob("*.json"))
ENGINE = Path(__file__).parents[2] / "surveyapp" / "pages" / "static" / "engine" / "engine.js"
DECIDE = (Path(__file__).parent / "deciding.js").read_text()
CHOICES = ("dropdown", "checkbox")
SAFE = 2**53


def engine() -> str:
    """The engine as the server hands it out."""
    return bundle(ENGINE)


@dataclass(frozen=True)
class Case:
    """A survey, answers, then edits one after the other."""

    survey: CompiledSurvey
    answers: dict[str, Any]
    hidden_values: str = "empty"
    today: str | None = None
    edits: list[tuple[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "survey": self.survey.to_json(),
            "answers": self.answers,
            "hiddenValues": self.hidden_values,
            "today": self.today,
            "edits": self.edits,
        }

    def decided(self) -> list[Any]:
        """What Python decides: at first, and after each edit."""
        evaluation = self.survey.evaluate(self.answers, self.hidden_values, today=self.today)
        told = [plain(evaluation)]
        for name, value in self.edits:
            evaluation = self.survey.change(evaluation, name, value)
            told.append(plain(evaluation))
        return told

    def refused(self) -> list[frozenset[str]]:
        """For each answer by itself the codes for which it would not be kept."""
        accepted = [self.survey.accept({name: value}).issues for name, value in self.answers.items()]
        return [frozenset(issue.code for issue in issues) for issues in accepted]


def plain(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as the browser tells it: no guidance, and of sentences only those of authors."""
    state = evaluation.state.to_json()
    del state["guidance"]
    return {"state": state, "errors": [_told(issue) for issue in evaluation.errors], "stored": evaluation.stored}


def _told(issue: Any) -> dict[str, str]:
    told = {"pointer": issue.pointer, "code": issue.code}
    own = issue.code == "constraint_failed" and issue.detail != NOT_ACCEPTED
    return {**told, "message": issue.detail} if own else told


def disagreements(side: Side, cases: list[Case]) -> list[str]:
    """Every case on which the two differ, in words."""
    told = json.loads(side(json.dumps([case.to_json() for case in cases], allow_nan=False)))
    return [problem for case, other in zip(cases, told, strict=True) if (problem := _disagreement(case, *other))]


def _disagreement(case: Case, decided: Any, refused: list[str | None]) -> str | None:
    """The first code is enough where an answer is refused for several."""
    one, codes = case.decided(), case.refused()
    fits = all(code in found if found else code is None for code, found in zip(refused, codes, strict=True))
    return None if one == decided and fits else _described(case, [one, codes], [decided, refused])


def _described(case: Case, one: Any, other: Any) -> str:
    differing = "\n".join(_differing("", one, other))
    return f"{case.answers!r} {case.hidden_values} {case.edits!r}\n{differing}"


def _differing(place: str, one: Any, other: Any) -> Iterator[str]:
    """Where two told decisions part, each place with what Python and the browser say."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from _differing(f"{place}/{key}", one.get(key), other.get(key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differing(f"{place}/{at}", left, right)
    elif one != other and not (isinstance(one, frozenset) and (other in one if one else other is None)):
        yield f"  {place}: {one!r} in Python, {other!r} in the browser"


def traveling(answers: dict[Any, Any]) -> dict[str, Any]:
    """Of hostile answers those that JSON can carry: numbers that a double holds, no objects of Python's own."""
    return {name: value for name, value in answers.items() if isinstance(name, str) and travels(value)}


def travels(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(travels, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and travels(each) for key, each in value.items())
    if type(value) is int:
        return -SAFE <= value <= SAFE
    if type(value) is float:
        return value - value == 0 and abs(value) <= SAFE
    return value is None or isinstance(value, bool | str)


def vectors() -> Iterator[tuple[str, Case, dict[str, Any]]]:
    """Every vector: its name, the case, and what it expects of the members that the browser tells."""
    for path in VECTORS:
        file = json.loads(path.read_text())
        whole = compile_survey(from_document(file["definition"])) if "definition" in file else None
        for at, each in enumerate(file["cases"]):
            name = f"{path.stem}: {each.get('case', each.get('expression'))} {at}"
            survey, expected = (whole, each["expected"]) if whole else _expression(file, each)
            for hidden_values in [each.get("hidden_values", "empty")] if whole else ["empty", "raw"]:
                yield name, Case(survey, each["answers"], hidden_values, file.get("today")), expected


def _expression(file: dict[str, Any], each: dict[str, Any]) -> tuple[CompiledSurvey, dict[str, Any]]:
    probe: Document = {"name": "probe", "label": "Probe", "field_type": each.get("type", "number")}
    probe |= {"calculate": each["expression"]} if "value" in each else {"visible_if": each["expression"]}
    if "value" not in each:
        probe["field_type"] = "text"
    if probe["field_type"] in CHOICES:
        probe["options"] = [{"value": value, "label": value} for value in "abcd"]
    page = {"name": "page", "title": "Page", "fields": [*file["fields"], probe]}
    survey = compile_survey(from_document({"title": "Vector", "sections": [page]}))
    return survey, {"probe": each["value"]} if "value" in each else {"shows": each["holds"]}


def as_vector(decided: dict[str, Any]) -> dict[str, Any]:
    """What was decided in the words of the vectors."""
    state = decided["state"]
    return {
        "texts": {},
        "defaults": {},
        **state,
        "options": {name: [option["value"] for option in offered] for name, offered in state["options"].items()},
        "errors": {error["pointer"].removeprefix("/answers/"): error["code"] for error in decided["errors"]},
        "stored": decided["stored"],
        "shows": "probe" in state["visible_fields"],
        "probe": state["calculated"].get("probe"),
    }


def broken_vectors(side: Side) -> list[str]:
    """Every vector that the browser's engine does not fulfil; guidance is told by the server alone."""
    listed = list(vectors())
    told = json.loads(side(json.dumps([case.to_json() for _, case, _ in listed])))
    broken = []
    for (name, _, expected), decided in zip(listed, told, strict=True):
        found = as_vector(decided[0][0])
        wrong = {key: found[key] for key in expected if key != "guidance" and found[key] != expected[key]}
        broken += [f"{name}: {wrong} instead of { {key: expected[key] for key in wrong} }"] if wrong else []
    return broken
