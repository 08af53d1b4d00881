"""One respondent's walk: section by section, an answer for whatever shows, a second look at what was refused.

As somebody would, it answers what it has not met yet, in the order of the form, and sees what that brings up; what is
wrong or missing at the end it answers again, a few times. Each place is looked at so often and no more, so every walk
ends: finished, or stuck with the engine's own reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.definition.parts import OPEN
from surveyapp.logic.evaluation import Evaluation
from surveyapp.logic.issues import Issue
from surveyapp.logic.program import CompiledField, CompiledRepeat, CompiledSection
from surveyapp.logic.rehearsal.chance import Chance
from surveyapp.logic.rehearsal.constants import Constants
from surveyapp.logic.rehearsal.drawing import Drawing, draw
from surveyapp.logic.sheet import Instance

LEFT_EMPTY = 0.15
LEFT_TO_THE_DEFAULT = 0.5
MOST_TRIES = 25
MOST_MORE = 3


@dataclass(frozen=True, slots=True)
class Walk:
    """How it ended: what was decided on the answers, and what refuses them, None for a walk that finished."""

    evaluation: Evaluation
    answers: dict[str, Any]
    problem: Issue | None


def is_asked(field: CompiledField) -> bool:
    """Whether an answer to this field is somebody's to give."""
    return field.family.answerable and field.calculate is None


class Tired(Exception):
    """There is no strength left for this walk."""


@dataclass(slots=True)
class Strength:
    """How many places may still be looked at, by all walks together: the bound of their work, the same on every
    machine."""

    left: int

    def spend(self, places: int) -> None:
        """Look at so many; raises `Tired` when that is too many."""
        self.left -= places
        if self.left < 0:
            raise Tired


class Walker:
    """A respondent on the way."""

    def __init__(
        self, survey: CompiledSurvey, constants: Constants, chance: Chance, today: str | None, strength: Strength
    ) -> None:
        self.survey, self.constants, self.chance, self.today = survey, constants, chance, today
        self.strength = strength
        self.answers: dict[str, Any] = {}
        self.tries: dict[str, int] = {}

    def walk(self) -> Walk:
        """To the end, or to where no answer helps. Raises `Tired`."""
        while True:
            evaluation = self.survey.evaluate(self.answers, today=self.today)
            self.strength.spend(len(evaluation.sheet.names) + 1)
            if not self._goes_on(evaluation) and not self._mends(evaluation):
                problem = next(iter(evaluation.errors), None)
                return Walk(evaluation, self.answers, problem)

    def _goes_on(self, evaluation: Evaluation) -> bool:
        """Answer the first section that shows something new."""
        homes: dict[int, list[int]] = {}
        for place in self._new(evaluation):
            homes.setdefault(evaluation.sheet.fields[place].section, []).append(place)
        for section in evaluation.program.sections:
            if evaluation.work.open[section.slot]:
                if self._begins(section):
                    return True
                if section.slot in homes:
                    for place in homes[section.slot]:
                        self._answer(evaluation, place, is_free=True)
                    return True
        return False

    def _new(self, evaluation: Evaluation) -> Iterator[int]:
        sheet = evaluation.sheet
        for place, name in enumerate(sheet.names):
            if sheet.shown[place] and name not in self.tries and is_asked(sheet.fields[place]):
                yield place

    def _begins(self, section: CompiledSection) -> bool:
        """Say how many instances an open repeat has."""
        repeat = section.repeat
        if repeat is None or repeat.kind != OPEN or repeat.name in self.answers:
            return False
        self.answers[repeat.name] = [{} for _ in range(self._count(repeat))]
        return True

    def _count(self, repeat: CompiledRepeat) -> int:
        known = [value + more for value in self.constants.get(repeat.name, ()) if type(value) is int for more in (0, 1)]
        usual = [repeat.first, repeat.min, repeat.min + self.chance.randint(0, MOST_MORE)]
        return min(max(self.chance.choice([*usual, *known]), repeat.min), repeat.max)

    def _mends(self, evaluation: Evaluation) -> bool:
        """Answer once more what was refused or is missing; whether there was any of it left to try."""
        errors = {issue.pointer for issue in evaluation.errors}
        if not errors:
            return False
        sheet = evaluation.sheet
        wrong = [place for place in range(len(sheet.names)) if sheet.pointer(place) in errors]
        behind = {source for place in wrong for source in _sources(evaluation, place)}
        open_still = [place for place in sorted(behind) if self.tries.get(sheet.names[place], 0) < MOST_TRIES]
        for place in open_still:
            self._answer(evaluation, place, is_free=False)
        return bool(open_still)

    def _answer(self, evaluation: Evaluation, place: int, *, is_free: bool) -> None:
        sheet = evaluation.sheet
        field, name = sheet.fields[place], sheet.names[place]
        self.tries[name] = self.tries.get(name, 0) + 1
        if is_free and self._leaves(field):
            return
        offer = sheet.offered[place] or field.own
        offered = [option.value for option in offer.options]
        near = (*self.constants.get(field.name, ()), *_beside(evaluation, place))
        value = draw(Drawing(field.family, offered, near, self.chance, self.today, self.tries[name]))
        self._put(field.name, sheet.instance(place), value)

    def _leaves(self, field: CompiledField) -> bool:
        if field.default is not None:
            return self.chance.random() < LEFT_TO_THE_DEFAULT
        return not field.field.is_required and self.chance.random() < LEFT_EMPTY

    def _put(self, name: str, instance: Instance | None, value: object) -> None:
        row = self.answers if instance is None else self._row(instance)
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value

    def _row(self, instance: Instance) -> dict[str, Any]:
        repeat = instance.repeat
        if repeat.is_keyed:
            row: dict[str, Any] = self.answers.setdefault(repeat.name, {}).setdefault(instance.key, {})
            return row
        rows: list[dict[str, Any]] = self.answers.setdefault(repeat.name, [])
        rows.extend({} for _ in range(instance.at + 1 - len(rows)))
        return rows[instance.at]


def _sources(evaluation: Evaluation, place: int) -> Iterator[int]:
    """The place itself, or of a calculated one the visible places that it is worked out from, which can be answered."""
    sheet, met, ahead = evaluation.sheet, set(), [place]
    while ahead:
        at = ahead.pop()
        field = sheet.fields[at]
        if field.calculate is not None and at not in met:
            met.add(at)
            ahead.extend(_read(evaluation, evaluation.program.nodes.calculations[field.name].reads))
        elif sheet.shown[at] and is_asked(field):
            yield at


def _beside(evaluation: Evaluation, place: int) -> Iterator[Any]:
    """What is answered now where the constraint of this place looks, elsewhere than here."""
    sheet = evaluation.sheet
    constraint = evaluation.program.nodes.constraints.get(sheet.fields[place].name)
    others = _read(evaluation, constraint.reads) if constraint is not None else ()
    return (sheet.live[at] for at in others if at != place and sheet.live[at] is not None)


def _read(evaluation: Evaluation, names: Iterable[str]) -> list[int]:
    """All places of these fields, in order; repeating sections have none."""
    fields = evaluation.program.by_name
    return [at for name in sorted(names) if name in fields for at in evaluation.sheet.of((fields[name].slot,))]
