"""The counts of one field, and of a version as a whole: read from JSON, added to, merged, written to JSON.

Sums are decimals without rounding (an answer has at most thirty digits on either side of the point, its square twice
that), so that counting in another order or in other parts gives the very same numbers.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import Any

from surveyapp.analysis.service.tallying.kinds import Kind
from surveyapp.analysis.service.tallying.values import Values, plain

EXACT = Context(prec=200)


@dataclass(slots=True)
class FieldTally:
    """`shown`: completed responses whose respondent saw the field; `answered`: those that answered it."""

    kind: Kind
    shown: int = 0
    answered: int = 0
    total: Decimal = Decimal(0)
    squares: Decimal = Decimal(0)
    amounts: int = 0
    values: Values | None = None

    @classmethod
    def read(cls, kind: Kind, known: Mapping[str, Any]) -> "FieldTally":
        """What `to_json` wrote; nothing counted yet from an empty document."""
        return cls(
            kind,
            known.get("shown", 0),
            known.get("answered", 0),
            Decimal(known.get("total", "0")),
            Decimal(known.get("squares", "0")),
            known.get("amounts", 0),
            kind.values().read(known) if kind.values is not None else None,
        )

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"shown": self.shown, "answered": self.answered}
        if self.kind.amount is not None:
            told |= {"amounts": self.amounts, "total": plain(self.total), "squares": plain(self.squares)}
        return told | self.values.to_json() if self.values is not None else told

    def add(self, shown: int, answered: int, seen: Mapping[Hashable, int]) -> None:
        """Count what a pass has summed up; negative numbers take away, never below nothing."""
        self.shown, self.answered = max(0, self.shown + shown), max(0, self.answered + answered)
        if self.values is not None:
            self.values.add((self.kind.spelled(each), number) for each, number in seen.items())
        if self.kind.amount is not None:
            for each, number in seen.items():
                self._sum(self.kind.amount(each), number)

    def merge(self, other: "FieldTally") -> None:
        """Add what another one counted of the same field; of another kind only that it was shown and answered."""
        self.shown += other.shown
        self.answered += other.answered
        if self.kind is not other.kind:
            return
        self.amounts += other.amounts
        self.total = EXACT.add(self.total, other.total)
        self.squares = EXACT.add(self.squares, other.squares)
        if self.values is not None and other.values is not None:
            self.values.merge(other.values)

    def agrees(self, other: "FieldTally") -> bool:
        """Whether both count the same."""
        numbers = [(each.shown, each.answered, each.amounts, each.total, each.squares) for each in (self, other)]
        if numbers[0] != numbers[1] or self.values is None or other.values is None:
            return numbers[0] == numbers[1]
        return self.values.agrees(other.values)

    def _sum(self, amount: Decimal, number: int) -> None:
        self.amounts += number
        times = EXACT.multiply(amount, Decimal(number))
        self.total = EXACT.add(self.total, times)
        self.squares = EXACT.add(self.squares, EXACT.multiply(times, amount))


@dataclass(slots=True)
class VersionTally:
    """What is counted of whole responses. `standing`: where the unfinished ones stand, by section; `shown` and
    `answered`: by section, the completed responses that saw it and that answered anything in it.
    """

    completed: int = 0
    standing: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    days: Values = field(default_factory=Values.of_days)
    seconds: Values = field(default_factory=Values.of_numbers)

    @classmethod
    def read(cls, known: Mapping[str, Any]) -> "VersionTally":
        """What `to_json` wrote; nothing counted yet from an empty document."""
        return cls(
            known.get("completed", 0),
            Counter(known.get("standing", {})),
            Counter(known.get("shown", {})),
            Counter(known.get("answered", {})),
            Values.of_days().read(known.get("days", {})),
            Values.of_numbers().read(known.get("seconds", {})),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "completed": self.completed,
            "standing": dict(+self.standing),
            "shown": dict(+self.shown),
            "answered": dict(+self.answered),
            "days": self.days.to_json(),
            "seconds": self.seconds.to_json(),
        }

    @property
    def in_progress(self) -> int:
        return sum(self.standing.values())

    def agrees(self, other: "VersionTally") -> bool:
        """Whether both count the same."""
        mine, theirs = ((each.completed, +each.standing, +each.shown, +each.answered) for each in (self, other))
        return mine == theirs and self.days.agrees(other.days) and self.seconds.agrees(other.seconds)

    def merge(self, other: "VersionTally") -> None:
        """Add what was counted of another version."""
        self.completed += other.completed
        for mine, theirs in (
            (self.standing, other.standing),
            (self.shown, other.shown),
            (self.answered, other.answered),
        ):
            mine.update(theirs)
        self.days.merge(other.days)
        self.seconds.merge(other.seconds)
