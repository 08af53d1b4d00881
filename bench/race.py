"""Sides that run in turn, A B C, C B A, A B C ..., so that what the machine does meanwhile falls on all alike."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from bench.running import Stretch

Side = Callable[[], Stretch]


@dataclass(frozen=True)
class Spread:
    """The middle and the ends of what was seen."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Verdict:
    """A figure held against its budget in DESIGN 13: `bound` is the worst that is still within."""

    sentence: str
    found: Spread
    bound: float | None = None
    at_most: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool | None:
        """None where the law names no bound."""
        if self.bound is None:
            return None
        return self.found.median <= self.bound if self.at_most else self.found.median >= self.bound

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "is_met": self.is_met}


@dataclass
class Outcome:
    """A race by name, what each side came to, round by round, and how that stands to the budgets."""

    name: str
    sides: dict[str, list[Stretch]]
    verdicts: list[Verdict] = field(default_factory=list)

    def figures(self, side: str) -> dict[str, Spread]:
        """Each figure of a side over its rounds."""
        rounds = [stretch.per_unit() for stretch in self.sides[side]]
        names = [name for name in rounds[0] if all(name in each for each in rounds)]
        return {name: Spread.of([each[name] for each in rounds]) for name in names}

    def ratio(self, one: str, other: str, figure: str = "rate") -> Spread:
        """One side's figure in terms of the other's, taken within each round."""
        pairs = zip(self.sides[one], self.sides[other], strict=True)
        return Spread.of([a.per_unit()[figure] / b.per_unit()[figure] for a, b in pairs])

    def judge(self, sentence: str, found: Spread, bound: float | None = None, **more: Any) -> None:
        self.verdicts.append(Verdict(sentence, found, bound, **more))

    def to_json(self) -> dict[str, Any]:
        sides = {
            side: {name: asdict(spread) for name, spread in self.figures(side).items()}
            | {"rates": [round(stretch.rate, 1) for stretch in rounds]}
            for side, rounds in self.sides.items()
        }
        return {"name": self.name, "sides": sides, "verdicts": [verdict.to_json() for verdict in self.verdicts]}


def run(name: str, sides: Mapping[str, Side], rounds: int) -> Outcome:
    """Every side once a round, the order turned about each time; the first round is for warming up and not counted."""
    outcome = Outcome(name, {side: [] for side in sides})
    for warming_up in sides.values():
        warming_up()
    for number in range(rounds):
        for side in sides if number % 2 == 0 else reversed(list(sides)):
            outcome.sides[side].append(sides[side]())
    return outcome
