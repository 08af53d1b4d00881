"""Readers of untrusted JSON: each takes any value at all, returns one of the right shape and files what was wrong.

A reader never raises and never stops at the first problem: it files an issue and returns a harmless stand-in, so one
pass over a document finds everything. The definition is refused as a whole when anything was filed.
"""

import math
from collections.abc import Callable, Iterable
from typing import TypeVar

from surveyapp.logic.issues import Issue, json_type, point, quoted
from surveyapp.logic.values import is_empty, is_storable

T = TypeVar("T")
Read = Callable[["Findings", object, str], T]

DEEPEST = 32
MOST_ISSUES = 1000
SAFE_INTEGER = 2**53


class Findings:
    """The issues filed so far; stops counting at a thousand so that a hostile document cannot fill the memory."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def file(self, pointer: str, code: str, detail: str) -> None:
        """Add one finding."""
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(Issue(pointer, code, detail))

    def wrong_type(self, pointer: str, wanted: str, value: object) -> None:
        """Add the finding that a value has another JSON type than wanted."""
        self.file(pointer, "wrong_type", f"This must be {wanted}, not {json_type(value)}.")


def members(
    findings: Findings, value: object, pointer: str, required: Iterable[str], optional: Iterable[str]
) -> dict[str, object]:
    """An object with known members only: a misspelt key would otherwise be lost without a word."""
    if not isinstance(value, dict):
        findings.wrong_type(pointer, "an object", value)
        return {}
    wanted = tuple(required)
    known = {*wanted, *optional}
    for key in value:
        if key not in known:
            findings.file(point(pointer, key), "unknown_key", f"{quoted(key)} is not known here.")
    for key in wanted:
        if key not in value:
            findings.file(point(pointer, key), "required_key", f'"{key}" is missing.')
    return value


def text(findings: Findings, value: object, pointer: str, limit: int) -> str:
    """Text of at most `limit` characters that PostgreSQL can store."""
    if not isinstance(value, str):
        findings.wrong_type(pointer, "text", value)
        return ""
    if len(value) > limit:
        findings.file(pointer, "text_too_long", f"At most {limit} characters; this has {len(value)}.")
        return ""
    if not is_storable(value):
        findings.file(pointer, "text_not_storable", "The text holds a NUL character or half a surrogate pair.")
        return ""
    return value


def filled(findings: Findings, value: object, pointer: str, limit: int) -> str:
    """Text that says something."""
    if isinstance(value, str) and is_empty(value):
        findings.file(pointer, "blank", "This must not be blank.")
        return ""
    return text(findings, value, pointer, limit)


def maybe(findings: Findings, value: object, pointer: str, limit: int) -> str | None:
    """Text or null."""
    return None if value is None else text(findings, value, pointer, limit)


def flag(findings: Findings, value: object, pointer: str) -> bool:
    """True or false, nothing that merely resembles them."""
    if not isinstance(value, bool):
        findings.wrong_type(pointer, "true or false", value)
        return False
    return value


def whole(findings: Findings, value: object, pointer: str, low: int, high: int) -> int:
    """A whole number between two limits."""
    if isinstance(value, bool) or not isinstance(value, int):
        findings.wrong_type(pointer, "a whole number", value)
    elif not low <= value <= high:
        findings.file(pointer, "out_of_range", f"This must be a number from {low} to {high}.")
    else:
        return value
    return low


def one_of(findings: Findings, value: object, pointer: str, words: tuple[str, ...]) -> str:
    """One word of a closed list."""
    if not isinstance(value, str) or value not in words:
        findings.file(pointer, "not_one_of", f"This must be one of: {', '.join(words)}.")
        return words[0]
    return value


def each(findings: Findings, value: object, pointer: str, read: Read[T]) -> tuple[T, ...]:
    """A list, every element read."""
    if not isinstance(value, list):
        findings.wrong_type(pointer, "a list", value)
        return ()
    return tuple(read(findings, element, point(pointer, at)) for at, element in enumerate(value))


def opaque(findings: Findings, value: object, pointer: str) -> dict[str, object]:
    """An object carried but not understood here: copied, its depth, texts and numbers checked."""
    if not isinstance(value, dict):
        findings.wrong_type(pointer, "an object", value)
        return {}
    copied = plain(findings, value, pointer)
    return copied if isinstance(copied, dict) else {}


def opaque_or_null(findings: Findings, value: object, pointer: str) -> dict[str, object] | None:
    """The same, or null."""
    return None if value is None else opaque(findings, value, pointer)


def plain(findings: Findings, value: object, pointer: str, depth: int = 0) -> object:
    """A deep copy of any JSON value; what PostgreSQL or another JSON reader could not take is filed."""
    if depth > DEEPEST:
        findings.file(pointer, "too_deep", f"Nested deeper than {DEEPEST} levels.")
    elif isinstance(value, str):
        return text(findings, value, pointer, 100_000)
    elif value is None or isinstance(value, bool):
        return value
    elif isinstance(value, int | float):
        return number(findings, value, pointer)
    elif isinstance(value, list):
        return [plain(findings, part, point(pointer, at), depth + 1) for at, part in enumerate(value)]
    elif isinstance(value, dict):
        return _plain_object(findings, value, pointer, depth)
    else:
        findings.file(pointer, "wrong_type", "This is not a JSON value.")
    return None


def _plain_object(findings: Findings, value: dict[object, object], pointer: str, depth: int) -> dict[str, object]:
    copied = {}
    for key, part in value.items():
        inner = point(pointer, key)
        copied[text(findings, key, inner, 1000)] = plain(findings, part, inner, depth + 1)
    return copied


def number(findings: Findings, value: int | float, pointer: str) -> int | float:
    """A JSON number that reads the same everywhere: finite, and exact where it is whole (JSONB gives 1e17 back as an
    integer).
    """
    if isinstance(value, float) and not math.isfinite(value):
        findings.file(pointer, "number_not_finite", "NaN and infinity are no JSON numbers.")
    elif abs(value) > SAFE_INTEGER:
        findings.file(pointer, "number_too_large", "Numbers beyond 2^53 are not exact everywhere; send it as text.")
    else:
        return value
    return 0
