"""Responses as the organization reads and deletes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.builder import service as builder
from surveyapp.events import ResponseDeleted, announce
from surveyapp.permissions import Actor
from surveyapp.responses.models import COMPLETED, SurveyResponse
from surveyapp.responses.queries import staff
from surveyapp.responses.service import counting, moments, sealing
from surveyapp.responses.service.shapes import Answers
from surveyapp.surveys import service as surveys
from tenants import context
from tenants.db import session


@dataclass(frozen=True, slots=True)
class Reading:
    """A response for staff. `sensitive` names the answers that are sealed; only a single response shows them."""

    id: UUID
    survey_id: UUID
    link_id: UUID | None
    respondent_id: UUID | None
    status: str
    version: int
    revision: int
    started_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    ip_address: str | None
    user_agent: str | None
    sensitive: tuple[str, ...]
    answers: Answers = field(repr=False)


def listed(
    survey_id: UUID,
    *,
    status: str | None = None,
    version: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Select[SurveyResponse]:
    """The responses to a survey begun from `since` on and before `until`, to be read a page at a time.

    Raises not_found for an unknown survey, and for a version that was never published.
    """
    surveys.get(survey_id)
    return staff.of_survey(
        survey_id,
        status=status,
        version_id=surveys.numbered(survey_id, version).id if version is not None else None,
        first_id=moments.first_id(since) if since is not None else None,
        before_id=moments.first_id(until) if until is not None else None,
    )


def summaries(rows: Iterable[SurveyResponse]) -> list[Reading]:
    """Rows of a list: sealed answers are named, not shown."""
    return [_reading(row, row.answers) for row in rows]


def get(response_id: UUID) -> Reading:
    """One response with every answer, sensitive ones opened; its reading is audited. Raises response_not_found."""
    row = _row(response_id)
    return _reading(row, sealing.joined(context.current(), row.id, row.answers, row.sealed))


def explain(response_id: UUID, field: str | None, section: str | None) -> list[dict[str, Any]]:
    """Why parts of the version that a response was given to show on its answers; its reading is audited, since reasons
    tell answers. A submitted one holds no hidden answers any more. Raises response_not_found, invalid_input."""
    row = _row(response_id)
    answers = sealing.joined(context.current(), row.id, row.answers, row.sealed)
    survey = surveys.compiled(row.version_id)
    day = surveys.today(survey, row.completed_at)
    target = builder.Target(field, section)
    return builder.reasons(survey, answers, target, "empty", None if day is None else date.fromisoformat(day))


def delete(response_id: UUID, *, actor: Actor) -> None:
    """Remove a response for good; the trail keeps that it was there, and nothing of what it said (C8)."""
    row = _row(response_id)
    audit.record(actor, "deleted", "response", row.id, "response.deleted", before=_trace(row))
    announce(ResponseDeleted(row.survey_id, row.id))
    session.delete(row)
    session.flush()
    if row.status == COMPLETED and row.link_id is not None:
        counting.recount(row.link_id)


def _row(response_id: UUID) -> SurveyResponse:
    row = session.scalars(staff.response(response_id)).one_or_none()
    if row is None:
        raise problems.response_not_found()
    return row


def _trace(row: SurveyResponse) -> dict[str, object]:
    return {
        "survey_id": row.survey_id,
        "version": _number(row),
        "status": row.status,
        "started_at": row.started_at,
        "completed_at": row.completed_at,
    }


def _reading(row: SurveyResponse, answers: Answers) -> Reading:
    return Reading(
        id=row.id,
        survey_id=row.survey_id,
        link_id=row.link_id,
        respondent_id=row.respondent_id,
        status=row.status,
        version=_number(row),
        revision=row.revision,
        started_at=row.started_at,
        updated_at=row.updated_at,
        completed_at=row.completed_at,
        ip_address=row.ip_address,
        user_agent=row.user_agent,
        sensitive=tuple(sorted(row.sealed)),
        answers=answers,
    )


def _number(row: SurveyResponse) -> int:
    return _number_of(context.current().organization_id, row.version_id)


@lru_cache(maxsize=4096)
def _number_of(organization_id: UUID, version_id: UUID) -> int:
    """A version's number never changes; asked for once a process, not once a row."""
    return surveys.version(version_id).number
