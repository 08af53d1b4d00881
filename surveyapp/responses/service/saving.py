"""Autosave: one UPDATE that carries every condition; only when it changes nothing is the row asked why.

Those that come while others commit share a transaction (`tenants/together.py`).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from surveyapp import problems
from surveyapp.events import ResponseMoved, announce, is_written_down
from surveyapp.logic.state import Accepted
from surveyapp.responses.models import COMPLETED
from surveyapp.responses.queries import respondent
from surveyapp.responses.service import doors, drafts, moments, resuming, sealing
from surveyapp.responses.service.drafts import Asked
from surveyapp.responses.service.editions import Edition, edition
from surveyapp.responses.service.resuming import Held
from surveyapp.responses.service.shapes import Answers, Progress
from tenants import direct, together
from tenants.context import Tenant
from tenants.direct import Row


@dataclass(frozen=True, slots=True)
class Change:
    """One request to save, and the revision that it was made on."""

    held: Held
    asked: Asked
    revision: int


def save(
    tenant: Tenant,
    link: str,
    response_id: UUID,
    session_token: str,
    answers: Answers,
    *,
    revision: int,
    mutation: str | None = None,
    last_section: str | None = None,
) -> Progress:
    """Keep some answers of a response in progress; null removes one (C3).

    The version is presumed to be the one that the link shows now, and the UPDATE holds only if it is: a response that
    was begun on an older one costs a question more.
    """
    held = Held(tenant, link, response_id, session_token)
    change = Change(held, Asked(answers, last_section, mutation), revision)
    presumed = (doors.remembered(tenant, link) or doors.ask(tenant, link)).version_id
    saved = _saved(change, edition(presumed)) if presumed is not None else None
    return saved if saved is not None else _explained(change)


def _saved(change: Change, version: Edition) -> Progress | None:
    """Where the response stands now, or None when a condition did not hold or the version refuses an answer."""
    verdict, issues = drafts.accepted(version, change.asked)
    if issues:
        return None
    held = change.held
    answers, sealed = sealing.parted(held.tenant, held.response_id, verdict.values, version.sensitive)
    moment = moments.since(held.response_id)
    parameters: dict[str, Any] = {
        **held.keys(),
        "revision": change.revision,
        "version": version.version_id,
        "mutation": _mark(change, verdict),
        "section": change.asked.last_section,
        "removed": list(verdict.removed),
        "answers": drafts.as_json(answers),
        "sealed": drafts.as_json(sealed),
        "timings": drafts.as_json(dict.fromkeys(verdict.values, moment)),
    }
    row = _written(held, parameters)
    if row is None:
        return None
    if row.moved:
        announce(ResponseMoved(row.survey_id, held.response_id))
    return resuming.progress(held, version, row)


def _written(held: Held, parameters: dict[str, Any]) -> Row:
    """The row as saved: committed together with others, where this request's transaction holds nothing else."""
    if together.may_share() and not is_written_down(ResponseMoved):
        return together.write((held.tenant.organization_id, "save"), respondent.SAVE_ALONE_OR_TOGETHER, parameters)
    return direct.one_or_none(respondent.SAVE, parameters)


def _explained(change: Change) -> Progress:
    """Nothing was stored: say why, or take a repetition for what it is, or save on the response's own version."""
    row = resuming.row(change.held)
    version = edition(row.version_id)
    verdict, issues = drafts.accepted(version, change.asked)
    if not issues and resuming.remembers(row, _mark(change, verdict)):
        return resuming.progress(change.held, version, row)
    _refuse_shut(row)
    if issues:
        drafts.refuse(issues)
    refuse_stale(change.held, row, change.revision)
    saved = _saved(change, version)
    if saved is None:
        refuse_stale(change.held, resuming.row(change.held), change.revision)
        raise problems.transaction_conflict()
    return saved


def _mark(change: Change, verdict: Accepted) -> str | None:
    return drafts.mark(change.held.session_token, "save", change.asked, verdict)


def _refuse_shut(row: Row) -> None:
    if row.status == COMPLETED:
        raise problems.response_is_completed()
    doors.refuse_shut(row, counted=False)


def refuse_stale(held: Held, row: Row, revision: int) -> None:
    """Raise revision_is_stale, with what a page needs to rebase its unsaved fields, unless `revision` is current."""
    if row.revision != revision:
        answers = sealing.joined(held.tenant, held.response_id, row.answers, row.sealed)
        raise problems.revision_is_stale(revision=row.revision, answers=answers)
