"""The members of the organization."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.accounts.schemas import people as schemas
from surveyapp.accounts.service import activation, members
from surveyapp.accounts.views.blueprint import blueprint
from surveyapp.http.auth import current_actor


@blueprint.route("/members", permission="manage_users", reads_personal_data="user")
@blueprint.paged(schemas.MemberOut)
def list_members() -> Any:
    """List the members, those invited included."""
    return members.everybody()


@blueprint.route("/members", methods=["POST"], permission="manage_users", idempotent=True)
@blueprint.arguments(schemas.MemberIn)
@blueprint.response(201, schemas.InvitedOut)
def invite_member(document: dict[str, Any]) -> members.Invited:
    """Add somebody; the answer holds the one-time link by which they join."""
    return members.invite(document, actor=current_actor())


@blueprint.route("/members/<uuid:user_id>", permission="manage_users", reads_personal_data="user")
@blueprint.response(200, schemas.MemberOut)
def read_member(user_id: UUID) -> Any:
    """Read a member."""
    return members.one(user_id)


@blueprint.route("/members/<uuid:user_id>", methods=["PATCH"], permission="manage_users")
@blueprint.arguments(schemas.MemberPatch)
@blueprint.response(200, schemas.MemberOut)
def set_member_owner(document: dict[str, Any], user_id: UUID) -> Any:
    """Make a member an owner, or no owner any more."""
    return members.set_owner(user_id, document["is_owner"], actor=current_actor())


@blueprint.route("/members/<uuid:user_id>", methods=["DELETE"], permission="manage_users")
@blueprint.response(204)
def remove_member(user_id: UUID) -> None:
    """Remove a member: their sessions and API keys here end at once."""
    members.remove(user_id, actor=current_actor())


@blueprint.route("/members/<uuid:user_id>/roles", methods=["PUT"], permission="manage_users")
@blueprint.arguments(schemas.MemberRolesIn)
@blueprint.response(200, schemas.MemberOut)
def set_member_roles(document: dict[str, Any], user_id: UUID) -> Any:
    """Give a member exactly these roles."""
    return members.set_roles(user_id, document["roles"], actor=current_actor())


@blueprint.route("/members/<uuid:user_id>/link", methods=["POST"], permission="manage_users", idempotent=True)
@blueprint.response(201, schemas.OneTimeLinkOut)
def send_member_link(user_id: UUID) -> activation.Link:
    """Make a new one-time link: to join, or to replace a forgotten password."""
    return members.send_link(user_id, actor=current_actor())
