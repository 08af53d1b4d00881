"""Published versions: read, compared, and compiled once per process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache, partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.logic.changes import Change, compare
from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.surveys import queries
from surveyapp.surveys.models import Survey, SurveyVersion
from surveyapp.surveys.service.authoring import get
from tenants import cache, context
from tenants.db import session, utc_now

COMPILED_KEPT = 256
DOCUMENT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Published:
    """A version as everybody who works on answers needs it: its number, and the survey ready for them."""

    number: int
    compiled: CompiledSurvey


def versions(survey_id: UUID) -> Select[SurveyVersion]:
    """The versions of a survey, the newest first. Raises not_found for an unknown survey."""
    get(survey_id)
    return queries.versions(survey_id)


def numbered(survey_id: UUID, number: int) -> SurveyVersion:
    """One version by its number. Raises not_found."""
    found = session.scalar(queries.version(survey_id, number))
    if found is None:
        raise problems.not_found()
    return found


def version(version_id: UUID) -> SurveyVersion:
    """One version by its id. Raises not_found."""
    found = session.get(SurveyVersion, version_id)
    if found is None:
        raise problems.not_found()
    return found


def current(survey: Survey) -> SurveyVersion | None:
    """The version that respondents get, None before the first publication."""
    return None if survey.current_version is None else numbered(survey.id, survey.current_version)


def changes(survey_id: UUID, number: int) -> list[Change]:
    """What a version changed against the one before it; the first changed nothing. Raises not_found."""
    new = numbered(survey_id, number)
    if number == 1:
        return []
    old = numbered(survey_id, number - 1)
    return compare(from_document(old.definition), from_document(new.definition))


def compiled(version_id: UUID) -> CompiledSurvey:
    """A version ready for answers. Raises not_found for a version that is not the entered tenant's."""
    return published(version_id).compiled


def published(version_id: UUID) -> Published:
    """The same with its number. A version never changes, so neither does this: made once per process and version.

    Raises not_found for a version that is not the entered tenant's.
    """
    return _published(context.current().organization_id, version_id)


def today(survey: CompiledSurvey, at: datetime | None = None) -> str | None:
    """The day that `today()` means in a survey's time zone, now or `at`; None where no expression asks for it."""
    return day(survey, at or utc_now()) if survey.reads_today else None


def day(survey: CompiledSurvey, at: datetime) -> str:
    """The day of a moment by the survey's calendar."""
    return at.astimezone(_zone(survey.definition.timezone)).date().isoformat()


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    """A time zone that this machine does not know is taken for UTC: a wrong day beats no answer at all."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@lru_cache(maxsize=COMPILED_KEPT)
def _published(organization_id: UUID, version_id: UUID) -> Published:
    """The organization is part of the key: what one tenant compiled is never another's to find."""
    number, document = cache.remembered(f"version:{version_id}", partial(_stored, version_id), DOCUMENT_SECONDS)
    return Published(number, compile_survey(from_document(document)))


def _stored(version_id: UUID) -> tuple[int, dict[str, Any]]:
    """What the processes of a server tell each other through the cache (I06).

    Nothing ever has to be taken back: a version is written once, and nobody may change it. That it ends after an hour
    is for a survey that was deleted.
    """
    found = session.execute(queries.published(version_id)).one_or_none()
    if found is None:
        raise problems.not_found()
    number, definition = found
    return number, definition
