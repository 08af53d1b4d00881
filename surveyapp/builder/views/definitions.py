"""The whole definition over HTTP: read and replaced, looked over, tried, published, copied."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder import service
from surveyapp.builder.schemas.documents import (
    EXAMPLE,
    Definition,
    DraftOut,
    DuplicateIn,
    EvaluateIn,
    EvaluateOut,
    PublishedOut,
    ReviewOut,
)
from surveyapp.builder.views.blueprint import blueprint, tagged
from surveyapp.http import etags
from surveyapp.http.auth import current_actor


@blueprint.route("/surveys/<uuid:survey_id>/definition", permission="member")
@blueprint.response(200, Definition, example=EXAMPLE)
def read_definition(survey_id: UUID) -> Any:
    """Read the draft as one document."""
    return tagged(service.read(survey_id))


@blueprint.route("/surveys/<uuid:survey_id>/definition", methods=["PUT"], permission="edit_survey", if_match=True)
@blueprint.arguments(Definition, example=EXAMPLE)
@blueprint.response(200, Definition, example=EXAMPLE)
def replace_definition(document: dict[str, Any], survey_id: UUID) -> Any:
    """Replace the draft by a document; what keeps its name keeps its id."""
    return tagged(service.replace(survey_id, etags.expected(), document, actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/check", methods=["POST"], permission="member")
@blueprint.response(200, ReviewOut)
def check_draft(survey_id: UUID) -> Any:
    """Look the draft over: what refuses publishing, what to think about, what publishing would change."""
    return tagged(service.review(survey_id))


@blueprint.route("/surveys/<uuid:survey_id>/evaluate", methods=["POST"], permission="member")
@blueprint.arguments(EvaluateIn)
@blueprint.response(200, EvaluateOut)
def evaluate_draft(trial: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Try answers on the draft; nothing is stored."""
    return service.evaluate(survey_id, **trial)


@blueprint.route(
    "/surveys/<uuid:survey_id>/publish", methods=["POST"], permission="publish_survey", idempotent=True, if_match=True
)
@blueprint.response(201, PublishedOut)
def publish_survey(survey_id: UUID) -> Any:
    """Publish the draft as the next immutable version."""
    return tagged(service.publish(survey_id, etags.expected(), actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/duplicate", methods=["POST"], permission="create_survey", idempotent=True)
@blueprint.arguments(DuplicateIn, required=False)
@blueprint.response(201, DraftOut)
def duplicate_survey(values: dict[str, Any], survey_id: UUID) -> Any:
    """Copy a survey's draft into a new survey."""
    return service.duplicate(survey_id, values.get("title"), actor=current_actor())
