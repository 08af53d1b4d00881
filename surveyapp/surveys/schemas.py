"""Surveys and versions on the wire. Types only: what a title or a language may be, the engine says."""

from __future__ import annotations

from marshmallow import fields, validate

from surveyapp.http.body import Schema
from surveyapp.http.paging import PageQuery
from surveyapp.surveys.models import CLOSED, DRAFT, PUBLISHED
from tenants import context

STATUSES = (DRAFT, PUBLISHED, CLOSED)


class SurveyIn(Schema):
    title = fields.String(required=True, metadata={"description": "At most 255 characters.", "example": "Welcome"})
    description = fields.String(allow_none=True)
    language = fields.String(metadata={"description": "BCP 47 tag of the texts.", "example": "en"})
    timezone = fields.String(metadata={"description": "What `today()` means here.", "example": "Europe/Vienna"})
    translations = fields.Dict(keys=fields.String(), metadata={"description": "Language tag to texts by name."})


class SurveyPatch(SurveyIn):
    """Only what is sent changes."""


class SurveyOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    language = fields.String(required=True)
    timezone = fields.String(required=True)
    translations = fields.Dict(required=True)
    revision = fields.Integer(required=True, metadata={"description": "The number in the ETag."})
    current_version = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Number of the version that respondents get."}
    )
    organization = fields.Function(
        lambda survey: str(context.current().organization_id),
        required=True,
        metadata={"type": "string", "format": "uuid"},
    )
    created_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class SurveysQuery(PageQuery):
    status = fields.String(load_default=None, validate=validate.OneOf(STATUSES))


class VersionOut(Schema):
    """A published version; `checksum` is the SHA-256 of its definition with sorted keys."""

    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    checksum = fields.String(required=True)
    published_at = fields.AwareDateTime(required=True)
    published_by = fields.UUID(required=True, allow_none=True)


class VersionWithDefinitionOut(VersionOut):
    definition = fields.Dict(required=True)


class ChangeOut(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(("safe", "lossy", "breaking")))
    pointer = fields.String(required=True, metadata={"description": "JSON Pointer into the definition"})
    detail = fields.String(required=True)


class ChangesOut(Schema):
    changes = fields.List(fields.Nested(ChangeOut), required=True)
