"""Fields over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder.schemas.parts import FieldIn, FieldOut, FieldPatch, OrderIn, OrderOut
from surveyapp.builder.service import fields
from surveyapp.builder.views.blueprint import blueprint, tagged
from surveyapp.http import etags
from surveyapp.http.auth import current_actor


@blueprint.route(
    "/sections/<uuid:section_id>/fields", methods=["POST"], permission="edit_survey", idempotent=True, if_match=True
)
@blueprint.arguments(FieldIn)
@blueprint.response(201, FieldOut)
def create_field(values: dict[str, Any], section_id: UUID) -> Any:
    """Add a field to a section, with its options if you like."""
    return tagged(fields.create(section_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/sections/<uuid:section_id>/fields", permission="member")
@blueprint.paged(FieldOut)
def list_fields(section_id: UUID) -> Any:
    """List the fields of a section in their order."""
    return tagged(fields.listed(section_id))


@blueprint.route("/sections/<uuid:section_id>/fields/order", methods=["PUT"], permission="edit_survey", if_match=True)
@blueprint.arguments(OrderIn)
@blueprint.response(200, OrderOut)
def order_fields(order: dict[str, Any], section_id: UUID) -> Any:
    """Put all fields of a section in a new order."""
    return tagged(fields.reorder(section_id, etags.expected(), order["ids"], actor=current_actor()))


@blueprint.route("/fields/<uuid:field_id>", permission="member")
@blueprint.response(200, FieldOut)
def read_field(field_id: UUID) -> Any:
    """Read one field, retired or not."""
    return tagged(fields.get(field_id))


@blueprint.route("/fields/<uuid:field_id>", methods=["PATCH"], permission="edit_survey", if_match=True)
@blueprint.arguments(FieldPatch(partial=True))
@blueprint.response(200, FieldOut)
def change_field(values: dict[str, Any], field_id: UUID) -> Any:
    """Change a field, or move it to another section."""
    return tagged(fields.update(field_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/fields/<uuid:field_id>", methods=["DELETE"], permission="edit_survey", if_match=True)
@blueprint.response(204)
def delete_field(field_id: UUID) -> None:
    """Delete a field with its logic; one that was published is retired and keeps its answers."""
    tagged(fields.delete(field_id, etags.expected(), actor=current_actor()))
