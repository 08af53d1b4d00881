"""Members, roles, permissions and API keys."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from surveyapp.accounts.schemas import kinds
from surveyapp.http.body import Schema
from surveyapp.permissions import DATA_VIEWER, PERMISSIONS

ROLE_NAMES: dict[str, Any] = {"validate": validate.Length(max=20), "metadata": {"example": [DATA_VIEWER]}}


class MemberIn(Schema):
    email = kinds.email(required=True)
    first_name = kinds.name(100, load_default=None, allow_none=True)
    last_name = kinds.name(100, load_default=None, allow_none=True)
    roles = fields.List(kinds.name(50), required=True, **ROLE_NAMES)


class MemberPatch(Schema):
    is_owner = fields.Boolean(required=True)


class MemberRolesIn(Schema):
    roles = fields.List(kinds.name(50), required=True, **ROLE_NAMES)


class MemberOut(Schema):
    id = fields.UUID(required=True, attribute="user_id")
    email = fields.String(required=True)
    first_name = fields.String(required=True, allow_none=True)
    last_name = fields.String(required=True, allow_none=True)
    is_owner = fields.Boolean(required=True)
    roles = fields.List(fields.Pluck("RoleOut", "name"), required=True)
    joined_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "null until the person has joined."}
    )


class OneTimeLinkOut(Schema):
    """A one-time link. Hand it to the person by a way that you trust: it is shown this once."""

    purpose = fields.String(required=True, validate=validate.OneOf(("activation", "reset")))
    url = fields.Url(required=True, require_tld=False)
    expires_at = fields.AwareDateTime(required=True)


class InvitedOut(MemberOut):
    """A member just added, with the one-time link by which they join."""

    activation_url = fields.Url(
        required=True, require_tld=False, attribute="link.url", metadata={"description": "Shown this once."}
    )
    activation_expires_at = fields.AwareDateTime(required=True, attribute="link.expires_at")

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return super().get_attribute(obj if attr.startswith("link.") else obj.member, attr, default)


class PermissionOut(Schema):
    codename = fields.String(required=True, validate=validate.OneOf(tuple(PERMISSIONS)))
    description = fields.String(required=True, allow_none=True)


class PermissionsOut(Schema):
    items = fields.List(fields.Nested(PermissionOut), required=True)


class RoleIn(Schema):
    name = kinds.name(50, required=True)
    description = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    permissions = kinds.codenames()


class RolePatch(Schema):
    name = kinds.name(50)
    description = fields.String(allow_none=True, validate=validate.Length(max=2000))
    permissions = kinds.codenames(required=False)


class RoleOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    is_seeded = fields.Boolean(required=True, metadata={"description": "Part of every organization; cannot change."})
    permissions = fields.List(fields.Pluck(PermissionOut, "codename"), required=True)
    created_at = fields.AwareDateTime(required=True)


class ApiKeyIn(Schema):
    name = kinds.name(100, required=True)
    scopes = kinds.codenames(shortest=1)
    expires_at = fields.AwareDateTime(load_default=None, allow_none=True)


class ApiKeyOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    prefix = fields.String(required=True, metadata={"description": "How the key begins, to tell keys apart."})
    scopes = fields.List(fields.String(), required=True)
    created_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)
    last_used_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)


class NewApiKeyOut(ApiKeyOut):
    """An API key just made, with the key itself."""

    key = fields.String(
        required=True, attribute="secret", metadata={"description": "Send as a bearer token. Shown this once."}
    )

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return super().get_attribute(obj if attr == "secret" else obj.api_key, attr, default)
