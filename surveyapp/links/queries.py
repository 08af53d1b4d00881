"""Named selects over links."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from surveyapp.links.models import SurveyLink


def links(survey_id: UUID) -> Select[SurveyLink]:
    """The links of a survey, the newest first."""
    return select(SurveyLink).where(SurveyLink.survey_id == survey_id).order_by(SurveyLink.id.desc())


def locked_link(link_id: UUID) -> Select[SurveyLink]:
    """A link, held until the transaction ends, so that its cap and its count are seen together."""
    return select(SurveyLink).where(SurveyLink.id == link_id).with_for_update(key_share=True)
