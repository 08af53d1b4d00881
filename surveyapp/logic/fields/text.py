"""Free text: `text` (or `text_input`) on one line, `text_area` on many.

Lengths count characters of the text as given. A pattern is not offered: Python's regular expressions cannot be bounded
in time, and one author's slow pattern must not stop everyone's submissions.
"""

from collections.abc import Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Obvious, Read, many, matched, one, wrong_type
from surveyapp.logic.fields.number import spelling
from surveyapp.logic.issues import Refused
from surveyapp.logic.values import is_storable, trimmed

LONGEST_AREA = 100_000
PLACEHOLDER = 500
CAPTION = 255


def _given(value: object) -> str:
    if not isinstance(value, str):
        raise wrong_type("text", value)
    if not is_storable(value):
        raise Refused("text_not_storable", "The text holds a NUL character or half a surrogate pair.")
    return value


def _trimmed(value: object) -> str:
    """A constant compared exactly: trimmed, as answers are."""
    return trimmed(_given(value))


def fragment(value: object) -> str:
    """A constant looked for inside a text: as it is, but not empty, since every text contains nothing."""
    if _given(value) == "":
        raise Refused("bad_value", "Looking for empty text would always succeed.")
    return _given(value)


def caption(value: object) -> object:
    """A setting that is a short text on the page."""
    if len(_given(value)) > CAPTION:
        raise Refused("bad_config", f"At most {CAPTION} characters.")
    return value


def length(lowest: int) -> Read:
    """A setting that counts characters."""

    def read(value: object) -> object:
        if type(value) is not int or not lowest <= value <= LONGEST_AREA:
            raise Refused("bad_config", f"This must be a whole number from {lowest} to {LONGEST_AREA}.")
        return value

    return read


def placeholder(value: object) -> object:
    """A setting that is shown in the empty box."""
    if len(_given(value)) > PLACEHOLDER:
        raise Refused("bad_config", f"At most {PLACEHOLDER} characters.")
    return value


class Text(Family):
    """One line. Compared exactly after trimming; `contains` is a case-sensitive substring (L13)."""

    family = "text"
    looks = frozenset(("placeholder",))
    longest: ClassVar[int] = 10_000
    settings: ClassVar[Mapping[str, Read]] = {
        "placeholder": placeholder,
        "min_length": length(0),
        "max_length": length(1),
    }
    ranges = (("min_length", "max_length"),)
    operators: ClassVar[Mapping[str, Read]] = {
        **matched(_trimmed),
        "contains": many(fragment),
        "not_contains": many(fragment),
        "starts_with": one(fragment),
        "ends_with": one(fragment),
    }

    def __init__(self, config: Mapping[str, object], known: object = ()) -> None:
        super().__init__(config)
        self._shortest = int(str(self.limits.get("min_length", 0)))
        self._longest = int(str(self.limits.get("max_length", self.longest)))

    def lenient(self, value: object) -> object:
        """A number or a boolean as it is spelled."""
        return spelling(value)

    def normalize(self, value: object) -> object:
        """Text that fits any column; line ends as `\\n`, since browsers post `\\r\\n`."""
        if not isinstance(value, str):
            raise wrong_type("text", value)
        if len(value) > self.longest:
            raise Refused("value_too_large", f"At most {self.longest} characters; this has {len(value)}.")
        given = _given(value)
        return given.replace("\r\n", "\n") if "\r" in given else given

    def validate(self, value: object) -> Refused | None:
        """The length against `min_length` and `max_length` (B10)."""
        count = len(value) if isinstance(value, str) else 0
        if count > self._longest:
            return Refused("text_too_long", f"At most {self._longest} characters; this has {count}.")
        if count < self._shortest:
            return Refused("text_too_short", f"At least {self._shortest} characters; this has {count}.")
        return None

    def obvious(self) -> Obvious | None:
        """Plain texts of an allowed length."""
        return Obvious(str, max(1, self._shortest), min(self._longest, self.longest))

    def possible(self, operator: str, operand: object) -> bool:
        """Not by naming only what is longer than the field takes."""
        if operator.startswith(("not_", "is_")):
            return True
        parts = operand if isinstance(operand, tuple) else (operand,)
        return super().possible(operator, operand) and any(len(str(part)) <= self._longest for part in parts)

    def comparable(self, value: object) -> object:
        """The text without the white space around it."""
        return trimmed(value) if isinstance(value, str) else value


class TextArea(Text):
    """Several lines; the same law, more room."""

    longest: ClassVar[int] = LONGEST_AREA
