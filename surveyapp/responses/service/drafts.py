"""A request's answers held against a version: what the engine takes, what it makes of it, every fault at its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import orjson

from surveyapp import problems
from surveyapp.logic.issues import Issue
from surveyapp.logic.state import Accepted
from surveyapp.responses.service import tokens
from surveyapp.responses.service.editions import Edition

UNKNOWN_SECTION = Issue("/last_section", "unknown_section", "The survey has no section of this name.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants kept: answers by name, null removes one; and the section it was made in."""

    answers: Mapping[str, object] = field(repr=False)
    last_section: str | None = None
    mutation: str | None = None


def accepted(edition: Edition, asked: Asked) -> tuple[Accepted, list[Issue]]:
    """What the version takes of `asked`, and everything that refuses it."""
    verdict = edition.compiled.accept(asked.answers)
    issues = list(verdict.issues)
    if asked.last_section is not None and asked.last_section not in edition.sections:
        issues.append(UNKNOWN_SECTION)
    return verdict, issues


def and_also(issues: list[Issue], further: Iterable[Issue]) -> list[Issue]:
    """All issues, except further ones at a place that has one: a refused answer is not missing as well."""
    places = {issue.pointer for issue in issues}
    return issues + [issue for issue in further if issue.pointer not in places]


def refuse(issues: Iterable[Issue]) -> NoReturn:
    """Raise answers_are_invalid with every issue."""
    raise problems.answers_are_invalid(
        errors=[{"pointer": issue.pointer, "code": issue.code, "detail": issue.detail} for issue in issues]
    )


def mark(session_token: str, act: str, asked: Asked, verdict: Accepted) -> str | None:
    """What the row remembers of an accepted request that carries a mutation id: the same for the same request."""
    if asked.mutation is None:
        return None
    said = [act, asked.mutation, verdict.values, sorted(verdict.removed), asked.last_section]
    return tokens.fingerprint(session_token, orjson.dumps(said, option=orjson.OPT_SORT_KEYS))


def as_json(value: object) -> str:
    """JSON for a statement's parameter."""
    return orjson.dumps(value).decode()
