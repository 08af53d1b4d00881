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
from surveyapp.logic.piping import piped
from surveyapp.logic.program import CompiledField, Predicate, Program
from surveyapp.logic.state import State

REQUIRED = "answer_required"
MUST_ANSWER = "This question must be answered."
EVERY_ROW = "Every row must be answered."


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
            guidance=self._guidance(),
            calculated={names[slot]: self.work.kept[slot] for slot in self.program.calculated if self.work.shown[slot]},
            progress=self._progress(),
            texts=self._texts(),
            defaults=self._defaults(),
        )

    @cached_property
    def errors(self) -> tuple[Issue, ...]:
        """Everything that refuses a submit, in the order of the form; unknown names come first."""
        work, names = self.work, self.program.field_names
        faulty = enumerate(work.problems) if any(work.problems) else ()
        found = [(slot, *problem) for slot, problem in faulty if problem and work.shown[slot]]
        found += [(slot, REQUIRED, MUST_ANSWER) for slot in self._missing()]
        found += [(slot, REQUIRED, EVERY_ROW) for slot in self._partly_missing()]
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

    @cached_property
    def review(self) -> tuple[str, ...]:
        """The visible fields whose answers a reviewer should see (V01-V04). For staff only, never part of the state."""
        return self._holding(self.program.review)

    def pipe(self, text: str) -> str:
        """Any text, a translated one as well, with the answers of `{name}` put in."""
        return piped(text, self._shown_as)

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
        shown, fields = self.work.shown, self.program.fields
        wanted = [slot for slot in self.program.required if shown[slot] and self._answerable(slot)]
        if not self.program.asked_for:
            return wanted
        return [slot for slot in wanted if fields[slot].field.is_required or self._asked_for(fields[slot])]

    def _asked_for(self, field: CompiledField) -> bool:
        return field.required_if is not None and field.required_if(self.work.live)

    def _holding(self, conditions: Mapping[str, Predicate]) -> tuple[str, ...]:
        """The visible fields among these whose condition holds, in the order of the form."""
        fields, work = self.program.by_name, self.work
        return tuple([n for n, holds in conditions.items() if work.shown[fields[n].slot] and holds(work.live)])

    def _guidance(self) -> dict[str, object]:
        """The texts that show now; a field without any is not named (G04)."""
        fields = self.program.by_name
        told = ((name, fields[name].field.guidance or {}) for name in self._holding(self.program.guidance))
        return {name: self.pipe(str(guidance["text"])) for name, guidance in told}

    def _texts(self) -> dict[str, dict[str, dict[str, str]]]:
        """The texts of visible parts that pipe."""
        visible = {"sections": self.work.open, "fields": self.work.shown}
        told: dict[str, dict[str, dict[str, str]]] = {}
        for pipe in self.program.pipes:
            if visible[pipe.kind][pipe.slot]:
                told.setdefault(pipe.kind, {}).setdefault(pipe.name, {})[pipe.member] = self.pipe(pipe.text)
        return told

    def _shown_as(self, name: str) -> str | None:
        field = self.program.by_name.get(name)
        return None if field is None else self._words(field)

    def _words(self, field: CompiledField) -> str:
        """An answer as a respondent reads it."""
        kept, offer = self.work.kept[field.slot], self.work.offered[field.slot] or field.own
        labels = {option.value: option.label for option in offer.options}
        return "" if kept is None else ", ".join(field.family.words(kept, labels))

    def _defaults(self) -> dict[str, object]:
        """The visible fields that nobody has answered or cleared, with the valid value that stands in."""
        names, work = self.program.field_names, self.work
        stands = [s for s in self.program.defaulted if work.kept[s] is not None and names[s] not in self.answers]
        return {names[slot]: work.kept[slot] for slot in stands if work.shown[slot]}

    def _missing(self) -> list[int]:
        work = self.work
        return [slot for slot in self._required if work.live[slot] is None and not work.problems[slot]]

    def _partly_missing(self) -> list[int]:
        work, fields = self.work, self.program.fields
        asked = [slot for slot in self.program.partial if not work.problems[slot] and work.live[slot] is not None]
        return [slot for slot in asked if slot in self._required and fields[slot].family.is_partial(work.live[slot])]

    def _options(self) -> dict[str, tuple[Option, ...]]:
        work = self.work
        offers = ((slot, work.offered[slot]) for slot in self.program.dependent if work.shown[slot])
        return {self.program.field_names[slot]: offer.options for slot, offer in offers if offer is not None}

    def _progress(self) -> float:
        work = self.work
        choices = (*self.program.dependent, *self.program.unanswerable)
        given = [slot for slot in self.program.calculated if work.shown[slot]]
        asked = sum(work.shown) - sum([work.shown[slot] and not self._answerable(slot) for slot in choices])
        answered = sum([value is not None for value in compress(work.live, work.shown)])
        asked -= len([slot for slot in given if self._answerable(slot)])
        answered -= len([slot for slot in given if work.live[slot] is not None])
        return answered / asked if asked else 1.0

    def _unknown(self) -> list[Issue]:
        unknown = self.answers.keys() - self.program.by_name.keys()
        return [unknown_field(name) for name in sorted(map(printable, unknown))] if unknown else []


def unknown_field(name: object) -> Issue:
    """The finding for an answer to no question of this survey."""
    return Issue(point("/answers", name), "unknown_field", f'The survey has no field named "{printable(name)}".')
