"""What the export reads: columns, not entities, and ids as text, since a million of them pass by."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, case, cast, func, select

from surveyapp.responses.models import COMPLETED, SurveyResponse

Line = Select[str, str, str, str | None, str, str, str | None, dict[str, Any], dict[str, Any]]


def for_export(survey_id: UUID, status: str) -> Line:
    """Responses in the order they began: `completed` ones, or `all`."""
    return (
        select(
            cast(SurveyResponse.id, String).label("id"),
            SurveyResponse.status,
            cast(SurveyResponse.version_id, String).label("version_id"),
            cast(SurveyResponse.link_id, String).label("link_id"),
            _moment(SurveyResponse.started_at),
            _moment(SurveyResponse.updated_at),
            _moment(SurveyResponse.completed_at),
            SurveyResponse.answers,
            SurveyResponse.sealed,
        )
        .where(*_asked(survey_id, status))
        .order_by(SurveyResponse.id)
    )


def export_count(survey_id: UUID, status: str) -> Select[int]:
    """How many `for_export` brings, for whoever watches its progress."""
    return select(func.count()).select_from(SurveyResponse).where(*_asked(survey_id, status))


def most_instances(survey_id: UUID, status: str, repeats: Sequence[str]) -> Select[*tuple[int, ...]]:
    """One row: how many instances the longest list under each of these names has, among what `for_export` brings."""
    held = [SurveyResponse.answers[name] for name in repeats]
    listed = [case((func.jsonb_typeof(each) == "array", func.jsonb_array_length(each)), else_=0) for each in held]
    return select(*map(func.max, listed)).where(*_asked(survey_id, status))


def _moment(column: Any) -> ColumnElement[str]:
    """PostgreSQL writes a time as ISO 8601 in JSON, whatever its DateStyle; in UTC on our connections."""
    return cast(func.to_json(column), String)


def _asked(survey_id: UUID, status: str) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [SurveyResponse.survey_id == survey_id]
    return [*asked, SurveyResponse.status == COMPLETED] if status == COMPLETED else asked
