"""What a rehearsal tells: shapes only, all of them plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and how many walks ended with it holding, and with it failing; in a repeat one may do both."""

    pointer: str
    text: str
    action: str
    held: int
    failed: int


@dataclass(frozen=True, slots=True)
class Share:
    """A section and the share of walks that it was a part of."""

    name: str
    reached: float


@dataclass(frozen=True, slots=True)
class NeverReached:
    """What no walk met; options, as `(field, value)`, of fields that showed."""

    sections: tuple[str, ...]
    fields: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The members as a JSON object."""
        options = [{"field": field, "value": value} for field, value in self.options]
        return {"sections": list(self.sections), "fields": list(self.fields), "options": options}


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where walks could not finish: the field or repeat, the code of the refusal, how many, and one of them."""

    field: str
    code: str
    detail: str
    count: int
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Path:
    """A way through the sections and how many walks took it."""

    sections: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Least, middle, nine in ten, most."""

    min: float
    median: float
    p90: float
    max: float


@dataclass(frozen=True, slots=True)
class Report:
    """What so many walks found. `coverage` is the share of outcomes of conditions that were seen, each having two;
    `questions` and `minutes` are of walks that finished, zeros where none did."""

    respondents: int
    finished: int
    stuck: tuple[Stuck, ...]
    coverage: float
    conditions: tuple[Condition, ...]
    never_reached: NeverReached
    sections: tuple[Share, ...]
    questions: Spread
    minutes: Spread
    paths: tuple[Path, ...]

    def to_json(self) -> dict[str, Any]:
        """The members as a JSON object."""
        listed = ("stuck", "conditions", "sections", "paths")
        told = {key: [asdict(each) for each in getattr(self, key)] for key in listed}
        single = {key: getattr(self, key) for key in ("respondents", "finished", "coverage")}
        spreads = {key: asdict(getattr(self, key)) for key in ("questions", "minutes")}
        return {**single, **told, **spreads, "never_reached": self.never_reached.to_json()}


def spread(values: Sequence[float]) -> Spread:
    """The spread of some values."""
    if not values:
        return Spread(0, 0, 0, 0)
    ordered = sorted(values)
    nine_in_ten = ordered[-(-9 * len(ordered) // 10) - 1]
    return Spread(ordered[0], median(ordered), nine_in_ten, ordered[-1])


def covered(conditions: Sequence[Condition]) -> float:
    """The share of outcomes seen; all of them where there are none."""
    seen = sum((each.held > 0) + (each.failed > 0) for each in conditions)
    return round(seen / (2 * len(conditions)), 4) if conditions else 1.0
