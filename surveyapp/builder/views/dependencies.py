"""Dependencies over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder.schemas.parts import DependencyIn, DependencyOut, DependencyPatch, OrderIn, OrderOut
from surveyapp.builder.service import dependencies
from surveyapp.builder.views.blueprint import blueprint, tagged
from surveyapp.http import etags
from surveyapp.http.auth import current_actor


@blueprint.route(
    "/surveys/<uuid:survey_id>/dependencies", methods=["POST"], permission="edit_survey", idempotent=True, if_match=True
)
@blueprint.arguments(DependencyIn)
@blueprint.response(201, DependencyOut)
def create_dependency(values: dict[str, Any], survey_id: UUID) -> Any:
    """Add a dependency: other options for a field while another answers a value."""
    return tagged(dependencies.create(survey_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/dependencies", permission="member")
@blueprint.paged(DependencyOut)
def list_dependencies(survey_id: UUID) -> Any:
    """List the dependencies of a survey in their order."""
    return tagged(dependencies.listed(survey_id))


@blueprint.route(
    "/surveys/<uuid:survey_id>/dependencies/order", methods=["PUT"], permission="edit_survey", if_match=True
)
@blueprint.arguments(OrderIn)
@blueprint.response(200, OrderOut)
def order_dependencies(order: dict[str, Any], survey_id: UUID) -> Any:
    """Put all dependencies of a survey in a new order."""
    return tagged(dependencies.reorder(survey_id, etags.expected(), order["ids"], actor=current_actor()))


@blueprint.route("/dependencies/<uuid:dependency_id>", permission="member")
@blueprint.response(200, DependencyOut)
def read_dependency(dependency_id: UUID) -> Any:
    """Read one dependency."""
    return tagged(dependencies.get(dependency_id))


@blueprint.route("/dependencies/<uuid:dependency_id>", methods=["PATCH"], permission="edit_survey", if_match=True)
@blueprint.arguments(DependencyPatch(partial=True))
@blueprint.response(200, DependencyOut)
def change_dependency(values: dict[str, Any], dependency_id: UUID) -> Any:
    """Change a dependency."""
    return tagged(dependencies.update(dependency_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/dependencies/<uuid:dependency_id>", methods=["DELETE"], permission="edit_survey", if_match=True)
@blueprint.response(204)
def delete_dependency(dependency_id: UUID) -> None:
    """Delete a dependency."""
    tagged(dependencies.delete(dependency_id, etags.expected(), actor=current_actor()))
