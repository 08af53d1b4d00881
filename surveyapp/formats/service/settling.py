"""The last look at what a reader made: whatever the engine would refuse is left out, and told as lost.

A reader translates as well as it can; what only shows in the whole (a circle of conditions, a type that does not fit)
is found here, by the engine itself, so that an import never fails for one condition of five hundred.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from surveyapp.formats.service.report import Report
from surveyapp.logic.check import check
from surveyapp.logic.definition import DefinitionError, from_document
from surveyapp.logic.issues import Issue, worst

LEFT_OUT: dict[str, Any] = {
    "visible_if": None,
    "required_if": None,
    "constraint": None,
    "calculate": None,
    "default": None,
    "count": None,
}
ROUNDS = 50

Document = dict[str, Any]


def settle(document: Document, places: Callable[[str], str], report: Report) -> None:
    """Leave out of `document`, in place, what refuses it; `places` says where a pointer into it is in the source.

    What is no expression and still wrong stays: the builder refuses it with its place.
    """
    for _ in range(ROUNDS):
        wrong = _wrong(document)
        removed = [issue for issue in wrong if _leave_out(document, issue.pointer)]
        for issue in removed:
            report.lost(places(issue.pointer), issue.code, issue.detail)
        if not removed:
            return


def _wrong(document: Document) -> tuple[Issue, ...]:
    try:
        return worst(check(from_document(document)))
    except DefinitionError as error:
        return error.issues


def _leave_out(document: Document, pointer: str) -> bool:
    """Whether the pointer was in an expression, which is not there any more."""
    holder: Any = document
    above: Any = None
    for step in pointer.split("/")[1:]:
        if step in LEFT_OUT and isinstance(holder, dict):
            there = holder.get(step) is not None
            holder[step] = LEFT_OUT[step]
            if step == "calculate" and holder.get("config"):
                holder["config"].pop("is_displayed", None)
            _clear(above)
            return there
        try:
            above = holder if isinstance(holder, list) else None
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return False


def _clear(options: Any) -> None:
    """The options of one field circle together, and a circle is told one at a time: they are all offered then."""
    if isinstance(options, list) and options and "value" in options[0]:
        for option in options:
            option["visible_if"] = None
