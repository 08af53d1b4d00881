"""Dates, stored as `YYYY-MM-DD`, which sorts and compares as the dates do.

`format` says how respondents write a date (B12). It is accepted beside ISO 8601, since a browser's own date box always
sends that; without a format only ISO is. A format that could be mistaken for ISO is refused, or one answer would have
two meanings.
"""

import datetime
import re
from collections.abc import Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Read, compared, within, wrong_type
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.values import trimmed

ISO = "YYYY-MM-DD"

_FORMAT = re.compile(r"(YYYY|MM|DD)([-/. ]?)(YYYY|MM|DD)\2(YYYY|MM|DD)", re.ASCII)
_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{2})", "DD": r"(?P<day>\d{2})"}


def iso(value: object) -> str:
    """A calendar date written `YYYY-MM-DD`; raises `Refused`, also for the 30th of February."""
    if not isinstance(value, str):
        raise wrong_type("a date as text", value)
    if len(value) == 10 and value[4] == "-" and value[7] == "-":
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value
    raise Refused("not_a_date", f"{quoted(value)} is not a date; write it as {ISO}.")


def _format(value: object) -> object:
    found = _FORMAT.fullmatch(value) if isinstance(value, str) else None
    if not found or len({found[1], found[3], found[4]}) < 3:
        raise Refused("bad_config", "A format holds YYYY, MM and DD once each, with one of - / . or a space between.")
    if value == "YYYY-DD-MM":
        raise Refused("bad_config", "This format could not be told from YYYY-MM-DD.")
    return value


def _pattern(layout: str) -> re.Pattern[str]:
    pattern = re.escape(layout)
    for part, digits in _PARTS.items():
        pattern = pattern.replace(part, digits)
    return re.compile(pattern, re.ASCII)


class Date(Family):
    """A calendar date between `min_date` and `max_date`."""

    family = "date"
    measure = "scale"
    settings: ClassVar[Mapping[str, Read]] = {"min_date": iso, "max_date": iso, "format": _format}
    ranges = (("min_date", "max_date"),)
    operators: ClassVar[Mapping[str, Read]] = compared(iso)

    def __init__(self, config: Mapping[str, object], known: object = ()) -> None:
        super().__init__(config)
        self._first = _text_or_none(self.limits.get("min_date"))
        self._last = _text_or_none(self.limits.get("max_date"))
        self._layout = _text_or_none(self.limits.get("format")) or ISO
        self._written = _pattern(self._layout) if self._layout != ISO else None

    def normalize(self, value: object) -> object:
        """The date as ISO text."""
        if self._written and isinstance(value, str):
            found = self._written.fullmatch(trimmed(value))
            if found:
                return iso(f"{found['year']}-{found['month']}-{found['day']}")
        try:
            return iso(trimmed(value) if isinstance(value, str) else value)
        except Refused as problem:
            if problem.code == "wrong_type":
                raise
            raise Refused("not_a_date", f"{quoted(value)} is not a date; write it as {self._layout}.") from None

    def validate(self, value: object) -> Refused | None:
        """The date against its limits."""
        day = str(value)
        if self._first is not None and day < self._first:
            return Refused("date_too_early", f"The earliest allowed is {self._first}.")
        if self._last is not None and day > self._last:
            return Refused("date_too_late", f"The latest allowed is {self._last}.")
        return None

    def possible(self, operator: str, operand: object) -> bool:
        """Not outside the limits."""
        return super().possible(operator, operand) and within(self._first, self._last, operator, operand)


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
