"""Answers in texts: `{name}` by our names, once all of them are given; inside a repeat `{panel.name}` is its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.wording import Wording, piped

INSIDE = ("panel.", "row.")
ITEM = ".item"
PLACES = {
    **dict.fromkeys(("panelIndex", "visiblePanelIndex", "rowIndex", "visibleRowIndex"), ".number"),
    **dict.fromkeys(("rowTitle", "rowName", "rowValue"), ITEM),
}
MEMBERS = ("title", "description", "label", "help", "message")


def pipe(found: Gathering, words: Wording) -> None:
    """Every title, label and help, and their translations; and what is said of answers that do not fit."""
    for section in found.sections:
        named = partial(_named, found, section)
        _say(section.has, named)
        for question in section.questions:
            _say(question.has, named)
        for overlay in words.translations.values():
            _say(_part(overlay, "sections", section.has["name"]), named)
            for question in section.questions:
                _say(_part(overlay, "fields", question.name), named)


def _named(found: Gathering, section: Section, name: str) -> str | None:
    repeat = section.repeat
    if repeat is not None and (place := PLACES.get(name)):
        return place if place != ITEM or repeat.keyed else None
    for prefix in INSIDE:
        if repeat is not None and name.startswith(prefix):
            paths = (f"{alias}[].{name[len(prefix) :]}" for alias in repeat.aliases)
            return next((found.ours[path] for path in paths if path in found.ours), None)
    return found.ours.get(name)


def _part(overlay: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    part: dict[str, Any] = overlay.get(kind, {}).get(name, {})
    return part


def _say(part: dict[str, Any], named: Callable[[str], str | None]) -> None:
    for member in MEMBERS:
        if isinstance(part.get(member), str):
            part[member] = piped(part[member], named)
    constraint = part.get("constraint")
    if isinstance(constraint, dict) and isinstance(constraint.get("message"), str):
        constraint["message"] = piped(constraint["message"], named)
