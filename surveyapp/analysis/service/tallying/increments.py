"""One pass over responses to one version: what they add to its tallies."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from surveyapp.analysis.service.tallying.kinds import Kind, kinds_of
from surveyapp.analysis.service.tallying.tallies import FieldTally, VersionTally
from surveyapp.logic.definition import Definition

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counted:
    """A completed response as it is counted: what it answers by name, and what of the form its respondent saw.

    `day` is that of its completion by the survey's calendar. The value of a sealed answer does not matter.
    """

    answers: Mapping[str, object] = field(repr=False)
    sections: Collection[str]
    fields: Collection[str]
    day: str
    seconds: int


@dataclass
class Increments:
    """Sums of a pass. Adding a response with the weight -1 takes it away."""

    definition: Definition
    completed: int = 0
    standing: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    sections_shown: Counter[str] = field(default_factory=Counter)
    sections_answered: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    seen: defaultdict[str, Counter[Hashable]] = field(default_factory=lambda: defaultdict(Counter))

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Field -> what is counted of it."""
        return kinds_of(self.definition)

    @cached_property
    def homes(self) -> dict[str, str]:
        """Field -> its section."""
        return {each.name: section.name for _, section, each in self.definition.walk()}

    @cached_property
    def repeats(self) -> frozenset[str]:
        """The sections that repeat: their fields count once for each instance that shows or answers them."""
        return frozenset(section.name for section in self.definition.sections if section.repeat is not None)

    def add(self, response: Counted, weight: int = 1) -> None:
        """Count one completed response."""
        self.completed += weight
        self.days[response.day] += weight
        self.seconds[str(response.seconds)] += weight
        _note(self.shown, map(_own_name, response.fields) if self.repeats else response.fields, weight)
        _note(self.sections_shown, response.sections, weight)
        touched: set[str] = set()
        for name, value in self._values(response.answers):
            kind = self.kinds.get(name)
            if kind is None or value is None:
                continue
            touched.add(self.homes[name])
            self.answered[name] += weight
            _note(self.seen[name], kind.seen(value), weight)
        _note(self.sections_answered, touched, weight)

    def _values(self, answers: Mapping[str, object]) -> Iterable[tuple[str, object]]:
        """Every value with the name of its field, those of a repeat by instance."""
        for name, value in answers.items():
            if name not in self.repeats:
                yield name, value
                continue
            instances = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            for instance in instances:
                yield from instance.items() if isinstance(instance, dict) else ()

    @property
    def parts(self) -> list[str]:
        """The fields whose tallies change."""
        return [name for name in self.kinds if self.shown[name] or self.answered[name] or any(self.seen[name].values())]

    def add_to_field(self, name: str, tally: FieldTally) -> None:
        tally.add(self.shown[name], self.answered[name], self.seen[name])

    def add_to_version(self, tally: VersionTally) -> None:
        tally.completed = max(0, tally.completed + self.completed)
        tally.standing.update(self.standing)
        tally.shown.update(self.sections_shown)
        tally.answered.update(self.sections_answered)
        tally.days.add(self.days.items())
        tally.seconds.add(self.seconds.items())


def _own_name(place: str) -> str:
    """The field of `people[0].age`, and of `age`."""
    return place.rpartition(".")[2]


def _note(counter: Counter[K], keys: Iterable[K], weight: int) -> None:
    for key in keys:
        counter[key] += weight
