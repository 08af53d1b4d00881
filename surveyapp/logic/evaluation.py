"""The outcome of an evaluation, read from its work as it is asked for.

A page asks for the state, a submit for errors and what to store, an autosave for the draft's errors: each is built on
first use and kept. An evaluation is never changed; `CompiledSurvey.change` makes another.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from itertools import compress
from operator import itemgetter

from surveyapp.logic.definition.parts import OPEN, Option
from surveyapp.logic.evaluate import Work
from surveyapp.logic.expressions.nodes import ITEM_HERE, NUMBER_HERE
from surveyapp.logic.instances import TOO_FEW, faults
from surveyapp.logic.issues import Issue, point, printable
from surveyapp.logic.piping import Pipe, piped
from surveyapp.logic.program import CompiledRepeat, Predicate, Program
from surveyapp.logic.sheet import Instance, Sheet, SpreadSheet
from surveyapp.logic.state import Repeated, State

REQUIRED, FAILED = "answer_required", "constraint_failed"
MUST_ANSWER = "This question must be answered."
EVERY_ROW = "Every row must be answered."
NOT_ACCEPTED = "This answer does not fit."


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
        sheet, names = self.sheet, self.sheet.names
        return State(
            visible_sections=tuple(compress(self.program.section_names, self.work.open)),
            visible_fields=tuple(compress(names, sheet.shown)),
            required_fields=tuple([names[place] for place in self._required]),
            options=self._options(),
            guidance=self._guidance(),
            calculated={names[at]: sheet.kept[at] for at in sheet.of(self.program.calculated) if sheet.shown[at]},
            progress=self._progress(),
            texts=self._texts() if self.program.pipes else {},
            defaults=self._defaults(),
            repeats=self._repeats(),
        )

    @cached_property
    def errors(self) -> tuple[Issue, ...]:
        """Everything that refuses a submit, in the order of the form; unknown names come first."""
        sheet = self.sheet
        faulty = enumerate(sheet.problems) if any(sheet.problems) else ()
        found = [(place, *problem) for place, problem in faulty if problem and sheet.shown[place]]
        found += [(place, FAILED, self._message(place)) for place in (*self._failed, *self._failed_empty)]
        found += [(place, REQUIRED, MUST_ANSWER) for place in self._missing]
        found += [(place, REQUIRED, EVERY_ROW) for place in self._partly_missing()]
        issues = [(place, Issue(sheet.pointer(place), code, detail)) for place, code, detail in found]
        issues = sorted([*self._faulty_repeats(), *issues], key=itemgetter(0))
        return (*self._unknown(), *(issue for _, issue in issues))

    @cached_property
    def draft_errors(self) -> tuple[Issue, ...]:
        """The errors worth telling while the respondent is still writing: all but what is not answered yet."""
        return tuple(issue for issue in self.errors if issue.code not in (REQUIRED, TOO_FEW))

    @cached_property
    def stored(self) -> dict[str, object]:
        """What a submit keeps: the valid answers of visible fields, as they are stored."""
        return self.sheet.stored(self.answers, self._failed)

    @cached_property
    def review(self) -> tuple[str, ...]:
        """The visible fields whose answers a reviewer should see (V01-V04). For staff only, never part of the state."""
        return tuple([self.sheet.names[place] for place in self._holding(self.program.review)])

    def pipe(self, text: str, within: str | None = None) -> str:
        """Any text, a translated one as well, with the answers of `{name}` put in; of a repeat those of the instance it
        stands `within`, told by the state's name for it or for one of its fields."""
        return self._piped(text, None if within is None else self.sheet.named(within))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Evaluation):
            return NotImplemented
        return (self.state, self.errors, self.stored) == (other.state, other.errors, other.stored)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def sheet(self) -> Sheet:
        """What was decided, place by place."""
        return (SpreadSheet if self.program.repeats else Sheet)(self.program, self.work)

    @cached_property
    def _failed(self) -> frozenset[int]:
        """The visible places whose answer, valid otherwise, fails its constraint. That is asked last, of all that was
        decided, and takes nothing away: conditions, calculations and texts go on reading the answer."""
        sheet = self.sheet
        visible = [place for place in sheet.of(self.program.constrained) if sheet.shown[place]]
        valid = [place for place in visible if sheet.kept[place] is not None and not sheet.problems[place]]
        return frozenset([place for place in valid if not self._passes(place)])

    @cached_property
    def _failed_empty(self) -> frozenset[int]:
        """The visible places without an answer, none that is missing, whose constraint is asked of none and fails; not
        those that nobody could answer (C17)."""
        sheet = self.sheet
        asked = [place for place in sheet.of(self.program.constrained) if sheet.fields[place].field.asks_of_empty]
        empty = [place for place in asked if sheet.shown[place] and sheet.kept[place] is None]
        known = [place for place in empty if not sheet.problems[place] and place not in self._missing]
        return frozenset([place for place in known if self._answerable(place) and not self._passes(place)])

    def _passes(self, place: int) -> bool:
        constraint = self.sheet.fields[place].constraint
        return constraint is None or self.sheet.holds(constraint, place)

    def _message(self, place: int) -> str:
        """What the author says of an answer that fails its constraint."""
        message = self.sheet.fields[place].field.constraint_message
        return self._piped(message, self.sheet.instance(place)) if message else NOT_ACCEPTED

    def _answerable(self, place: int) -> bool:
        """A choice that offers nothing cannot be answered, so it must not block a submit for ever (C17)."""
        offer = self.sheet.offered[place]
        return bool(offer.options) if offer is not None else place not in self.sheet.unanswerable

    @cached_property
    def _required(self) -> list[int]:
        sheet = self.sheet
        wanted = [place for place in sheet.of(self.program.required) if sheet.shown[place] and self._answerable(place)]
        if not self.program.asked_for:
            return wanted
        return [place for place in wanted if sheet.fields[place].field.is_required or self._asked_for(place)]

    def _asked_for(self, place: int) -> bool:
        required_if = self.sheet.fields[place].required_if
        return required_if is not None and self.sheet.holds(required_if, place)

    def _holding(self, conditions: Mapping[str, Predicate]) -> list[int]:
        """The visible fields among these whose condition holds, in the order of the form."""
        sheet, fields = self.sheet, self.program.by_name
        asked = [(place, holds) for name, holds in conditions.items() for place in sheet.of((fields[name].slot,))]
        return sorted([place for place, holds in asked if sheet.shown[place] and sheet.holds(holds, place)])

    def _guidance(self) -> dict[str, object]:
        """The texts that show now; a field without any is not named (G04)."""
        sheet = self.sheet
        told = ((place, sheet.fields[place].field.guidance or {}) for place in self._holding(self.program.guidance))
        return {sheet.names[at]: self._piped(str(guidance["text"]), sheet.instance(at)) for at, guidance in told}

    def _texts(self) -> dict[str, dict[str, dict[str, str]]]:
        """The texts of visible parts that pipe; those of a repeating section are its instances'."""
        told: dict[str, dict[str, dict[str, str]]] = {}
        for pipe in self.program.pipes:
            for name, instance in self._piping(pipe):
                told.setdefault(pipe.kind, {}).setdefault(name, {})[pipe.member] = self._piped(pipe.text, instance)
        return told

    def _piping(self, pipe: Pipe) -> Iterator[tuple[str, Instance | None]]:
        sheet, repeat = self.sheet, self.program.repeats.get(pipe.name)
        if pipe.kind == "fields":
            places = [place for place in sheet.of((pipe.slot,)) if sheet.shown[place]]
            yield from ((sheet.names[place], sheet.instance(place)) for place in places)
        elif self.work.open[pipe.slot] and repeat is None:
            yield pipe.name, None
        elif repeat is not None:
            yield from ((each.name, each) for each in sheet.instances(repeat) if self.work.open[pipe.slot])

    def _piped(self, text: str, instance: Instance | None) -> str:
        return piped(text, partial(self._shown_as, instance))

    def _shown_as(self, instance: Instance | None, name: str) -> str | None:
        """What braces stand for in a text; of a field of another repeat all its answers."""
        if name in (NUMBER_HERE, ITEM_HERE):
            return None if instance is None else self._told_of(instance, name)
        field = self.program.by_name.get(name)
        if field is None:
            return None
        places = self.sheet.of((field.slot,))
        if instance is not None and field.repeat is instance.repeat:
            return self._words(places[instance.at])
        return ", ".join(words for words in map(self._words, places) if words)

    def _told_of(self, instance: Instance, what: str) -> str | None:
        if what == NUMBER_HERE:
            return str(instance.at + 1)
        return self._labels(instance.repeat).get(instance.key) if instance.repeat.is_keyed else None

    def _labels(self, repeat: CompiledRepeat) -> dict[str, str]:
        """What a respondent reads for the keys of a keyed repeat."""
        if repeat.source is None:
            return {item.value: item.label for item in repeat.items}
        return self._worded(self.sheet.of((repeat.source,))[0])

    def _worded(self, place: int) -> dict[str, str]:
        offer = self.sheet.offered[place] or self.sheet.fields[place].own
        return {option.value: option.label for option in offer.options}

    def _words(self, place: int) -> str:
        """An answer as a respondent reads it."""
        kept, family = self.sheet.kept[place], self.sheet.fields[place].family
        return "" if kept is None else ", ".join(family.words(kept, self._worded(place)))

    def _defaults(self) -> dict[str, object]:
        """The visible fields that nobody has answered or cleared, with the value that stands in."""
        sheet = self.sheet
        standing = [place for place in sheet.of(self.program.defaulted) if sheet.kept[place] is not None]
        untouched = [place for place in standing if sheet.shown[place] and not sheet.is_given(place, self.answers)]
        return {sheet.names[place]: sheet.kept[place] for place in untouched}

    def _repeats(self) -> dict[str, Repeated]:
        repeats = [repeat for repeat in self.program.repeats.values() if self.work.open[repeat.section]]
        return {repeat.name: self._repeated(repeat) for repeat in repeats}

    def _repeated(self, repeat: CompiledRepeat) -> Repeated:
        keys = self.work.live[repeat.keys]
        count = len(keys)
        if repeat.kind == OPEN:
            return Repeated(keys, None, repeat.min, repeat.max, count < repeat.max, count > repeat.min)
        told = self._labels(repeat) if repeat.is_keyed else {}
        labels = tuple(told.get(key, key) for key in keys) if repeat.is_keyed else None
        return Repeated(keys, labels, count, count, False, False)

    @cached_property
    def _missing(self) -> list[int]:
        sheet = self.sheet
        return [place for place in self._required if sheet.live[place] is None and not sheet.problems[place]]

    def _partly_missing(self) -> list[int]:
        sheet, required = self.sheet, self._required
        places = sheet.of(self.program.partial)
        asked = [at for at in places if not sheet.problems[at] and sheet.live[at] is not None and at in required]
        partial = [place for place in asked if sheet.fields[place].family.is_partial(sheet.live[place])]
        return [place for place in partial if place not in self._failed]

    def _options(self) -> dict[str, tuple[Option, ...]]:
        sheet = self.sheet
        places = [place for place in sheet.of(self.program.dependent) if sheet.shown[place]]
        offers = ((place, sheet.offered[place]) for place in places)
        return {sheet.names[place]: offer.options for place, offer in offers if offer is not None}

    def _progress(self) -> float:
        sheet = self.sheet
        choices = (*sheet.of(self.program.dependent), *sheet.unanswerable)
        given = [place for place in sheet.of(self.program.calculated) if sheet.shown[place]]
        asked = sum(sheet.shown) - sum([sheet.shown[place] and not self._answerable(place) for place in choices])
        answered = sum([value is not None for value in compress(sheet.kept, sheet.shown)]) - len(self._failed)
        asked -= len([place for place in given if self._answerable(place)])
        answered -= len([place for place in given if sheet.kept[place] is not None and place not in self._failed])
        return answered / asked if asked else 1.0

    def _faulty_repeats(self) -> Iterator[tuple[float, Issue]]:
        """What is wrong with visible repeats themselves; it stands before what is wrong inside."""
        for repeat in self.program.repeats.values():
            if self.work.open[repeat.section]:
                keys, before = self.work.live[repeat.keys], self.sheet.before(repeat) - 0.5
                for path, code, detail in faults(repeat, self.answers.get(repeat.name), keys):
                    yield before, Issue(point("/answers", repeat.name, *path), code, detail)

    def _unknown(self) -> list[Issue]:
        unknown = self.answers.keys() - self.program.positions.keys()
        return [unknown_field(name) for name in sorted(map(printable, unknown))] if unknown else []


def unknown_field(name: object, at: str = "/answers") -> Issue:
    """The finding for an answer to no question of this survey."""
    return Issue(point(at, name), "unknown_field", f'The survey has no field named "{printable(name)}".')
