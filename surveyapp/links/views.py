"""Public links over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app

from surveyapp.http.auth import current_actor
from surveyapp.http.blueprint import Blueprint
from surveyapp.links import service
from surveyapp.links.models import SurveyLink
from surveyapp.links.schemas import LinkIn, LinkOut, LinkPatch

blueprint = Blueprint("links", __name__, description="Public doors to a survey.")


@blueprint.route("/surveys/<uuid:survey_id>/links", methods=["POST"], permission="publish_survey", idempotent=True)
@blueprint.arguments(LinkIn)
@blueprint.response(201, LinkOut)
def create_link(values: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Make a public link to a published survey. Its addresses are told here and never again."""
    made = service.create(survey_id, values, actor=current_actor())
    return made.shown(current_app.config["SURVEYAPP"].public_url)


@blueprint.route("/surveys/<uuid:survey_id>/links", permission="publish_survey")
@blueprint.paged(LinkOut)
def list_links(survey_id: UUID) -> object:
    """List the links of a survey, the newest first."""
    return service.listed(survey_id)


@blueprint.route("/links/<uuid:link_id>", permission="publish_survey")
@blueprint.response(200, LinkOut)
def read_link(link_id: UUID) -> SurveyLink:
    """Read one link."""
    return service.get(link_id)


@blueprint.route("/links/<uuid:link_id>", methods=["PATCH"], permission="publish_survey")
@blueprint.arguments(LinkPatch(partial=True))
@blueprint.response(200, LinkOut)
def change_link(values: dict[str, Any], link_id: UUID) -> SurveyLink:
    """Change a link's label, window, cap, or whether it lets anybody in."""
    return service.update(link_id, values, actor=current_actor())


@blueprint.route("/links/<uuid:link_id>", methods=["DELETE"], permission="publish_survey")
@blueprint.response(204)
def delete_link(link_id: UUID) -> None:
    """Delete a link. Responses that came through it stay."""
    service.delete(link_id, actor=current_actor())
