"""Surveys, their lifecycle and their versions over HTTP. Publishing is in `builder`, which has the draft to publish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.http import etags
from surveyapp.http.auth import current_actor
from surveyapp.http.blueprint import Blueprint
from surveyapp.http.paging import page, page_schema
from surveyapp.surveys import service
from surveyapp.surveys.models import Survey, SurveyVersion
from surveyapp.surveys.schemas import (
    ChangesOut,
    SurveyIn,
    SurveyOut,
    SurveyPatch,
    SurveysQuery,
    VersionOut,
    VersionWithDefinitionOut,
)

blueprint = Blueprint("surveys", __name__, description="Surveys, their lifecycle and their published versions.")


@blueprint.route("/surveys", methods=["POST"], permission="create_survey", idempotent=True)
@blueprint.arguments(SurveyIn)
@blueprint.response(201, SurveyOut)
def create_survey(values: dict[str, Any]) -> Survey:
    """Create an empty draft."""
    return _tagged(service.create(values, actor=current_actor()))


@blueprint.route("/surveys", permission="member")
@blueprint.arguments(SurveysQuery, location="query")
@blueprint.response(200, page_schema(SurveyOut))
def list_surveys(query: dict[str, Any]) -> dict[str, object]:
    """List the organization's surveys, the newest first."""
    return page(service.listed(status=query["status"]), limit=query["limit"], cursor=query["cursor"])


@blueprint.route("/surveys/<uuid:survey_id>", permission="member")
@blueprint.response(200, SurveyOut)
def read_survey(survey_id: UUID) -> Survey:
    """Read one survey."""
    return _tagged(service.get(survey_id))


@blueprint.route("/surveys/<uuid:survey_id>", methods=["PATCH"], permission="edit_survey", if_match=True)
@blueprint.arguments(SurveyPatch(partial=True))
@blueprint.response(200, SurveyOut)
def change_survey(values: dict[str, Any], survey_id: UUID) -> Survey:
    """Change a survey's title, description, language, time zone or translations."""
    return _tagged(service.update(survey_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>", methods=["DELETE"], permission="delete_survey", if_match=True)
@blueprint.response(204)
def delete_survey(survey_id: UUID) -> None:
    """Delete a survey with everything that belongs to it, responses included."""
    service.delete(survey_id, etags.expected(), actor=current_actor())


@blueprint.route("/surveys/<uuid:survey_id>/close", methods=["POST"], permission="publish_survey", if_match=True)
@blueprint.response(200, SurveyOut)
def close_survey(survey_id: UUID) -> Survey:
    """Close a published survey: it takes no more responses."""
    return _tagged(service.close(survey_id, etags.expected(), actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/reopen", methods=["POST"], permission="publish_survey", if_match=True)
@blueprint.response(200, SurveyOut)
def reopen_survey(survey_id: UUID) -> Survey:
    """Open a closed survey again, with the version it had."""
    return _tagged(service.reopen(survey_id, etags.expected(), actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/versions", permission="member")
@blueprint.paged(VersionOut)
def list_versions(survey_id: UUID) -> object:
    """List the published versions, the newest first."""
    return service.versions(survey_id)


@blueprint.route("/surveys/<uuid:survey_id>/versions/<int:number>", permission="member")
@blueprint.response(200, VersionWithDefinitionOut)
def read_version(survey_id: UUID, number: int) -> SurveyVersion:
    """Read one published version with its definition."""
    return service.numbered(survey_id, number)


@blueprint.route("/surveys/<uuid:survey_id>/versions/<int:number>/changes", permission="member")
@blueprint.response(200, ChangesOut)
def read_changes(survey_id: UUID, number: int) -> dict[str, object]:
    """Compare a version with the one before it: safe, lossy and breaking changes."""
    return {"changes": service.changes(survey_id, number)}


def _tagged(survey: Survey) -> Survey:
    etags.set_(survey.revision)
    return survey
