"""Named selects over surveys and their versions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from surveyapp.surveys.models import Survey, SurveyVersion


def surveys(status: str | None = None) -> Select[Survey]:
    """All surveys, the newest first."""
    selected = select(Survey).order_by(Survey.id.desc())
    return selected if status is None else selected.where(Survey.status == status)


def locked_survey(survey_id: UUID) -> Select[Survey]:
    """The survey, held until the transaction ends.

    FOR NO KEY UPDATE: writers of the survey wait for each other, while responses that refer to it go on being inserted.
    """
    return (
        select(Survey)
        .where(Survey.id == survey_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def held(survey_ids: Collection[UUID]) -> Select[UUID]:
    """Those of the surveys that are there, none of which can be deleted until the transaction ends."""
    found = select(Survey.id).where(Survey.id.in_(survey_ids)).order_by(Survey.id)
    return found.with_for_update(read=True, key_share=True)


def revision(survey_id: UUID) -> Select[int]:
    """The ETag of everything in a survey."""
    return select(Survey.revision).where(Survey.id == survey_id)


def versions(survey_id: UUID) -> Select[SurveyVersion]:
    """The published versions, the newest first, without their definitions."""
    return (
        select(SurveyVersion)
        .options(defer(SurveyVersion.definition, raiseload=True))
        .where(SurveyVersion.survey_id == survey_id)
        .order_by(SurveyVersion.number.desc())
    )


def version(survey_id: UUID, number: int) -> Select[SurveyVersion]:
    """One version by its number."""
    return select(SurveyVersion).where(SurveyVersion.survey_id == survey_id, SurveyVersion.number == number)


def published(version_id: UUID) -> Select[int, dict[str, Any]]:
    """The number of a version and what was published as it; a list of versions that was read before holds none."""
    return select(SurveyVersion.number, SurveyVersion.definition).where(SurveyVersion.id == version_id)


def latest_number(survey_id: UUID) -> Select[int | None]:
    """The number of the newest version, null without any."""
    return select(func.max(SurveyVersion.number)).where(SurveyVersion.survey_id == survey_id)
