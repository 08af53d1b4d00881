"""The outcome of an evaluation, read from its work as it is asked for.

A page asks for the state, a submit for errors and what to store, an autosave for the draft's errors: each is built on
first use and kept. An evaluation is never changed; `CompiledSurvey.change` makes another.
"""

from collections.abc import Mapping
from functools import cached_property
from itertools import compress

from surveyapp.logic.definition.parts import Option
from surveyapp.logic.evaluate import Work
from surveyapp.logic.issues import Issue, point, printable
from surveyapp.logic.program import Program
from surveyapp.logic.state import State

REQUIRED = "answer_required"
MUST_ANSWER = "This question must be answered."


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
        names = self.program.field_names
        return State(
            visible_sections=tuple(compress(self.program.section_names, self.work.open)),
            visible_fields=tuple(compress(names, self.work.shown)),
            required_fields=tuple([names[slot] for slot in self._required]),
            options=self._options(),
            guidance={},
            calculated={},
            progress=self._progress(),
        )

    @cached_property
    def errors(self) -> tuple[Issue, ...]:
        """Everything that refuses a submit, in the order of the form; unknown names come first."""
        work, names = self.work, self.program.field_names
        faulty = enumerate(work.problems) if any(work.problems) else ()
        found = [(slot, *problem) for slot, problem in faulty if problem and work.shown[slot]]
        found += [(slot, REQUIRED, MUST_ANSWER) for slot in self._missing()]
        found.sort()
        issues = [Issue(point("/answers", names[slot]), code, detail) for slot, code, detail in found]
        return tuple(self._unknown() + issues)

    @cached_property
    def draft_errors(self) -> tuple[Issue, ...]:
        """The errors worth telling while the respondent is still writing: all but what is not answered yet."""
        return tuple(issue for issue in self.errors if issue.code != REQUIRED)

    @cached_property
    def stored(self) -> dict[str, object]:
        """What a submit keeps: the valid answers of visible fields, as they are stored."""
        work = self.work
        visible = compress(zip(self.program.field_names, work.kept, strict=True), work.shown)
        return {name: value for name, value in visible if value is not None}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Evaluation):
            return NotImplemented
        return (self.state, self.errors, self.stored) == (other.state, other.errors, other.stored)

    __hash__ = None  # type: ignore[assignment]

    def _answerable(self, slot: int) -> bool:
        """A choice that offers nothing cannot be answered, so it must not block a submit for ever (C17)."""
        offer = self.work.offered[slot]
        return bool(offer.options) if offer is not None else slot not in self.program.unanswerable

    @cached_property
    def _required(self) -> list[int]:
        shown = self.work.shown
        return [slot for slot in self.program.required if shown[slot] and self._answerable(slot)]

    def _missing(self) -> list[int]:
        work = self.work
        return [slot for slot in self._required if work.live[slot] is None and not work.problems[slot]]

    def _options(self) -> dict[str, tuple[Option, ...]]:
        work = self.work
        offers = ((slot, work.offered[slot]) for slot in self.program.dependent if work.shown[slot])
        return {self.program.field_names[slot]: offer.options for slot, offer in offers if offer is not None}

    def _progress(self) -> float:
        work = self.work
        choices = (*self.program.dependent, *self.program.unanswerable)
        asked = sum(work.shown) - sum([work.shown[slot] and not self._answerable(slot) for slot in choices])
        answered = [value is not None for value in compress(work.live, work.shown)]
        return sum(answered) / asked if asked else 1.0

    def _unknown(self) -> list[Issue]:
        unknown = self.answers.keys() - self.program.by_name.keys()
        return [unknown_field(name) for name in sorted(map(printable, unknown))] if unknown else []


def unknown_field(name: object) -> Issue:
    """The finding for an answer to no question of this survey."""
    return Issue(point("/answers", name), "unknown_field", f'The survey has no field named "{printable(name)}".')
