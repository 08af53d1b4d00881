"""How often each value occurred: exact while there are few different ones, then in ever wider buckets.

A bucket is named by its value nearest to zero (numbers: 1234 lies in 1230) or by its beginning (days: 2026-11-21 lies
in 2026-11). Each level's buckets are whole unions of the finer level's, and the level is the finest at which no more
than `MOST` are occupied; so counts that only ever grew are the same whatever the order, or however many parts they were
merged from. What is taken away leaves the level where it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

MOST = 500
Coarsening = Callable[[str, int], str]

DIGITS = (0, 4, 3, 3, 2, 1, 0)
"""Significant digits that a number keeps at each level: all, 4, 3, 3 of which the last is 0 or 5, 2, 1; then its power
of ten."""
BY_FIVES, BY_TENS = 3, 6
PREFIXES = (10, 7, 4, 3, 2)
"""What a day keeps of YYYY-MM-DD: the day, the month, the year, the decade, the century."""


def rounded(text: str, level: int) -> str:
    """The bucket of a number at a level, from any finer one."""
    if level == 0:
        return text
    sign, digits, exponent = Decimal(text).as_tuple()
    kept = list(digits[: DIGITS[level]]) if level != BY_TENS else [1 if digits[0] else 0]
    if level == BY_FIVES and len(kept) == DIGITS[level]:
        kept[-1] -= kept[-1] % 5
    dropped = max(0, len(digits) - len(kept))
    return plain(Decimal((sign, tuple(kept), int(exponent) + dropped)))


def width(text: str, level: int) -> Decimal:
    """How far a number's bucket reaches from its name, away from zero."""
    number = Decimal(text)
    if level == 0 or not number:
        return Decimal(0)
    first = number.adjusted()
    if level == BY_TENS:
        return Decimal(9).scaleb(first)
    return Decimal(5 if level == BY_FIVES else 1).scaleb(first - DIGITS[level] + 1)


def shortened(text: str, level: int) -> str:
    """The bucket of a day at a level."""
    return text[: PREFIXES[level]]


def plain(number: Decimal) -> str:
    """A number in decimal digits, the same for equal numbers."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def as_number(text: str) -> Decimal:
    return Decimal(text)


@dataclass(slots=True)
class Values:
    """The counts of one field's values. `low` and `high` are kept beside buckets, which know them only roughly."""

    coarser: Coarsening | None
    levels: int = 1
    order: Callable[[str], Any] = str
    level: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    low: str | None = None
    high: str | None = None

    @classmethod
    def of_numbers(cls) -> "Values":
        return cls(rounded, len(DIGITS), as_number)

    @classmethod
    def of_days(cls) -> "Values":
        return cls(shortened, len(PREFIXES))

    @classmethod
    def of_names(cls) -> "Values":
        """Options and the like: as many as there are, never in buckets."""
        return cls(None)

    def read(self, known: Mapping[str, Any]) -> "Values":
        """Take over what `to_json` wrote."""
        self.level, self.counts = known.get("level", 0), dict(known.get("counts", {}))
        self.low, self.high = known.get("low"), known.get("high")
        return self

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"counts": self.counts}
        if self.level:
            told |= {"level": self.level, "low": self.low, "high": self.high}
        return told

    def add(self, counted: Iterable[tuple[str, int]]) -> None:
        """Count values in their exact spelling; a negative number takes so many away."""
        pairs = list(counted)
        gone = {text for text, number in pairs if number < 0}
        if self.level:
            self._widen([text for text, number in pairs if number > 0])
        for text, number in pairs:
            key = self._key(text)
            self.counts[key] = self.counts.get(key, 0) + number
            if self.counts[key] <= 0:
                del self.counts[key]
        self._coarsen()
        if self.level and gone & {self.low, self.high}:
            self._guess_bounds(gone)

    def merge(self, other: "Values") -> None:
        """Add what another one of the same kind has counted."""
        if self.coarser is not None and other.level > self.level:
            self._go_to(other.level)
        if other.level or self.level:
            self._widen([text for text in other.bounds() if text is not None])
        for text, number in other.counts.items():
            key = self._key(text)
            self.counts[key] = self.counts.get(key, 0) + number
        self._coarsen()

    def bounds(self) -> tuple[str | None, str | None]:
        """The least and the greatest value."""
        if self.level:
            return self.low, self.high
        keys = self.sorted()
        return (keys[0], keys[-1]) if keys else (None, None)

    def sorted(self) -> Sequence[str]:
        return sorted(self.counts, key=self.order)

    def agrees(self, other: "Values") -> bool:
        """Whether both count the same: one from which something was taken away may be left with wider buckets than it
        needs, and know its ends only by theirs.
        """
        level = max(self.level, other.level)
        mine, theirs = self._coarsened(level), other._coarsened(level)
        return mine.counts == theirs.counts and mine._ends() == theirs._ends()

    def _coarsened(self, level: int) -> "Values":
        made = Values(self.coarser, self.levels, self.order).read(self.to_json())
        if level > made.level:
            made._go_to(level)
        return made

    def _ends(self) -> list[str | None]:
        return [end if end is None else self._key(end) for end in self.bounds()]

    def _key(self, text: str) -> str:
        return text if self.coarser is None or not self.level else self.coarser(text, self.level)

    def _coarsen(self) -> None:
        while self.coarser is not None and len(self.counts) > MOST and self.level + 1 < self.levels:
            self._go_to(self.level + 1)

    def _go_to(self, level: int) -> None:
        if not self.level:
            self.low, self.high = self.bounds()
        finer, self.counts, self.level = self.counts, {}, level
        for text, number in finer.items():
            key = self._key(text)
            self.counts[key] = self.counts.get(key, 0) + number

    def _widen(self, texts: Iterable[str]) -> None:
        known = [text for text in (self.low, self.high, *texts) if text is not None]
        if known:
            self.low, self.high = min(known, key=self.order), max(known, key=self.order)

    def _guess_bounds(self, gone: set[str]) -> None:
        """An end was taken away: its bucket, or the next that is occupied, is all that is known of the new one."""
        keys = self.sorted()
        if self.low in gone:
            self.low = keys[0] if keys else None
        if self.high in gone:
            self.high = keys[-1] if keys else None
