"""What counts say: mean, spread, quartiles, a histogram. Values in buckets are taken to lie in the middle of them."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from surveyapp.analysis.service.tallying import FieldTally, Values
from surveyapp.analysis.service.tallying.tallies import EXACT
from surveyapp.analysis.service.tallying.values import width
from surveyapp.logic.fields.number import SAFE

BARS = 20
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
QUARTILES = (0.25, 0.5, 0.75)
HALF = Decimal("0.5")

Shown = int | float


def shown(number: Decimal) -> Shown:
    """A decimal as a JSON number."""
    return int(number) if number == number.to_integral_value() and abs(number) <= SAFE else float(number)


def mean(tally: FieldTally) -> float | None:
    return float(EXACT.divide(tally.total, Decimal(tally.amounts))) if tally.amounts else None


def deviation(tally: FieldTally) -> float | None:
    """The standard deviation of a sample; None for less than two values."""
    if tally.amounts < 2:
        return None
    number = Decimal(tally.amounts)
    over_mean = EXACT.subtract(tally.squares, EXACT.divide(EXACT.multiply(tally.total, tally.total), number))
    return float(EXACT.sqrt(max(Decimal(0), EXACT.divide(over_mean, number - 1))))


def quartiles(values: Values) -> list[Shown] | None:
    """The lower quartile, the median and the upper one, between neighbors as R and spreadsheets do it (type 7)."""
    keys = values.sorted()
    if not keys:
        return None
    until = list(accumulate(values.counts[key] for key in keys))
    return [shown(_quantile(values, keys, until, share)) for share in QUARTILES]


def histogram(values: Values) -> list[dict[str, Any]]:
    """At most some twenty bars `{from, to, count}`: of single values where there are as few, else of equal widths, the
    upper end left out.
    """
    keys = values.sorted()
    if not values.level and len(keys) <= BARS:
        return [_bar(Decimal(key), Decimal(key), values.counts[key]) for key in keys]
    low, high = (Decimal(end or "0") for end in values.bounds())
    step = _step(high - low)
    counts: dict[Decimal, int] = {}
    for key in keys:
        bar = (_middle(key, values.level) / step).to_integral_value("ROUND_FLOOR")
        counts[bar] = counts.get(bar, 0) + values.counts[key]
    return [_bar(bar * step, (bar + 1) * step, counts[bar]) for bar in sorted(counts)]


def _quantile(values: Values, keys: Sequence[str], until: Sequence[int], share: float) -> Decimal:
    place = Decimal(until[-1] - 1) * Decimal(share)
    below = int(place)
    first, second = (_at(values, keys, until, min(each, until[-1] - 1)) for each in (below, below + 1))
    return first + (second - first) * (place - below)


def _at(values: Values, keys: Sequence[str], until: Sequence[int], place: int) -> Decimal:
    return _middle(keys[bisect_right(until, place)], values.level)


def _middle(key: str, level: int) -> Decimal:
    number = Decimal(key)
    half = width(key, level) * HALF
    return number - half if number < 0 else number + half


def _step(reach: Decimal) -> Decimal:
    """The least of 1, 2 and 5 times a power of ten that covers the reach with enough bars."""
    least = reach / BARS if reach else Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def _bar(low: Decimal, high: Decimal, count: int) -> dict[str, Any]:
    return {"from": shown(low), "to": shown(high), "count": count}
