"""The lifecycle draft -> published -> closed, and back (B15). Each publication makes the next immutable version."""

from __future__ import annotations

import hashlib
from uuid import UUID

import orjson

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.events import SurveyClosed, SurveyPublished, SurveyReopened, announce
from surveyapp.logic.definition import Definition, to_document
from surveyapp.logic.issues import ERROR, PUBLISH, Issue
from surveyapp.permissions import Actor
from surveyapp.surveys import queries
from surveyapp.surveys.models import CLOSED, DRAFT, PUBLISHED, Survey, SurveyVersion
from surveyapp.surveys.service.authoring import locked, told
from surveyapp.surveys.service.findings import refuse
from tenants.db import session


def publish(survey: Survey, definition: Definition, issues: list[Issue], *, actor: Actor) -> SurveyVersion:
    """Freeze `definition`, on which the engine found `issues`, as the next version of a survey that `locked` gave.

    Raises survey_is_closed, and definition_is_invalid with everything that a half-built survey still lacks.
    """
    if survey.status == CLOSED:
        raise problems.survey_is_closed("Reopen the survey before you publish it again.")
    refuse(issues, (ERROR, PUBLISH))
    before, version = told(survey), _next_version(survey, definition, actor)
    survey.status, survey.current_version = PUBLISHED, version.number
    session.flush()
    after = {**told(survey), "checksum": version.checksum}
    audit.record(actor, "updated", "survey", survey.id, "survey.published", before, after)
    announce(SurveyPublished(survey.id, version.id))
    return version


def close(survey_id: UUID, revision: int, *, actor: Actor) -> Survey:
    """Take no more responses. Raises not_found, etag_is_stale, survey_is_not_published, survey_is_closed."""
    survey = locked(survey_id, revision)
    if survey.status == CLOSED:
        raise problems.survey_is_closed()
    _move(survey, CLOSED, "survey.closed", actor)
    announce(SurveyClosed(survey.id))
    return survey


def reopen(survey_id: UUID, revision: int, *, actor: Actor) -> Survey:
    """Take responses again. Raises not_found, etag_is_stale, survey_is_not_published, survey_is_open."""
    survey = locked(survey_id, revision)
    if survey.status == PUBLISHED:
        raise problems.survey_is_open()
    _move(survey, PUBLISHED, "survey.reopened", actor)
    announce(SurveyReopened(survey.id))
    return survey


def checksum(document: object) -> str:
    """SHA-256 of the document with sorted keys; what comes back from JSONB has the same one."""
    return hashlib.sha256(orjson.dumps(_plain(document), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _move(survey: Survey, status: str, event: str, actor: Actor) -> None:
    if survey.status == DRAFT:
        raise problems.survey_is_not_published()
    before = told(survey)
    survey.status = status
    session.flush()
    audit.record(actor, "updated", "survey", survey.id, event, before, told(survey))


def _next_version(survey: Survey, definition: Definition, actor: Actor) -> SurveyVersion:
    document = to_document(definition)
    version = SurveyVersion(
        survey_id=survey.id,
        number=(session.scalar(queries.latest_number(survey.id)) or 0) + 1,
        definition=document,
        checksum=checksum(document),
        published_by=actor.user_id,
    )
    session.add(version)
    return version


def _plain(value: object) -> object:
    """JSONB gives 10 back for 1e1: a whole number is written as one, however it was sent."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**63 else value
