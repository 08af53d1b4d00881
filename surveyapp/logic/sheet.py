"""Every place for an answer, in the order of the form, so that what is told of an evaluation is worked out one way.

Without repeats the places are the fields, and the lists are those of the work itself. With repeats a field of one has a
place in each of its instances, `people[0].age`; the instances stand one after the other where their section does.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import compress
from typing import Any, NamedTuple

from surveyapp.logic.definition.parts import OPEN
from surveyapp.logic.evaluate import Work
from surveyapp.logic.issues import point
from surveyapp.logic.program import CompiledField, CompiledRepeat, Predicate, Program


class Instance(NamedTuple):
    """One of a repeating section, by its place among the others."""

    repeat: CompiledRepeat
    at: int
    key: str

    @property
    def name(self) -> str:
        """As the state calls it."""
        return f"{self.repeat.name}[{self.key}]"


class Sheet:
    """The places of a survey that repeats nothing: by number what was decided of each."""

    def __init__(self, program: Program, work: Work) -> None:
        self.program = program
        self.work = work
        self.names: Sequence[str] = program.field_names
        self.fields: Sequence[CompiledField] = program.fields
        self.shown: Sequence[bool] = work.shown
        self.live: Sequence[Any] = work.live
        self.kept: Sequence[Any] = work.kept
        self.problems: Sequence[Any] = work.problems
        self.offered: Sequence[Any] = work.offered
        self.unanswerable: frozenset[int] = program.unanswerable

    def of(self, slots: Sequence[int]) -> Sequence[int]:
        """The places of these fields, in order."""
        return slots

    def instance(self, place: int) -> Instance | None:
        """The instance that a place belongs to."""
        return None

    def holds(self, condition: Predicate, place: int) -> bool:
        """Whether a condition of a field holds at this place."""
        return condition(self.work.live)

    def is_given(self, place: int, answers: Mapping[str, object]) -> bool:
        """Whether the answers name the field at this place, be it to clear it."""
        return self.names[place] in answers

    def pointer(self, place: int) -> str:
        """Where its answer stands."""
        return point("/answers", self.names[place])

    def instances(self, repeat: CompiledRepeat) -> Sequence[Instance]:
        """Those of a repeating section."""
        return ()

    def named(self, name: str) -> Instance | None:
        """The instance of this name, or the one of the field of this name."""
        wanted = name[: name.rfind("]") + 1]
        every = (each for repeat in self.program.repeats.values() for each in self.instances(repeat))
        return next((each for each in every if each.name == wanted), None)

    def before(self, repeat: CompiledRepeat) -> int:
        """How many places stand before a repeating section."""
        return 0

    def stored(self, answers: Mapping[str, object], failed: Set[int]) -> dict[str, object]:
        """The valid answers of what shows, without those that `failed` their constraint."""
        visible = compress(zip(self.names, self.kept, strict=True), self.shown)
        stored = {name: value for name, value in visible if value is not None}
        for place in failed:
            del stored[self.names[place]]
        return stored


class SpreadSheet(Sheet):
    """The places of a survey with repeats."""

    def __init__(self, program: Program, work: Work) -> None:
        super().__init__(program, work)
        self._cursor = list(work.live)
        self._of_repeat = {
            name: tuple(Instance(repeat, at, key) for at, key in enumerate(work.live[repeat.keys]))
            for name, repeat in program.repeats.items()
        }
        self.places = list(self._places())
        slots = [slot for slot, _ in self.places]
        self._by_slot: dict[int, list[int]] = {}
        for place, slot in enumerate(slots):
            self._by_slot.setdefault(slot, []).append(place)
        self.fields = [program.fields[slot] for slot in slots]
        self.names = [self._name(slot, instance) for slot, instance in self.places]
        self.shown, self.live, self.kept, self.problems, self.offered = map(
            self._spread, (work.shown, work.live, work.kept, work.problems, work.offered)
        )
        self.unanswerable = frozenset(self.of(tuple(program.unanswerable)))

    def _places(self) -> Iterator[tuple[int, Instance | None]]:
        told = set()
        for field in self.program.fields:
            if field.repeat is None:
                yield field.slot, None
            elif field.repeat.name not in told:
                told.add(field.repeat.name)
                for instance in self._of_repeat[field.repeat.name]:
                    yield from ((slot, instance) for slot in field.repeat.slots)

    def _name(self, slot: int, instance: Instance | None) -> str:
        name = self.program.field_names[slot]
        return name if instance is None else f"{instance.name}.{name}"

    def _spread(self, values: Sequence[Any]) -> list[Any]:
        return [values[slot] if of is None else values[slot][of.at] for slot, of in self.places]

    def of(self, slots: Sequence[int]) -> Sequence[int]:
        return sorted(place for slot in slots for place in self._by_slot.get(slot, ()))

    def instance(self, place: int) -> Instance | None:
        return self.places[place][1]

    def holds(self, condition: Predicate, place: int) -> bool:
        instance = self.places[place][1]
        if instance is not None:
            self._cursor[instance.repeat.cursor] = instance.at
        return condition(self._cursor)

    def is_given(self, place: int, answers: Mapping[str, object]) -> bool:
        field, instance = self.fields[place], self.places[place][1]
        return field.name in (answers if instance is None else self.work.rows[field.section][instance.at])

    def pointer(self, place: int) -> str:
        instance = self.places[place][1]
        path = () if instance is None else (instance.repeat.name, instance.key)
        return point("/answers", *path, self.fields[place].name)

    def instances(self, repeat: CompiledRepeat) -> Sequence[Instance]:
        return self._of_repeat[repeat.name]

    def before(self, repeat: CompiledRepeat) -> int:
        return sum(field.section < repeat.section for field in self.fields)

    def stored(self, answers: Mapping[str, object], failed: Set[int]) -> dict[str, object]:
        found: dict[str, object] = {}
        rows: dict[str, list[dict[str, object]]] = {}
        for repeat in self.program.repeats.values():
            rows[repeat.name] = [{} for _ in self._of_repeat[repeat.name]]
        for (_, instance), field, value in self._valid(failed):
            if instance is None:
                found[field.name] = value
            else:
                rows[instance.repeat.name][instance.at][field.name] = value
        for repeat in self.program.repeats.values():
            if any(rows[repeat.name]) or self._is_answered(repeat, answers):
                found[repeat.name] = self._as_answered(repeat, rows[repeat.name])
        return found

    def _valid(self, failed: Set[int]) -> Iterator[tuple[tuple[int, Instance | None], CompiledField, object]]:
        kept = compress(enumerate(self.kept), self.shown)
        valid = (at for at, value in kept if value is not None and at not in failed)
        return ((self.places[at], self.fields[at], self.kept[at]) for at in valid)

    def _is_answered(self, repeat: CompiledRepeat, answers: Mapping[str, object]) -> bool:
        """Whether a respondent has said how many instances there are, be they empty."""
        is_list = isinstance(answers.get(repeat.name), list)
        return repeat.kind == OPEN and is_list and self.work.open[repeat.section]

    def _as_answered(self, repeat: CompiledRepeat, rows: list[dict[str, object]]) -> object:
        """A list, every instance in its place; an object of those that hold something."""
        if not repeat.is_keyed:
            return rows
        return {each.key: row for each, row in zip(self._of_repeat[repeat.name], rows, strict=True) if row}
