"""Members of a SurveyJS document read without trust: any JSON at all may stand anywhere.

A document that nobody could have meant (nested without end, millions of parts) is refused as a whole; a member of
another type than SurveyJS would take counts as absent and is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from surveyapp.formats.service.report import Report, unreadable
from surveyapp.logic.issues import json_type, point
from surveyapp.logic.values import is_storable

DEEPEST = 40
MOST_PARTS = 100_000
MOST_ITEMS = 2_000
MOST_FIELDS = 3_000

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the document and its place in it."""

    has: Json
    place: str
    report: Report

    def text(self, *keys: str) -> str:
        """The first of these members that is a text; blank counts as absent."""
        for key in keys:
            value = self.has.get(key)
            if isinstance(value, str) and value.strip():
                return value
            self._odd(key, value, str)
        return ""

    def flag(self, *keys: str) -> bool:
        """Whether one of these members is true."""
        return any(self.has.get(key) is True for key in keys)

    def number(self, key: str) -> float | int | None:
        """A member that is a number, or spells one."""
        value = self.has.get(key)
        if isinstance(value, str) and len(value) < 30:
            value = _number(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if abs(value) < 1e15 else None

    def whole(self, key: str, usual: int, most: int) -> int:
        """A member that is a whole number from 0 to `most`."""
        found = self.number(key)
        return usual if found is None else max(0, min(most, int(found)))

    def parts(self, *keys: str) -> Iterator[Part]:
        """The objects of the first of these members that is a list."""
        for key, each in self.items(*keys):
            if isinstance(each, dict):
                yield Part(each, key, self.report)
            else:
                self.report.lost(key, "not_an_object", f"An object is expected here, not {json_type(each)}.")

    def items(self, *keys: str) -> Iterator[tuple[str, Any]]:
        """The elements of the first of these members that is a list, each with its place."""
        for key in keys:
            listed = self.has.get(key)
            self._odd(key, listed, list)
            if isinstance(listed, list) and listed:
                if len(listed) > MOST_ITEMS:
                    raise unreadable(point(self.place, key), "too_many_items", f"At most {MOST_ITEMS} items.")
                yield from ((point(self.place, key, at), each) for at, each in enumerate(listed))
                return

    def at(self, key: str) -> str:
        """The place of a member."""
        return point(self.place, key)

    def _odd(self, key: str, value: object, wanted: type) -> None:
        fits = value is None or isinstance(value, (wanted, dict) if wanted is str else wanted)
        if not fits and not isinstance(value, str | int | float):
            detail = f'"{key}" cannot be {json_type(value)}.'
            self.report.lost(self.at(key), "wrong_type", detail)


def root(document: object, report: Report) -> Part:
    """The document itself. Raises Unreadable when it is no object, or out of all proportion."""
    if not isinstance(document, dict):
        raise unreadable("", "wrong_type", f"A SurveyJS document is an object, not {json_type(document)}.")
    waiting: list[tuple[object, int]] = [(document, 0)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if isinstance(value, str) and not is_storable(value):
            raise unreadable("", "text_not_storable", "A text holds a NUL character or half a surrogate pair.")
        if depth > DEEPEST:
            raise unreadable("", "too_deep", f"The document is nested deeper than {DEEPEST} levels.")
        if seen > MOST_PARTS:
            raise unreadable("", "too_large", f"The document has more than {MOST_PARTS} parts.")
        inner = (
            (*value.keys(), *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
        )
        waiting += [(each, depth + 1) for each in inner]
    return Part(document, "", report)


def _number(written: str) -> float | int | None:
    try:
        found = float(written)
    except ValueError:
        return None
    return int(found) if found == found and abs(found) < 1e15 and found == int(found) else found
