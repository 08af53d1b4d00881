"""Numbers, compared as decimals: 5, 5.0 and "5.0" are one value, 0.1 + 0.2 is never asked of a float.

An answer may come as a JSON number or as decimal text. It is stored as a JSON number where that is exact in every JSON
reader (a double), else as plain decimal text, so nothing is rounded on the way and equal numbers are stored alike.
Comparing uses `int` or `Decimal`; both compare and hash exactly with each other, and no arithmetic takes place, so no
decimal context matters.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import ceil, floor, isfinite
from typing import ClassVar

from surveyapp.logic.arithmetic import spelled
from surveyapp.logic.fields.base import Family, Obvious, Read, compared, within, wrong_type
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.values import trimmed

Exact = int | Decimal

SAFE = 2**53
BIGGEST = 10**30
MOST_PLACES = 30
LIMIT_PLACES = 4
LONGEST = 100

_NUMERAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


def exact(value: object) -> Exact:
    """Any accepted spelling of a number as an exact value; raises `Refused`."""
    if type(value) is int:
        return _bounded(value)
    if type(value) is float and isfinite(value):
        return _bounded(Decimal(repr(value)))
    if isinstance(value, str):
        return _bounded(_parsed(value))
    if type(value) is float:
        raise Refused("not_a_number", "NaN and infinity are no numbers.")
    raise wrong_type("a number", value)


def spelling(value: object) -> object:
    """A JSON number or boolean as the text that is spelled so, others as they are; raises `Refused` beyond range."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return spelled(exact(value)) if isinstance(value, int | float) else value


def _parsed(text: str) -> Decimal:
    numeral = trimmed(text) if len(text) <= LONGEST else ""
    if not _NUMERAL.fullmatch(numeral):
        raise Refused("not_a_number", f"{quoted(text)} is not a number.")
    return Decimal(numeral)


def _bounded(value: Exact) -> Exact:
    """Whole numbers as int, fractions as Decimal, both of a size that every column and export can hold."""
    if not -BIGGEST < value < BIGGEST:
        raise Refused("value_too_large", "At most 30 digits before the decimal point.")
    if isinstance(value, Decimal):
        if value == int(value):
            return int(value)
        if places(value) > MOST_PLACES:
            raise Refused("value_too_large", f"At most {MOST_PLACES} decimal places.")
    return value


def places(value: Exact) -> int:
    """How many decimal places a number needs; trailing zeros need none."""
    if isinstance(value, int):
        return 0
    digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
    trailing = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -int(exponent) - trailing)


def stored(value: Exact) -> int | float | str:
    """A JSON number where a double holds the value exactly, else decimal text."""
    if isinstance(value, int):
        return value if -SAFE <= value <= SAFE else str(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else format(value, "f").rstrip("0")


def _limit(value: object) -> object:
    """A limit: a number or numeric text of at most four places (A16)."""
    limit = exact(value)
    if places(limit) > LIMIT_PLACES:
        raise Refused("bad_config", f"At most {LIMIT_PLACES} decimal places.")
    return limit


def _decimal_places(value: object) -> object:
    if type(value) is not int or not 0 <= value <= 10:
        raise Refused("bad_config", "This must be a whole number from 0 to 10.")
    return value


class Number(Family):
    """A number within `min_value` and `max_value`, of at most `decimal_places` (B11)."""

    family = "number"
    measure = "scale"
    settings: ClassVar[Mapping[str, Read]] = {
        "min_value": _limit,
        "max_value": _limit,
        "decimal_places": _decimal_places,
    }
    ranges = (("min_value", "max_value"),)
    operators: ClassVar[Mapping[str, Read]] = compared(exact)

    def __init__(self, config: Mapping[str, object], known: object = ()) -> None:
        super().__init__(config)
        self._low = _exact_or_none(self.limits.get("min_value"))
        self._high = _exact_or_none(self.limits.get("max_value"))
        self._places = self.limits.get("decimal_places")

    def normalize(self, value: object) -> object:
        """A JSON number where a double holds it exactly, else decimal text."""
        if type(value) is int and -SAFE <= value <= SAFE:
            return value
        return stored(exact(value))

    def validate(self, value: object) -> Refused | None:
        """The number against its limits and places."""
        number = value if type(value) is int else exact(value)
        if self._low is not None and number < self._low:
            return Refused("number_too_small", f"The least allowed is {_shown(self._low)}.")
        if self._high is not None and number > self._high:
            return Refused("number_too_large", f"The most allowed is {_shown(self._high)}.")
        if isinstance(self._places, int) and places(number) > self._places:
            return Refused("too_many_decimal_places", f"At most {self._places} decimal places.")
        return None

    def comparable(self, value: object) -> object:
        """An int or an exact decimal."""
        return value if type(value) is int else exact(value)

    def words(self, value: object, labels: Mapping[str, str]) -> list[str]:
        """Plain decimals."""
        return [spelled(exact(value))]

    def obvious(self) -> Obvious | None:
        """Whole numbers within the limits."""
        low = -SAFE if self._low is None else max(-SAFE, ceil(self._low))
        return Obvious(int, low, SAFE if self._high is None else min(SAFE, floor(self._high)))

    def possible(self, operator: str, operand: object) -> bool:
        """Not outside the limits, nor by naming only numbers of more places than the field takes."""
        if operator in ("equals", "in") and isinstance(self._places, int):
            named = operand if isinstance(operand, tuple) else (operand,)
            operand = tuple(each for each in named if places(each) <= self._places)
        return super().possible(operator, operand) and within(self._low, self._high, operator, operand)


def _exact_or_none(value: object) -> Exact | None:
    return value if isinstance(value, int | Decimal) else None


def _shown(value: Exact) -> str:
    return str(value) if isinstance(value, int) else format(value, "f")
