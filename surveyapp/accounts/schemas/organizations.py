"""Organizations."""

from __future__ import annotations

from marshmallow import fields, validate

from surveyapp.accounts.schemas import kinds
from surveyapp.http.body import Schema


class OrganizationIn(Schema):
    """Without `slug` one is made from the name."""

    name = kinds.name(255, required=True)
    slug = kinds.slug()


class OrganizationPatch(Schema):
    name = kinds.name(255)
    slug = kinds.slug()


class OrganizationNameOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)


class OrganizationOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    slug = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("provisioning", "active", "suspended", "destroying")))
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class BelongingOut(Schema):
    organization = fields.Nested(OrganizationOut, required=True)
    role = fields.String(required=True, attribute="membership.role", validate=validate.OneOf(("owner", "member")))
    joined_at = fields.AwareDateTime(required=True, attribute="membership.joined_at")


class BelongingsOut(Schema):
    items = fields.List(fields.Nested(BelongingOut), required=True)
