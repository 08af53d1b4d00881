"""What waits to be counted, and what has been counted of a survey once nothing of it waits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, column, func, select, table, text

from surveyapp.responses.models import COMPLETED, IN_PROGRESS, SurveyResponse, UncountedResponse

Completed = Select[UUID, UUID, datetime, datetime, dict[str, Any], dict[str, Any]]

TAKE = text("""
WITH taken AS (
    DELETE FROM uncounted_responses
     WHERE (survey_id, response_id, revision) IN (
           SELECT survey_id, response_id, revision FROM uncounted_responses
            ORDER BY survey_id, response_id, revision LIMIT :most)
    RETURNING response_id, revision, completed
)
SELECT r.id, r.survey_id, r.version_id, r.status, r.started_at, r.completed_at, coalesce(c.name, '') AS section,
       taken.revision, taken.completed,
       CASE WHEN taken.completed THEN r.answers END AS answers, CASE WHEN taken.completed THEN r.sealed END AS sealed
  FROM taken JOIN survey_responses r ON r.id = taken.response_id LEFT JOIN sections c ON c.id = r.last_section_id
 ORDER BY r.id, taken.revision
""")
"""Changes that wait, taken away, with their responses as they are; one whose response is gone is dropped. `sections` is
a lower room's, which `respondent` names as well: a response holds the id of its section, and its name is what counts.
"""

FORGET = text("""
DELETE FROM uncounted_responses WHERE survey_id = :survey AND response_id = :response RETURNING completed
""")
"""What waits of one response, taken away."""

_sections = table("sections", column("id"), column("name"))


def held(response_id: UUID) -> Select[SurveyResponse]:
    """A response as it is now, not to change until the transaction ends."""
    return (
        select(SurveyResponse)
        .where(SurveyResponse.id == response_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def waiting(survey_id: UUID, most: int) -> Select[int]:
    """How many changes of a survey wait, counted up to `most`."""
    some = select(UncountedResponse.response_id).where(UncountedResponse.survey_id == survey_id).limit(most)
    return select(func.count()).select_from(some.subquery())


def any_waiting() -> Select[bool]:
    """Whether a change of any survey waits."""
    return select(select(UncountedResponse.response_id).exists())


def counted(survey_id: UUID) -> Completed:
    """The completed responses to a survey, but those whose completion waits."""
    return select(
        SurveyResponse.id,
        SurveyResponse.version_id,
        SurveyResponse.started_at,
        SurveyResponse.completed_at,
        SurveyResponse.answers,
        SurveyResponse.sealed,
    ).where(
        SurveyResponse.survey_id == survey_id,
        SurveyResponse.status == COMPLETED,
        SurveyResponse.id.not_in(unsettled(survey_id).where(UncountedResponse.completed)),
    )


def standing(survey_id: UUID) -> Select[UUID, UUID, str]:
    """(version, response, section) of the unfinished responses."""
    return (
        select(
            SurveyResponse.version_id,
            SurveyResponse.id.label("response_id"),
            func.coalesce(_sections.c.name, "").label("section"),
        )
        .outerjoin(_sections, _sections.c.id == SurveyResponse.last_section_id)
        .where(SurveyResponse.survey_id == survey_id, SurveyResponse.status == IN_PROGRESS)
    )


def unsettled(survey_id: UUID) -> Select[UUID]:
    """The responses of which a change waits."""
    return select(UncountedResponse.response_id).where(UncountedResponse.survey_id == survey_id)
