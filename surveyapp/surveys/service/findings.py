"""What the engine found, as a problem. Which findings refuse what is the engine's to say, by their severity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from surveyapp import problems
from surveyapp.logic.issues import ERROR, Issue
from surveyapp.problems import Problem

Locate = Callable[[Issue], dict[str, Any]]


def refused(issues: Iterable[Issue], locate: Locate = Issue.to_json) -> Problem:
    """The problem definition_is_invalid with every finding; `locate` says where each is in the request."""
    return problems.definition_is_invalid(errors=[locate(issue) for issue in issues])


def refuse(issues: Iterable[Issue], severities: Collection[str] = (ERROR,), locate: Locate = Issue.to_json) -> None:
    """Raise definition_is_invalid when any finding has one of `severities`; warnings never refuse."""
    found = [issue for issue in issues if issue.severity in severities]
    if found:
        raise refused(found, locate)
