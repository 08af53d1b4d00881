"""Sections over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder.schemas.parts import OrderIn, OrderOut, SectionIn, SectionOut, SectionPatch
from surveyapp.builder.service import sections
from surveyapp.builder.views.blueprint import blueprint, tagged
from surveyapp.http import etags
from surveyapp.http.auth import current_actor


@blueprint.route(
    "/surveys/<uuid:survey_id>/sections", methods=["POST"], permission="edit_survey", idempotent=True, if_match=True
)
@blueprint.arguments(SectionIn)
@blueprint.response(201, SectionOut)
def create_section(values: dict[str, Any], survey_id: UUID) -> Any:
    """Add a section."""
    return tagged(sections.create(survey_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/sections", permission="member")
@blueprint.paged(SectionOut)
def list_sections(survey_id: UUID) -> Any:
    """List the sections of a survey in their order."""
    return tagged(sections.listed(survey_id))


@blueprint.route("/surveys/<uuid:survey_id>/sections/order", methods=["PUT"], permission="edit_survey", if_match=True)
@blueprint.arguments(OrderIn)
@blueprint.response(200, OrderOut)
def order_sections(order: dict[str, Any], survey_id: UUID) -> Any:
    """Put all sections of a survey in a new order."""
    return tagged(sections.reorder(survey_id, etags.expected(), order["ids"], actor=current_actor()))


@blueprint.route("/sections/<uuid:section_id>", permission="member")
@blueprint.response(200, SectionOut)
def read_section(section_id: UUID) -> Any:
    """Read one section, retired or not."""
    return tagged(sections.get(section_id))


@blueprint.route("/sections/<uuid:section_id>", methods=["PATCH"], permission="edit_survey", if_match=True)
@blueprint.arguments(SectionPatch(partial=True))
@blueprint.response(200, SectionOut)
def change_section(values: dict[str, Any], section_id: UUID) -> Any:
    """Change a section."""
    return tagged(sections.update(section_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/sections/<uuid:section_id>", methods=["DELETE"], permission="edit_survey", if_match=True)
@blueprint.response(204)
def delete_section(section_id: UUID) -> None:
    """Delete a section with its fields; what was published once is retired and keeps its answers."""
    tagged(sections.delete(section_id, etags.expected(), actor=current_actor()))
