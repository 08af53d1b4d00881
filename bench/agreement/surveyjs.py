"""SurveyJS definitions against what survey-core decided on them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bench.agreement.compared import Case, difference, folder
from bench.agreement.places import Places
from bench.agreement.vocabulary import strange
from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.evaluation import Evaluation

TODAY = "2026-01-15"
ASPECTS = ("pages", "panels", "questions", "required", "choices", "valid", "errors", "stored")

Json = Mapping[str, Any]


def cases() -> Iterator[Case]:
    """Every case, compared. Raises DataError when there are none."""
    home = folder("surveyjs")
    given: dict[str, list[Json]] = {}
    with (home / "cases.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            given.setdefault(case["def"], []).append(case)
    for each in json.loads((home / "definitions.json").read_text(encoding="utf-8")):
        compared = Comparison(each["id"], each["def"])
        yield from (compared.case(case) for case in given.get(each["id"], ()))


class Comparison:
    """One definition, imported and compiled."""

    def __init__(self, definition: str, source: Json) -> None:
        self.definition = definition
        imported = read(source)
        self.survey: CompiledSurvey = compile_survey(from_document(imported.document))
        self.places = Places(source, imported, self.survey)
        stood = self.survey.evaluate({}, "raw", today=TODAY).state.defaults
        standing = [name for name in stood if name in self.places.fields]
        self.standing = dict.fromkeys((*standing, *_waiting(source, self.survey)))
        self.strange = strange(source)
        self.warned = frozenset(_warned(source))

    def case(self, case: Json) -> Case:
        """One case, aspect by aspect. What stands in at home before anybody answers is taken away when the answers are
        set; so it is here."""
        answers = {**self.standing, **self.places.answers(case["answers"])}
        evaluation = self.survey.evaluate(answers, "raw", today=TODAY)
        found = self._differences(case["expected"], evaluation)
        told = {aspect: text for aspect, text in found if text}
        refused = self._refused(answers)
        return Case(self.definition, case["case"], self.places.features, ASPECTS, told, refused, self.strange)

    def _refused(self, answers: Json) -> tuple[str, ...]:
        """The answers that ours would not keep, not even in a draft."""
        return tuple(sorted({issue.pointer.split("/")[2] for issue in self.survey.accept(answers).issues}))

    def _differences(self, expected: Json, evaluation: Evaluation) -> Iterator[tuple[str, str | None]]:
        state, places = evaluation.state, self.places
        shown = places.shown(state)
        yield "questions", difference(places.questions(expected["visible"]["questions"]), shown)
        yield "pages", difference(expected["visible"]["pages"], places.containers(shown, "pages"))
        filled = set(places.containers(places.questions(expected["visible"]["questions"]), "panels"))
        panels = [name for name in expected["visible"]["panels"] if name in filled]
        yield "panels", difference(panels, places.containers(shown, "panels"))
        yield "required", difference(places.mapped(expected["required"]), places.plain(state.required_fields))
        for name, offered in expected.get("choices", {}).items():
            ours = state.options.get(places.ours(name))
            options = [option.value for option in ours] if ours is not None else places.offered(name)
            yield "choices", difference(spelled_choices(offered), options)
        faulty = {places.at(issue.pointer) for issue in evaluation.errors}
        told = [
            name for name, kinds in expected["errors"].items() if name not in self.warned or set(kinds) != {"custom"}
        ]
        theirs = set(places.mapped(told)) if not expected["valid"] else set()
        wrong = f"valid there: {expected['valid']}" if expected["valid"] == bool(faulty) else None
        yield "valid", wrong
        yield "errors", difference(theirs, places.plain(faulty))
        if expected["valid"] and not faulty:
            yield "stored", self._stored(expected["stored"], evaluation.stored)

    def _stored(self, expected: Json, stored: Json) -> str | None:
        wanted, got = self.places.stored(expected), self.places.flat(stored)
        odd = sorted(name for name in wanted.keys() | got.keys() if wanted.get(name) != got.get(name))
        return ", ".join(f"{name}: {wanted.get(name)!r} there, {got.get(name)!r} here" for name in odd[:4]) or None


def _warned(part: Any) -> Iterator[str]:
    """The questions whose validators only warn: what they say stands among the errors there, and keeps nobody."""
    for each in part if isinstance(part, list) else part.values() if isinstance(part, dict) else ():
        yield from _warned(each)
    kinds = [each.get("notificationType") for each in part.get("validators") or ()] if isinstance(part, dict) else []
    if kinds and all(kind in ("warning", "info") for kind in kinds):
        yield str(part.get("name"))


def _waiting(source: Json, survey: CompiledSurvey) -> Iterator[str]:
    """The constants that stand in where something is still hidden; there from the beginning, unless what hides is
    cleared and set again once it shows."""
    if str(source.get("clearInvisibleValues")).startswith("onHidden"):
        return
    once = (section for section in survey.definition.sections if section.repeat is None)
    fields = (field for section in once for field in section.fields)
    yield from (field.name for field in fields if field.default is not None and "{" not in field.default)


def spelled_choices(offered: list[Any]) -> list[str]:
    """The values offered; what is shown disabled is offered too, the box that selects all is none."""
    values = [each["value"] if isinstance(each, dict) else each for each in offered]
    return [str(value) for value in values if value != ""]
