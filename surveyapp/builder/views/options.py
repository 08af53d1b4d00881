"""Options over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder.schemas.parts import OptionIn, OptionOut, OptionPatch, OrderIn, OrderOut
from surveyapp.builder.service import options
from surveyapp.builder.views.blueprint import blueprint, tagged
from surveyapp.http import etags
from surveyapp.http.auth import current_actor


@blueprint.route(
    "/fields/<uuid:field_id>/options", methods=["POST"], permission="edit_survey", idempotent=True, if_match=True
)
@blueprint.arguments(OptionIn)
@blueprint.response(201, OptionOut)
def create_option(values: dict[str, Any], field_id: UUID) -> Any:
    """Add an option to a choice field."""
    return tagged(options.create(field_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/fields/<uuid:field_id>/options", permission="member")
@blueprint.paged(OptionOut)
def list_options(field_id: UUID) -> Any:
    """List the options of a field in their order."""
    return tagged(options.listed(field_id))


@blueprint.route("/fields/<uuid:field_id>/options/order", methods=["PUT"], permission="edit_survey", if_match=True)
@blueprint.arguments(OrderIn)
@blueprint.response(200, OrderOut)
def order_options(order: dict[str, Any], field_id: UUID) -> Any:
    """Put all options of a field in a new order."""
    return tagged(options.reorder(field_id, etags.expected(), order["ids"], actor=current_actor()))


@blueprint.route("/options/<uuid:option_id>", permission="member")
@blueprint.response(200, OptionOut)
def read_option(option_id: UUID) -> Any:
    """Read one option."""
    return tagged(options.get(option_id))


@blueprint.route("/options/<uuid:option_id>", methods=["PATCH"], permission="edit_survey", if_match=True)
@blueprint.arguments(OptionPatch(partial=True))
@blueprint.response(200, OptionOut)
def change_option(values: dict[str, Any], option_id: UUID) -> Any:
    """Change an option."""
    return tagged(options.update(option_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/options/<uuid:option_id>", methods=["DELETE"], permission="edit_survey", if_match=True)
@blueprint.response(204)
def delete_option(option_id: UUID) -> None:
    """Delete an option."""
    tagged(options.delete(option_id, etags.expected(), actor=current_actor()))
