"""What the organization's readers ask for."""

from uuid import UUID

from sqlalchemy import Select, select

from surveyapp.responses.models import SurveyResponse


def of_survey(
    survey_id: UUID,
    *,
    status: str | None,
    version_id: UUID | None,
    first_id: UUID | None,
    before_id: UUID | None,
) -> Select[SurveyResponse]:
    """The responses to a survey, newest first. Bounds of time are bounds of the key, which partitions are cut by."""
    selected = select(SurveyResponse).where(SurveyResponse.survey_id == survey_id)
    if status is not None:
        selected = selected.where(SurveyResponse.status == status)
    if version_id is not None:
        selected = selected.where(SurveyResponse.version_id == version_id)
    if first_id is not None:
        selected = selected.where(SurveyResponse.id >= first_id)
    if before_id is not None:
        selected = selected.where(SurveyResponse.id < before_id)
    return selected.order_by(SurveyResponse.id.desc())


def response(response_id: UUID) -> Select[SurveyResponse]:
    return select(SurveyResponse).where(SurveyResponse.id == response_id)
