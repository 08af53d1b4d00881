"""Times of day and moments, as a clock on the wall shows them.

A time is stored as `HH:MM`, with `:SS` only where the seconds are not zero; a moment as a date, `T` and such a time. So
equal ones are spelled alike, and both sort and compare as texts. Offsets from UTC are refused: `today()` and every date
of a survey mean the wall clock too, and a converted hour would surprise whoever gave it.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Read, compared, within, wrong_type
from surveyapp.logic.fields.date import iso
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.values import trimmed

_CLOCK = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)(?::00|(:[0-5]\d))?", re.ASCII)


def clock(value: object) -> str:
    """A time of day written `HH:MM` or `HH:MM:SS`, as it is stored; raises `Refused`."""
    if not isinstance(value, str):
        raise wrong_type("a time as text", value)
    found = _CLOCK.fullmatch(trimmed(value))
    if not found:
        raise Refused("not_a_time", f"{quoted(value)} is not a time; write it as HH:MM or HH:MM:SS.")
    return found[1] + (found[2] or "")


def moment(value: object) -> str:
    """A date and a time with `T` between, as it is stored; raises `Refused`."""
    if not isinstance(value, str):
        raise wrong_type("a date and time as text", value)
    day, parted, hour = trimmed(value).partition("T")
    try:
        return f"{iso(day)}T{clock(hour if parted else '')}"
    except Refused:
        detail = f"{quoted(value)} is not a date and time; write it as YYYY-MM-DDTHH:MM, without an offset."
        raise Refused("not_a_datetime", detail) from None


class _OnTheClock(Family):
    """What times and moments share: limits, compared as texts are."""

    measure = "scale"
    first: ClassVar[str]
    last: ClassVar[str]

    def validate(self, value: object) -> Refused | None:
        """The value against its limits."""
        low, high, given = self.limits.get(self.first), self.limits.get(self.last), str(value)
        if low is not None and given < str(low):
            return Refused(f"{self.family}_too_early", f"The earliest allowed is {low}.")
        if high is not None and given > str(high):
            return Refused(f"{self.family}_too_late", f"The latest allowed is {high}.")
        return None

    def possible(self, operator: str, operand: object) -> bool:
        """Not outside the limits."""
        low, high = self.limits.get(self.first), self.limits.get(self.last)
        return super().possible(operator, operand) and within(low, high, operator, operand)


class Time(_OnTheClock):
    """A time of day within `min_time` and `max_time`."""

    family = "time"
    first, last = "min_time", "max_time"
    settings: ClassVar[Mapping[str, Read]] = {"min_time": clock, "max_time": clock}
    ranges = (("min_time", "max_time"),)
    operators: ClassVar[Mapping[str, Read]] = compared(clock)

    def normalize(self, value: object) -> object:
        """The time in its shortest spelling."""
        return clock(value)


class DateTime(_OnTheClock):
    """A moment within `min_datetime` and `max_datetime`."""

    family = "datetime"
    first, last = "min_datetime", "max_datetime"
    settings: ClassVar[Mapping[str, Read]] = {"min_datetime": moment, "max_datetime": moment}
    ranges = (("min_datetime", "max_datetime"),)
    operators: ClassVar[Mapping[str, Read]] = compared(moment)

    def normalize(self, value: object) -> object:
        """The moment in its shortest spelling."""
        return moment(value)
