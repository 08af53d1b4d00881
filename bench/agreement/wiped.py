"""What stands in repeats before anybody answers: where the cases come from it was taken away when the answers were set.

Of a panel that is whatever its questions begin with, of a matrix what whole rows begin with, and then the rows as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveyapp.logic.definition import Definition, Section

REPEATING = ("paneldynamic", "matrixdynamic", "matrixdropdown")
CONTAINERS = ("pages", "elements", "questions")
WHOLE = ("defaultValue", "defaultRowValue", "defaultPanelValue")

Json = Mapping[str, Any]


@dataclass(slots=True)
class Wiped:
    """By repeat: the fields that are empty in an instance that does not answer them, the instances without answers."""

    inside: dict[str, dict[str, None]] = field(default_factory=dict)
    at_first: dict[str, Any] = field(default_factory=dict)


def wiped(source: Json, names: Mapping[str, str], definition: Definition) -> Wiped:
    """All repeats of a definition that begin with something."""
    found, sections = Wiped(), {section.name: section for section in definition.sections}
    for element in _repeating(source):
        section = sections.get(names.get(element.get("name", ""), ""))
        fields = dict.fromkeys(_emptied(element, names, section)) if section else {}
        if section is None or section.repeat is None or not fields:
            continue
        found.inside[section.name] = fields
        if section.repeat.items is not None:
            found.at_first[section.name] = {item.value: fields for item in section.repeat.items}
        else:
            found.at_first[section.name] = [fields] * (section.repeat.first if element["type"] == "paneldynamic" else 0)
    return found


def _emptied(element: Json, names: Mapping[str, str], section: Section) -> Iterator[str]:
    rows = [row for key in WHOLE for row in _rows(element.get(key))]
    named = {names.get(f"{element['name']}[].{key}") for row in rows for key in row}
    for each in section.fields:
        if each.default and (each.name in named or (element["type"] == "paneldynamic" and "{" not in each.default)):
            yield each.name


def _rows(given: Any) -> Iterator[Json]:
    """The rows of a value of the whole, or the one that every row begins with."""
    listed = given if isinstance(given, list) else [given, *given.values()] if isinstance(given, dict) else []
    return (each for each in listed if isinstance(each, dict))


def _repeating(part: Json) -> Iterator[Json]:
    for key in CONTAINERS:
        for each in part.get(key) or ():
            if each.get("type") in REPEATING:
                yield each
            yield from _repeating(each)
