"""The final act: everything validated, hidden answers left out, the row completed, its place on a capped link taken."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from surveyapp import problems
from surveyapp.events import ResponseSubmitted, announce
from surveyapp.logic.issues import Issue
from surveyapp.logic.state import Accepted, State
from surveyapp.permissions import Actor
from surveyapp.responses.models import COMPLETED
from surveyapp.responses.queries import respondent
from surveyapp.responses.service import counting, doors, drafts, moments, resuming, sealing
from surveyapp.responses.service.drafts import Asked
from surveyapp.responses.service.editions import Edition, edition, evaluated
from surveyapp.responses.service.resuming import Held
from surveyapp.responses.service.saving import refuse_stale
from surveyapp.responses.service.shapes import Answers, Progress
from tenants import direct
from tenants.context import Tenant
from tenants.db import new_id
from tenants.direct import Row


@dataclass(frozen=True, slots=True)
class Final:
    """What a completed response holds: only what its visible fields and calculations answer (DESIGN 6)."""

    answers: dict[str, Any] = field(repr=False)
    sealed: dict[str, str] = field(repr=False)
    timings: dict[str, int]
    state: State


def submit(
    tenant: Tenant,
    link: str,
    response_id: UUID,
    session_token: str,
    *,
    actor: Actor,
    answers: Answers | None = None,
    revision: int | None = None,
    mutation: str | None = None,
) -> Progress:
    """Complete the response, with some last answers if they come along; all of it or nothing is stored."""
    held, asked = Held(tenant, link, response_id, session_token), Asked(answers or {}, mutation=mutation)
    row = resuming.row(held, locked=True)
    version = edition(row.version_id)
    verdict, issues = drafts.accepted(version, asked)
    mark = None if issues else drafts.mark(session_token, "submit", asked, verdict)
    if row.status == COMPLETED:
        if resuming.remembers(row, mark):
            return resuming.progress(held, version, row)
        raise problems.response_is_completed(completed_at=row.completed_at)
    doors.refuse_shut(row)
    if revision is not None:
        refuse_stale(held, row, revision)
    return _completed(held, row, _final(held, version, row, verdict, issues), mark, actor)


def _final(held: Held, version: Edition, row: Row, verdict: Accepted, issues: list[Issue]) -> Final:
    """The row's answers and the last ones, as the version lets them stand; raises answers_are_invalid."""
    draft = sealing.joined(held.tenant, held.response_id, row.answers, row.sealed) | verdict.values
    for name in verdict.removed:
        draft.pop(name, None)
    evaluation = evaluated(version, draft)
    refused = drafts.and_also(issues, evaluation.errors)
    if refused:
        drafts.refuse(refused)
    stored = evaluation.stored
    plain, sealed = sealing.parted(held.tenant, held.response_id, stored, version.sensitive)
    return Final(plain, sealed, _timings(held, row, stored, verdict.values), evaluation.state)


def _timings(held: Held, row: Row, stored: Answers, last: Answers) -> dict[str, int]:
    """When each stored answer was given: earlier ones as they were, the last ones and calculations now."""
    now = moments.since(held.response_id)
    before = {**dict.fromkeys(row.answers, 0), **dict.fromkeys(row.sealed, 0), **row.timings}
    return {name: now if name in last else before.get(name, now) for name in stored}


def _completed(held: Held, row: Row, final: Final, mark: str | None, actor: Actor) -> Progress:
    written = direct.one_or_none(respondent.SUBMIT, _parameters(held, final, mark, actor))
    announce(ResponseSubmitted(row.survey_id, held.response_id))
    counting.take_place(row.link_id, row.max_responses)
    return Progress(held.response_id, COMPLETED, written.revision, final.state, (), written.completed_at)


def _parameters(held: Held, final: Final, mark: str | None, actor: Actor) -> dict[str, Any]:
    return {
        "id": held.response_id,
        "answers": drafts.as_json(final.answers),
        "sealed": drafts.as_json(final.sealed),
        "timings": drafts.as_json(final.timings),
        "mutation": mark,
        "audit_id": new_id(),
        "ip_address": actor.ip_address,
        "user_agent": actor.user_agent,
        "request_id": actor.request_id,
    }
