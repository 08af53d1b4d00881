"""Beginning a response, and the one-shot submission: begin, validate and submit in one statement."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from surveyapp import problems
from surveyapp.events import ResponseBegun, ResponseSubmitted, announce, is_written_down
from surveyapp.logic.issues import Issue
from surveyapp.logic.state import State
from surveyapp.permissions import Actor
from surveyapp.responses.models import COMPLETED, IN_PROGRESS
from surveyapp.responses.queries import respondent
from surveyapp.responses.service import counting, doors, drafts, moments, sealing, tokens
from surveyapp.responses.service.doors import FoundDoor
from surveyapp.responses.service.drafts import Asked
from surveyapp.responses.service.editions import Edition, edition, evaluated
from surveyapp.responses.service.shapes import Answers, Begun
from tenants import direct, together
from tenants.context import Tenant
from tenants.db import new_id, utc_now


@dataclass(frozen=True, slots=True)
class Start:
    """One request to begin: who asks for what, and the identity that the response will have."""

    tenant: Tenant
    link: str
    asked: Asked
    actor: Actor
    complete: bool
    id: UUID
    code: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers held against the version that a door leads to: what is stored, what shows, what refuses it."""

    edition: Edition
    values: Answers = field(repr=False)
    state: State
    refused: list[Issue]
    errors: tuple[Issue, ...]


def begin(
    tenant: Tenant,
    link: str,
    answers: Answers,
    *,
    actor: Actor,
    complete: bool = False,
    last_section: str | None = None,
    code: str | None = None,
) -> Begun:
    """Begin a response with the answers there are; `complete` submits it in the same breath.

    Tried on the door as remembered; whatever stands in the way then, the door is asked, and its word is final.
    `code` is a resume code of our own making that the respondent holds already: begun twice, it is a conflict.
    """
    code = tokens.new_resume_code(new_id()) if code is None else code
    token = tokens.session_token(code, tenant.public_key)
    start = Start(tenant, link, Asked(answers, last_section), actor, complete, tokens.response_of(code), code, token)
    remembered = doors.remembered(tenant, link)
    begun = _tried(start, remembered) if remembered is not None else None
    return begun if begun is not None else _insisted(start, doors.ask(tenant, link))


def _tried(start: Start, door: FoundDoor) -> Begun | None:
    draft = _draft(start, door)
    return None if draft is None or draft.refused else _written(start, door, draft)


def _insisted(start: Start, door: FoundDoor) -> Begun:
    doors.refuse_shut(door)
    draft = _draft(start, door)
    if draft is not None and draft.refused:
        drafts.refuse(draft.refused)
    begun = _written(start, door, draft) if draft is not None else None
    if begun is None:
        raise problems.transaction_conflict()
    return begun


def _draft(start: Start, door: FoundDoor) -> Draft | None:
    """None when the survey was never published."""
    if door.version_id is None:
        return None
    version = edition(door.version_id)
    verdict, issues = drafts.accepted(version, start.asked)
    evaluation = evaluated(version, verdict.values)
    if not start.complete:
        return Draft(version, verdict.values, evaluation.state, issues, evaluation.draft_errors)
    refused = drafts.and_also(issues, evaluation.errors)
    return Draft(version, evaluation.stored, evaluation.state, refused, ())


def _written(start: Start, door: FoundDoor, draft: Draft) -> Begun | None:
    """The response in the database, or None when the door is not as it was thought to be."""
    written = _row(start, door, draft)
    if not _stored(start, door, written):
        return None
    announce(_happening(start)(door.survey_id, start.id))
    return Begun(
        id=start.id,
        status=written["status"],
        revision=1,
        state=draft.state,
        errors=draft.errors,
        completed_at=written["completed_at"],
        answers=draft.values,
        session_token=start.token,
        resume_code=start.code,
    )


def _stored(start: Start, door: FoundDoor, written: dict[str, Any]) -> bool:
    """Whether the door let it in: committed together with others, where this request's transaction holds nothing else.

    What else it may hold is an idempotency key, a place of a capped link, or what a subscriber writes: they live and
    die with the response.
    """
    is_alone = door.max_responses is None and not is_written_down(_happening(start))
    if is_alone and together.may_share():
        survey = (start.tenant.organization_id, door.survey_id)
        return together.write(survey, respondent.BEGIN_ALONE_OR_TOGETHER, written) is not None
    row = direct.one_or_none(respondent.BEGIN, written)
    if row is not None and start.complete:
        counting.take_place(row.link_id, row.max_responses)
    return row is not None


def _happening(start: Start) -> type[ResponseBegun | ResponseSubmitted]:
    return ResponseSubmitted if start.complete else ResponseBegun


def _row(start: Start, door: FoundDoor, draft: Draft) -> dict[str, Any]:
    answers, sealed = sealing.parted(start.tenant, start.id, draft.values, draft.edition.sensitive)
    now = utc_now()
    return {
        "link": tokens.stored(start.link),
        "survey": door.survey_id,
        "version": draft.edition.version_id,
        "number": draft.edition.number,
        "id": start.id,
        "session": tokens.stored(start.token),
        "status": COMPLETED if start.complete else IN_PROGRESS,
        "started_at": moments.of(start.id),
        "updated_at": now,
        "completed_at": now if start.complete else None,
        "section": start.asked.last_section,
        "ip_address": start.actor.ip_address,
        "user_agent": start.actor.user_agent,
        "answers": drafts.as_json(answers),
        "sealed": drafts.as_json(sealed),
        "audit_id": new_id(),
        "event": "response.submitted" if start.complete else "response.begun",
        "request_id": start.actor.request_id,
    }
