"""Registering, signing in and out, oneself."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, url_for

from surveyapp.accounts.schemas import auth as schemas
from surveyapp.accounts.service import activation, organizations, profile, registration, sessions, sign_in
from surveyapp.accounts.views.blueprint import blueprint
from surveyapp.http.auth import current_actor


@blueprint.route("/auth/register", methods=["POST"], public=True, unit="none", limit="20 per hour")
@blueprint.arguments(schemas.RegisterIn)
@blueprint.response(201, schemas.SignedInOut)
@blueprint.alt_response(202, schema=schemas.RegistrationOut, description="Still being set up: ask at Location.")
def register(document: dict[str, Any]) -> sessions.SignedIn | Response:
    """Register a person and their organization, and sign in."""
    registered = registration.register(document, actor=current_actor())
    return registered.signed_in or _still_provisioning(registered.organization.id)


@blueprint.route("/auth/registrations/<uuid:organization_id>", public=True, unit="none", limit="120 per minute")
@blueprint.response(200, schemas.RegistrationOut)
def read_registration(organization_id: Any) -> dict[str, Any]:
    """Read how far the setting up of a registered organization is."""
    return {"id": organization_id, "state": registration.state_of(organization_id)}


@blueprint.route("/auth/login", methods=["POST"], public=True, unit="none", limit="30 per minute")
@blueprint.arguments(schemas.LoginIn)
@blueprint.response(200, schemas.SignedInOut)
def log_in(document: dict[str, Any]) -> sessions.SignedIn:
    """Sign in with e-mail address and password."""
    return sign_in.log_in(**_credentials(document), actor=current_actor())


@blueprint.route("/auth/refresh", methods=["POST"], public=True, unit="none", limit="60 per minute")
@blueprint.arguments(schemas.RefreshIn)
@blueprint.response(200, schemas.SignedInOut)
def refresh(document: dict[str, Any]) -> sessions.SignedIn:
    """Exchange a refresh token for a new pair of tokens."""
    return sessions.refresh(document["refresh_token"], actor=current_actor())


@blueprint.route("/auth/logout", methods=["POST"], permission="signed_in")
@blueprint.response(204)
def log_out() -> None:
    """Sign out: every token of the session fails from now on."""
    sessions.log_out(actor=current_actor())


@blueprint.route("/auth/switch-organization", methods=["POST"], permission="signed_in", unit="none")
@blueprint.arguments(schemas.SwitchIn)
@blueprint.response(200, schemas.SignedInOut)
def switch_organization(document: dict[str, Any]) -> sessions.SignedIn:
    """Move the session to another organization of yours."""
    return sessions.switch(document["organization_id"], actor=current_actor())


@blueprint.route("/auth/activate/<string:token>", public=True, unit="none", limit="30 per minute")
@blueprint.response(200, schemas.InvitationOut)
def read_activation(token: str) -> activation.Invitation:
    """Read what a one-time link is for; POST its last part as `token` to use it."""
    return activation.look(token)


@blueprint.route("/auth/activate", methods=["POST"], public=True, unit="none", limit="30 per minute")
@blueprint.arguments(schemas.ActivateIn)
@blueprint.response(200, schemas.SignedInOut)
def activate(document: dict[str, Any]) -> sessions.SignedIn:
    """Use a one-time link: join the organization or replace the password, and sign in."""
    return activation.activate(document["token"], document["password"], actor=current_actor())


@blueprint.route("/auth/password", methods=["PUT"], permission="signed_in", unit="none", limit="30 per minute")
@blueprint.arguments(schemas.PasswordIn)
@blueprint.response(204)
def change_password(document: dict[str, Any]) -> None:
    """Change your password; your other sessions end."""
    sign_in.change_password(document["current_password"], document["new_password"], actor=current_actor())


@blueprint.route("/auth/me", permission="signed_in")
@blueprint.response(200, schemas.MeOut)
def read_me() -> organizations.Oneself:
    """Read who you are, where, and what you may do."""
    return organizations.oneself(actor=current_actor())


@blueprint.route("/auth/me", methods=["PATCH"], permission="signed_in")
@blueprint.arguments(schemas.ProfileIn)
@blueprint.response(200, schemas.MeOut)
def rename_me(document: dict[str, Any]) -> organizations.Oneself:
    """Change your names."""
    profile.rename(document, actor=current_actor())
    return organizations.oneself(actor=current_actor())


def _credentials(document: dict[str, Any]) -> dict[str, Any]:
    return {"email": document["email"], "password": document["password"], "slug": document["organization"]}


def _still_provisioning(organization_id: Any) -> Response:
    reply = jsonify({"id": organization_id, "state": "provisioning"})
    reply.status_code = 202
    reply.headers["Location"] = url_for("accounts.read_registration", organization_id=organization_id)
    return reply
