"""Surveys as rows: created, renamed, deleted, and locked for whoever changes something in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.events import SurveyDeleted, announce
from surveyapp.logic.definition import DefinitionError, from_document
from surveyapp.permissions import Actor
from surveyapp.surveys import queries
from surveyapp.surveys.models import Survey
from surveyapp.surveys.service.findings import refused
from tenants.db import session

AUTHORED = ("title", "description", "language", "timezone", "translations")
TOLD = (*AUTHORED, "status", "current_version")


def listed(*, status: str | None = None) -> Select[Survey]:
    """All surveys, the newest first."""
    return queries.surveys(status)


def get(survey_id: UUID) -> Survey:
    """One survey. Raises not_found."""
    survey = session.get(Survey, survey_id)
    if survey is None:
        raise problems.not_found()
    return survey


def revision(survey_id: UUID) -> int:
    """The ETag of a survey and all its parts. Raises not_found."""
    found = session.scalar(queries.revision(survey_id))
    if found is None:
        raise problems.not_found()
    return found


def locked(survey_id: UUID, revision: int) -> Survey:
    """The survey, locked until the transaction ends and moved on by one revision.

    Every write of a survey or of a part of it begins here, so that two of them never interleave: what each checks is
    still true when it commits. Raises not_found, etag_is_stale.
    """
    survey = session.scalar(queries.locked_survey(survey_id))
    if survey is None:
        raise problems.not_found()
    if survey.revision != revision:
        raise problems.etag_is_stale(headers={"ETag": f'"{survey.revision}"'})
    survey.revision += 1
    return survey


def held(survey_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the surveys that are there, none of which can be deleted until the transaction ends; they can be edited,
    published and answered.
    """
    return frozenset(session.scalars(queries.held(survey_ids)))


def create(values: Mapping[str, Any], *, actor: Actor, event: str = "survey.created") -> Survey:
    """A new, empty draft (B01). Raises definition_is_invalid."""
    _refuse_misshapen(values)
    survey = Survey(**values, created_by=actor.user_id)
    session.add(survey)
    session.flush()
    audit.record(actor, "created", "survey", survey.id, event, after=told(survey))
    return survey


def update(survey_id: UUID, revision: int, values: Mapping[str, Any], *, actor: Actor) -> Survey:
    """Change what a survey says about itself. Raises not_found, etag_is_stale, definition_is_invalid."""
    survey = locked(survey_id, revision)
    before = told(survey)
    _refuse_misshapen({key: before[key] for key in AUTHORED} | dict(values))
    for key, value in values.items():
        setattr(survey, key, value)
    session.flush()
    audit.record(actor, "updated", "survey", survey.id, "survey.updated", before, told(survey))
    return survey


def delete(survey_id: UUID, revision: int, *, actor: Actor) -> None:
    """Remove a survey with its versions, links and responses. Raises not_found, etag_is_stale."""
    survey = locked(survey_id, revision)
    audit.record(actor, "deleted", "survey", survey_id, "survey.deleted", before=told(survey))
    announce(SurveyDeleted(survey_id))
    session.delete(survey)
    session.flush()


def told(survey: Survey) -> dict[str, Any]:
    """What the audit trail tells of a survey."""
    return {key: getattr(survey, key) for key in TOLD}


def _refuse_misshapen(values: Mapping[str, Any]) -> None:
    """A survey's own members are a definition without parts; the engine knows what they may be."""
    try:
        from_document(dict(values))
    except DefinitionError as error:
        raise refused(error.issues) from None
