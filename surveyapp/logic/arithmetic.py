"""Numbers as expressions reckon with them: exact decimals, bounded, never raising (DESIGN 6).

A value is an `int`, a `Decimal` that is not whole, or None for empty. Both engines follow the same law, so a browser
shows what the server will store: sums and products keep 34 digits, division 15, both rounded half to even.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

Number = int | Decimal

BIGGEST = 10**30
MOST_PLACES = 30

_EXACT = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[])
_SHORT = Context(prec=15, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[])
_WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999, traps=[])
_LEAST = Decimal(1).scaleb(-MOST_PLACES)


def settled(value: Number) -> Number | None:
    """A result as a value: whole numbers as int, at most 30 digits before the point and 30 places behind it."""
    if not -BIGGEST < value < BIGGEST:
        return None
    if isinstance(value, int):
        return value
    if value.as_tuple().exponent < -MOST_PLACES:  # type: ignore[operator]
        value = value.quantize(_LEAST, context=_WIDE)
    whole = int(value)
    return whole if whole == value else value.normalize(_WIDE)


def add(*terms: Number | None) -> Number | None:
    """The sum; empty when a term is."""
    total: Number = 0
    for term in terms:
        if term is None:
            return None
        total = _added(total, term)
    return settled(total)


def _added(left: Number, right: Number) -> Number:
    return left + right if isinstance(left, int) and isinstance(right, int) else _EXACT.add(left, right)


def negative(value: Number | None) -> Number | None:
    """The value with the other sign."""
    return None if value is None else value.copy_negate() if isinstance(value, Decimal) else -value


def multiply(left: Number | None, right: Number | None) -> Number | None:
    """The product."""
    if left is None or right is None:
        return None
    if isinstance(left, int) and isinstance(right, int):
        return settled(left * right)
    return settled(_EXACT.multiply(left, right))


def divide(left: Number | None, right: Number | None) -> Number | None:
    """The quotient, to 15 significant digits; empty when dividing by zero."""
    if left is None or right is None or right == 0:
        return None
    return settled(_SHORT.divide(left, right))


def remainder(left: Number | None, right: Number | None) -> Number | None:
    """What division leaves, with the sign of the left side; empty when dividing by zero."""
    if left is None or right is None or right == 0:
        return None
    return settled(_WIDE.remainder(left, right))


def total(*values: Number | None) -> Number | None:
    """The sum of what is not empty, 0 of nothing."""
    return add(*_present(values))


def average(*values: Number | None) -> Number | None:
    """The mean of what is not empty."""
    present = _present(values)
    return divide(add(*present), len(present))


def rounded(value: Number | None, places: Number | None = 0) -> Number | None:
    """Halves away from zero; `places` from 0 to 10, nearest to what was asked for."""
    if value is None or places is None:
        return None
    unit = Decimal(1).scaleb(-min(10, max(0, int(places))))
    return settled(Decimal(value).quantize(unit, rounding=ROUND_HALF_UP, context=_WIDE))


def floor(value: Number | None) -> Number | None:
    """The greatest whole number that is not greater."""
    return None if value is None else settled(Decimal(value).to_integral_value(ROUND_FLOOR, _WIDE))


def ceil(value: Number | None) -> Number | None:
    """The least whole number that is not less."""
    return None if value is None else settled(Decimal(value).to_integral_value(ROUND_CEILING, _WIDE))


def absolute(value: Number | None) -> Number | None:
    """The value without its sign."""
    return negative(value) if value is not None and value < 0 else value


def spelled(value: Number) -> str:
    """A number as text: plain decimals, no exponent, no needless zeros."""
    return str(value) if isinstance(value, int) else format(value, "f").rstrip("0")


def _present(values: Iterable[Number | None]) -> list[Number]:
    return [value for value in values if value is not None]
