"""The organization one works in, and those one belongs to."""

from __future__ import annotations

from typing import Any

from flask import url_for

from surveyapp.accounts.schemas import organizations as schemas
from surveyapp.accounts.service import organizations, registration
from surveyapp.accounts.views.blueprint import blueprint
from surveyapp.http.auth import current_actor


@blueprint.route("/organizations", permission="signed_in", unit="none")
@blueprint.response(200, schemas.BelongingsOut)
def list_organizations() -> dict[str, Any]:
    """List the organizations that you belong to."""
    return {"items": organizations.of(current_actor())}


@blueprint.route("/organizations", methods=["POST"], permission="signed_in", idempotent=True, limit="20 per hour")
@blueprint.arguments(schemas.OrganizationIn)
@blueprint.response(201, schemas.OrganizationOut)
@blueprint.alt_response(202, schema=schemas.OrganizationOut, description="Still being set up: ask at Location.")
def create_organization(document: dict[str, Any]) -> tuple[Any, int, dict[str, str]]:
    """Create another organization, which you own; switch to it to work there."""
    organization, is_ready = registration.create_organization(document, actor=current_actor())
    location = url_for("accounts.read_registration", organization_id=organization.id)
    return organization, 201 if is_ready else 202, {"Location": location}


@blueprint.route("/organization", permission="member")
@blueprint.response(200, schemas.OrganizationOut)
def read_organization() -> Any:
    """Read the organization you are working in."""
    return organizations.current(actor=current_actor())


@blueprint.route("/organization", methods=["PATCH"], permission="manage_users")
@blueprint.arguments(schemas.OrganizationPatch)
@blueprint.response(200, schemas.OrganizationOut)
def update_organization(document: dict[str, Any]) -> Any:
    """Change the organization's name or short name."""
    return organizations.update(document, actor=current_actor())
