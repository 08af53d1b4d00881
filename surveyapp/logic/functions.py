"""What the functions of expressions do with typed values. Closed, pure, total: None in where a value is missing, None
out where there is no result, never an exception. The browser has the same list under the same names."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from surveyapp.logic import arithmetic
from surveyapp.logic.arithmetic import Number, spelled
from surveyapp.logic.fields.date import iso
from surveyapp.logic.fields.number import exact
from surveyapp.logic.fields.time import clock, moment
from surveyapp.logic.issues import Refused
from surveyapp.logic.values import is_empty, trimmed

MOST_DAYS = 4_000_000
LONGEST = 100_000


def filled(text: str | None) -> str | None:
    """A text without the white space around it, None when nothing is left."""
    return None if text is None else trimmed(text) or None


def joined(*texts: str | None) -> str | None:
    """Texts one after another, empty ones as nothing; cut where no answer could be longer."""
    whole = "".join(text for text in texts if text is not None)[:LONGEST]
    return None if is_empty(whole) else whole


def number(text: str | None) -> Number | None:
    """A text read as a number field reads it."""
    try:
        return None if text is None else exact(text)
    except Refused:
        return None


def text(value: Number | None) -> str | None:
    """A number as text."""
    return None if value is None else spelled(value)


def date(written: str | None) -> str | None:
    """A text read as a date."""
    try:
        return None if written is None else iso(trimmed(written))
    except Refused:
        return None


def _on_the_clock(read: Callable[[object], str]) -> Callable[[str | None], str | None]:
    """A text read as a time, or as a date and time."""

    def reading(written: str | None) -> str | None:
        try:
            return None if written is None else read(written)
        except Refused:
            return None

    return reading


def add_days(day: str | None, count: Number | None) -> str | None:
    """A date moved by whole days (a fraction is cut off); empty beyond the calendar."""
    if day is None or count is None or not -MOST_DAYS < count < MOST_DAYS:
        return None
    ordinal = datetime.date.fromisoformat(day).toordinal() + int(count)
    if not 1 <= ordinal <= datetime.date.max.toordinal():
        return None
    return datetime.date.fromordinal(ordinal).isoformat()


def days(first: str | None, last: str | None) -> int | None:
    """From one date to another."""
    if first is None or last is None:
        return None
    return datetime.date.fromisoformat(last).toordinal() - datetime.date.fromisoformat(first).toordinal()


def age(born: str | None, today: str | None) -> int | None:
    """Completed years; empty for a day still to come."""
    if born is None or today is None or born > today:
        return None
    return int(today[:4]) - int(born[:4]) - (today[5:] < born[5:])


def lower(written: str | None) -> str | None:
    """In small letters."""
    return None if written is None else written.lower()


def upper(written: str | None) -> str | None:
    """In capitals."""
    return None if written is None else written.upper()


def substr(written: str | None, start: Number | None, length: Number | None = LONGEST) -> str | None:
    """A part of a text; a negative start counts from the end, fractions are cut off."""
    if written is None or start is None or length is None:
        return None
    begin = int(start) if start >= 0 else max(0, len(written) + int(start))
    return filled(written[begin : begin + max(0, int(length))])


def as_set(*values: str | frozenset[str] | None) -> frozenset[str] | None:
    """Texts, and the elements of sets, as one set; empty ones left out, empty when nothing is left."""
    sets = [frozenset((value,)) if isinstance(value, str) else value for value in values if value is not None]
    return frozenset[str]().union(*sets) or None


def in_instance(values: Sequence[Any], number: Number | None) -> Any:
    """The value of the instance of this number, counted from 1; empty where there is none."""
    if number is None or number != int(number) or not 1 <= number <= len(values):
        return None
    return values[int(number) - 1]


def in_item(values: Sequence[Any], keys: Sequence[str], key: str | None) -> Any:
    """The value of the instance with this key."""
    return values[keys.index(key)] if key in keys else None


def cell(rows: Mapping[str, str] | None, row: str) -> str | None:
    """What a matrix answers in a row."""
    return None if rows is None else rows.get(row)


def _part_of_day(begin: int, end: int) -> Callable[[str | None], int | None]:
    return lambda day: None if day is None else int(day[begin:end])


def _least(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


def _most(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def _count(*values: Any) -> int:
    return sum(
        len(value) if isinstance(value, frozenset | dict | tuple) else 1 for value in values if value is not None
    )


def _length(value: Any) -> int:
    return 0 if value is None else len(value)


RUNNING: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "add": arithmetic.add,
        "negative": arithmetic.negative,
        "multiply": arithmetic.multiply,
        "divide": arithmetic.divide,
        "remainder": arithmetic.remainder,
        "sum": arithmetic.total,
        "avg": arithmetic.average,
        "min": _least,
        "max": _most,
        "count": _count,
        "round": arithmetic.rounded,
        "floor": arithmetic.floor,
        "ceil": arithmetic.ceil,
        "abs": arithmetic.absolute,
        "join": joined,
        "trim": filled,
        "number": number,
        "text": text,
        "date": date,
        "time": _on_the_clock(clock),
        "datetime": _on_the_clock(moment),
        "set": as_set,
        "add_days": add_days,
        "days": days,
        "age": age,
        "year": _part_of_day(0, 4),
        "month": _part_of_day(5, 7),
        "day": _part_of_day(8, 10),
        "length": _length,
        "lower": lower,
        "upper": upper,
        "substr": substr,
        "cell": cell,
    }
)
"""By name; `today` is no function but the last live value."""


def as_answer(value: Any) -> Any:
    """A calculated value as an answer of JSON: decimals as text, which a number field stores as it stores any."""
    return spelled(value) if isinstance(value, Decimal) else value
