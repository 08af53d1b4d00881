"""Registering, signing in, sessions, oneself."""

from __future__ import annotations

from marshmallow import fields, validate

from surveyapp.accounts.schemas import kinds
from surveyapp.accounts.schemas.organizations import OrganizationIn, OrganizationNameOut, OrganizationOut
from surveyapp.http.body import Schema

TOKEN = {"description": "Opaque; keep it secret.", "format": "password"}


class RegisterIn(Schema):
    email = kinds.email(required=True)
    password = kinds.new_password()
    first_name = kinds.name(100, load_default=None, allow_none=True)
    last_name = kinds.name(100, load_default=None, allow_none=True)
    organization = fields.Nested(OrganizationIn, required=True)


class RegistrationOut(Schema):
    """An organization being set up. Sign in once `state` is `active`."""

    id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("provisioning", "active", "suspended", "destroying")))


class LoginIn(Schema):
    email = kinds.email(required=True)
    password = kinds.password()
    organization = kinds.slug(load_default=None, allow_none=True)


class RefreshIn(Schema):
    refresh_token = fields.String(required=True, validate=validate.Length(1, 2000), metadata=TOKEN)


class SwitchIn(Schema):
    organization_id = fields.UUID(required=True)


class ActivateIn(Schema):
    """The password chosen now; somebody with an account gives the one they have."""

    token = fields.String(
        required=True, validate=validate.Length(1, 200), metadata={"description": "The last part of the one-time link."}
    )
    password = kinds.new_password()


class PasswordIn(Schema):
    current_password = kinds.password()
    new_password = kinds.new_password()


class ProfileIn(Schema):
    first_name = kinds.name(100)
    last_name = kinds.name(100)


class UserOut(Schema):
    id = fields.UUID(required=True)
    email = fields.String(required=True)
    first_name = fields.String(required=True, allow_none=True)
    last_name = fields.String(required=True, allow_none=True)


class TenantOut(Schema):
    """The organization that the tokens are for."""

    id = fields.UUID(required=True, attribute="organization_id")
    name = fields.String(required=True)
    slug = fields.String(required=True)


class SignedInOut(Schema):
    """Send `Authorization: Bearer <access_token>`. The refresh token is good once and brings the next pair."""

    access_token = fields.String(required=True, metadata=TOKEN)
    refresh_token = fields.String(required=True, metadata=TOKEN)
    token_type = fields.String(required=True, validate=validate.Equal("Bearer"))
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds that the access token lives."})
    session_id = fields.UUID(required=True)
    user = fields.Nested(UserOut, required=True)
    organization = fields.Nested(TenantOut, required=True)


class InvitationOut(Schema):
    """What a one-time link is for."""

    purpose = fields.String(required=True, validate=validate.OneOf(("activation", "reset")))
    email = fields.String(required=True)
    organization = fields.Nested(OrganizationNameOut, required=True)
    expires_at = fields.AwareDateTime(required=True)


class MeOut(Schema):
    user = fields.Nested(UserOut, required=True)
    organization = fields.Nested(OrganizationOut, required=True)
    is_owner = fields.Boolean(required=True)
    roles = fields.List(fields.String(), required=True)
    permissions = fields.List(fields.String(), required=True)


class SessionOut(Schema):
    id = fields.UUID(required=True, attribute="session.id")
    organization = fields.Nested(OrganizationNameOut, required=True)
    ip_address = fields.String(required=True, allow_none=True, attribute="session.ip_address")
    user_agent = fields.String(required=True, allow_none=True, attribute="session.user_agent")
    created_at = fields.AwareDateTime(required=True, attribute="session.created_at")
    last_activity = fields.AwareDateTime(required=True, attribute="session.last_activity")
    expires_at = fields.AwareDateTime(required=True, attribute="session.expires_at")
    is_current = fields.Boolean(required=True)


class SessionsOut(Schema):
    items = fields.List(fields.Nested(SessionOut), required=True)
