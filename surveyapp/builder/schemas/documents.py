"""Whole definitions, what is said about them, and what comes of them."""

from __future__ import annotations

import marshmallow
from marshmallow import fields, validate

from surveyapp.http.body import Schema
from surveyapp.logic.compiled import HIDDEN_VALUES
from tenants import context

EXAMPLE = {
    "title": "Work",
    "sections": [
        {
            "name": "work",
            "title": "Work",
            "fields": [
                {
                    "name": "employed",
                    "label": "Are you employed?",
                    "field_type": "radio",
                    "is_required": True,
                    "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                },
                {"name": "employer", "label": "Who is your employer?", "field_type": "text"},
            ],
        }
    ],
    "rules": [
        {
            "target_type": "field",
            "target": "employer",
            "source_field": "employed",
            "operator": "equals",
            "value": "yes",
            "action": "show",
        }
    ],
    "dependencies": [],
}


def _member(kind: str, what: str) -> fields.Raw:
    return fields.Raw(allow_none=True, metadata={"type": kind, "description": what})


def _members(what: str) -> fields.Raw:
    return fields.Raw(metadata={"type": "array", "items": {"type": "object"}, "description": what})


class Definition(Schema):
    """A survey as one document. The engine itself reads it and reports everything that is wrong with it at once."""

    class Meta:
        unknown = marshmallow.INCLUDE

    title = fields.Raw(metadata={"type": "string", "description": "At most 255 characters."})
    description = _member("string", "Text for respondents.")
    language = fields.Raw(metadata={"type": "string", "description": "BCP 47 tag of the texts."})
    timezone = fields.Raw(metadata={"type": "string", "description": "What `today()` means here."})
    translations = fields.Raw(metadata={"type": "object", "description": "Language tag to texts by name."})
    sections = _members("Name, title and `fields` of each section, in their order.")
    rules = _members("What shows or hides a section or field; rows of one `rule_group` on a target are one rule.")
    dependencies = _members("Other options for one field while another answers a value.")


class IssueOut(Schema):
    pointer = fields.String(required=True, metadata={"description": "JSON Pointer into the definition"})
    code = fields.String(required=True)
    detail = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf(("error", "publish", "warning")))
    position = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The character of an expression, counted from 0."}
    )


class DraftChangeOut(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(("safe", "lossy", "breaking")))
    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class ReviewOut(Schema):
    """What to know before publishing; `changes` are those against the current version."""

    issues = fields.List(fields.Nested(IssueOut), required=True)
    can_publish = fields.Boolean(required=True)
    changes = fields.List(fields.Nested(DraftChangeOut), required=True)


class EvaluateIn(Schema):
    answers = fields.Raw(required=True, metadata={"type": "object", "description": "Name to value."})
    hidden_values = fields.String(load_default="empty", validate=validate.OneOf(HIDDEN_VALUES))
    today = fields.Date(load_default=None, metadata={"description": "What `today()` means; the real day if absent."})


class AnswerErrorOut(Schema):
    pointer = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class EvaluateOut(Schema):
    state = fields.Dict(required=True)
    errors = fields.List(fields.Nested(AnswerErrorOut), required=True)
    stored = fields.Dict(required=True, metadata={"description": "What a submission of these answers would keep."})


class PublishedOut(Schema):
    """The version that publishing made; `changes` are those against the version before it, none for the first."""

    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    checksum = fields.String(required=True)
    published_at = fields.AwareDateTime(required=True)
    published_by = fields.UUID(required=True, allow_none=True)
    changes = fields.List(fields.Nested(DraftChangeOut), required=True)


class DuplicateIn(Schema):
    title = fields.String(metadata={"description": "`Copy of ...` when left out."})


class DraftOut(Schema):
    """A survey that was just made; reads like any survey."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    language = fields.String(required=True)
    timezone = fields.String(required=True)
    translations = fields.Dict(required=True)
    revision = fields.Integer(required=True)
    current_version = fields.Integer(required=True, allow_none=True)
    organization = fields.Function(
        lambda survey: str(context.current().organization_id),
        required=True,
        metadata={"type": "string", "format": "uuid"},
    )
    created_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
