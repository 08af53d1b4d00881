"""Roles and the permissions they are made of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.accounts.schemas import people as schemas
from surveyapp.accounts.service import roles
from surveyapp.accounts.views.blueprint import blueprint
from surveyapp.http.auth import current_actor


@blueprint.route("/permissions", permission="member")
@blueprint.response(200, schemas.PermissionsOut)
def list_permissions() -> dict[str, Any]:
    """List the permissions that roles and API keys are made of."""
    return {"items": roles.permissions()}


@blueprint.route("/roles", permission="manage_users")
@blueprint.paged(schemas.RoleOut)
def list_roles() -> Any:
    """List the organization's roles."""
    return roles.every()


@blueprint.route("/roles", methods=["POST"], permission="manage_users", idempotent=True)
@blueprint.arguments(schemas.RoleIn)
@blueprint.response(201, schemas.RoleOut)
def create_role(document: dict[str, Any]) -> Any:
    """Create a role."""
    return roles.create(document, actor=current_actor())


@blueprint.route("/roles/<uuid:role_id>", permission="manage_users")
@blueprint.response(200, schemas.RoleOut)
def read_role(role_id: UUID) -> Any:
    """Read a role."""
    return roles.one(role_id)


@blueprint.route("/roles/<uuid:role_id>", methods=["PATCH"], permission="manage_users")
@blueprint.arguments(schemas.RolePatch)
@blueprint.response(200, schemas.RoleOut)
def update_role(document: dict[str, Any], role_id: UUID) -> Any:
    """Change a role."""
    return roles.update(role_id, document, actor=current_actor())


@blueprint.route("/roles/<uuid:role_id>", methods=["DELETE"], permission="manage_users")
@blueprint.response(204)
def remove_role(role_id: UUID) -> None:
    """Delete a role; whoever had it has it no more."""
    roles.remove(role_id, actor=current_actor())
