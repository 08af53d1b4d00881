"""The outcome of an evaluation, read from its work as it is asked for.

A page asks for the state, a submit for errors and what to store, an autosave for the draft's errors: each is built on
first use and kept. An evaluation is never changed; `CompiledSurvey.change` makes another.
"""

from collections.abc import Mapping
from functools import cached_property

from surveyapp.logic.definition.parts import Option
from surveyapp.logic.evaluate import Work
from surveyapp.logic.issues import Issue, point, printable
from surveyapp.logic.program import Program
from surveyapp.logic.state import State

REQUIRED = "answer_required"


class Evaluation:
    """What a survey decides on one set of answers. Two are equal when they decide the same."""

    def __init__(self, program: Program, answers: Mapping[str, object], reveal: bool, work: Work) -> None:
        self.program = program
        self.answers = answers
        self.reveal = reveal
        self.work = work

    @cached_property
    def state(self) -> State:
        """What a respondent sees."""
        work, fields = self.work, self.program.fields
        return State(
            visible_sections=tuple(
                part.name for part, shown in zip(self.program.sections, work.open, strict=True) if shown
            ),
            visible_fields=tuple(field.name for field, shown in zip(fields, work.shown, strict=True) if shown),
            required_fields=tuple(fields[slot].name for slot in self._required()),
            options=self._options(),
            guidance={},
            calculated={},
            progress=self._progress(),
        )

    @cached_property
    def errors(self) -> tuple[Issue, ...]:
        """Everything that refuses a submit, in the order of the form; unknown names come first."""
        found = [
            (slot, *problem) for slot, problem in enumerate(self.work.problems) if problem and self.work.shown[slot]
        ]
        found += [(slot, REQUIRED, "This question must be answered.") for slot in self._missing()]
        found.sort()
        fields = self.program.fields
        issues = [Issue(point("/answers", fields[slot].name), code, detail) for slot, code, detail in found]
        return tuple(self._unknown() + issues)

    @cached_property
    def draft_errors(self) -> tuple[Issue, ...]:
        """The errors worth telling while the respondent is still writing: all but what is not answered yet."""
        return tuple(issue for issue in self.errors if issue.code != REQUIRED)

    @cached_property
    def stored(self) -> dict[str, object]:
        """What a submit keeps: the valid answers of visible fields, as they are stored."""
        work = self.work
        slots = range(len(work.kept))
        fields = self.program.fields
        return {fields[i].name: work.kept[i] for i in slots if work.live[i] is not None and work.shown[i]}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Evaluation):
            return NotImplemented
        return (self.state, self.errors, self.stored) == (other.state, other.errors, other.stored)

    __hash__ = None  # type: ignore[assignment]

    def _answerable(self, slot: int) -> bool:
        """A choice that offers nothing cannot be answered, so it must not block a submit for ever (C17)."""
        offer = self.work.offered[slot]
        return bool(offer.options) if offer is not None else slot not in self.program.unanswerable

    def _required(self) -> list[int]:
        shown = self.work.shown
        return [slot for slot in self.program.required if shown[slot] and self._answerable(slot)]

    def _missing(self) -> list[int]:
        work = self.work
        return [slot for slot in self._required() if work.live[slot] is None and not work.problems[slot]]

    def _options(self) -> dict[str, tuple[Option, ...]]:
        work = self.work
        offers = ((slot, work.offered[slot]) for slot in self.program.dependent if work.shown[slot])
        return {self.program.fields[slot].name: offer.options for slot, offer in offers if offer is not None}

    def _progress(self) -> float:
        work = self.work
        visible = [slot for slot, shown in enumerate(work.shown) if shown]
        barred = sum(not self._answerable(slot) for slot in self.program.dependent if work.shown[slot])
        barred += sum(slot in self.program.unanswerable for slot in visible) if self.program.unanswerable else 0
        answered = sum(work.live[slot] is not None for slot in visible)
        return answered / (len(visible) - barred) if len(visible) > barred else 1.0

    def _unknown(self) -> list[Issue]:
        if self.answers.keys() <= self.program.by_name.keys():
            return []
        return [
            unknown_field(name) for name in sorted(map(printable, self.answers.keys() - self.program.by_name.keys()))
        ]


def unknown_field(name: object) -> Issue:
    """The finding for an answer to no question of this survey."""
    return Issue(point("/answers", name), "unknown_field", f'The survey has no field named "{printable(name)}".')
