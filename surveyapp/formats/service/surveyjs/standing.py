"""What stands in a repeat before anybody answers, be it a value of the whole or of each row: defaults of its questions.

Said as SurveyJS's own expressions, so that they are translated, and told, as any default is.
"""

from __future__ import annotations

from typing import Any

from surveyapp.formats.service.surveyjs.objects import Json, Part

EACH = ("defaultRowValue", "defaultPanelValue")
Rows = dict[Any, Any]
DEFAULTS = ("defaultValue", "defaultValueExpression")
UNSAID = "What stands in single rows or panels at first is left out: some of it is no plain value."


def rows_at_first(element: Part) -> int:
    """How many rows or panels the value of the whole has."""
    given = element.has.get("defaultValue")
    return len(given) if isinstance(given, list) else 0


def standing(element: Part, kind: str, member: Part) -> Part:
    """A question of a repeat with the default that the repeat gives it, for every instance or for the first ones."""
    name = member.text("name")
    usual = next((row[name] for key in EACH if name in (row := _object(element.has.get(key)))), None)
    if whole := _whole(element, name):
        return _chosen(element, kind, member, whole, member.has.get("defaultValue") if usual is None else usual)
    return member if usual is None else Part({**member.has, "defaultValue": usual}, member.place, member.report)


def _whole(element: Part, name: str) -> Rows:
    """What the value of the whole gives this question, by its row."""
    given = element.has.get("defaultValue")
    rows: Rows = dict(enumerate(given)) if isinstance(given, list) else _object(given)
    return {key: row[name] for key, row in rows.items() if name in _object(row)}


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _chosen(element: Part, kind: str, member: Part, by_row: Rows, usual: object) -> Part:
    """The question with a default that gives each row its own, and the usual one to all others."""
    place = "{rowValue}" if kind == "matrixdropdown" else "{panelIndex}"
    said = constant(usual) or "''"
    for key, value in reversed(by_row.items()):
        if isinstance(value, bool) or not constant(value):
            element.report.lost(element.at("defaultValue"), "default", UNSAID)
            return member
        said = f"iif({place} = {constant(key)}, {constant(value)}, {said})"
    has = {key: each for key, each in member.has.items() if key not in DEFAULTS}
    return Part({**has, "defaultValueExpression": said}, member.place, member.report)


def constant(value: object) -> str:
    """A constant as an expression of SurveyJS; empty where it is none that can be written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return f"'{value}'" if isinstance(value, str) and "'" not in value and '"' not in value else ""
