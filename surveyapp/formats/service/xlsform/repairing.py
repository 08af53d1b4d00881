"""What the engine itself refuses of a document that was made is taken out again, and told: a circle, a pattern, a type.

The translation knows the types, not everything; whatever it lets through, an import never fails for one expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveyapp.formats.service.report import Report, unreadable
from surveyapp.logic.check import check
from surveyapp.logic.definition import DefinitionError, from_document
from surveyapp.logic.issues import ERROR, Issue

MOST_ROUNDS = 40
EXPRESSIONS = ("visible_if", "required_if", "constraint", "calculate", "default", "guidance", "config", "repeat")
DECIDING = ("calculate", "visible_if", "default", "constraint", "required_if")


def repair(document: dict[str, Any], places: Mapping[str, str], report: Report) -> None:
    """Take out what is refused, in rounds. `places` tells where each part came from, by its name. Raises `Unreadable`
    for a document that cannot be mended."""
    issues: list[Issue] = []
    for _ in range(MOST_ROUNDS):
        issues = _refused(document)
        if not issues:
            return
        if not sum(_taken_out(document, issue, places, report) for issue in issues):
            break
    raise unreadable("", "not_a_form", f"This form cannot be carried over: {issues[0].detail}")


def _refused(document: dict[str, Any]) -> list[Issue]:
    try:
        return [issue for issue in check(from_document(document)) if issue.severity == ERROR]
    except DefinitionError as error:
        return list(error.issues)


def _taken_out(document: dict[str, Any], issue: Issue, places: Mapping[str, str], report: Report) -> bool:
    """Whether the member that an issue points at was there to be taken out; of a circle one of its arrows."""
    part, name = document, ""
    steps = issue.pointer.strip("/").split("/")
    for step in steps:
        if step in EXPRESSIONS and isinstance(part, dict) and part.get(step) is not None:
            return _remove(part, step, places.get(name, ""), issue, report)
        found = _below(part, step)
        if found is None:
            break
        part = found
        name = part.get("name", name) if isinstance(part, dict) else name
    if isinstance(part, dict):
        for member in DECIDING:
            if part.get(member) is not None:
                return _remove(part, member, places.get(name, ""), issue, report)
    return False


def _below(part: Any, step: str) -> Any:
    if isinstance(part, list):
        return part[int(step)] if step.isdigit() and int(step) < len(part) else None
    return part.get(step) if isinstance(part, dict) else None


def _remove(part: dict[str, Any], member: str, place: str, issue: Issue, report: Report) -> bool:
    del part[member]
    report.lost(place, f"{member}_lost", issue.detail)
    return True
