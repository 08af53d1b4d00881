"""The trail on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from surveyapp.audit.models import ACTIONS
from surveyapp.http.body import Schema
from surveyapp.http.paging import PageQuery


class AuditLogQuery(PageQuery):
    user_id = fields.UUID(load_default=None, metadata={"description": "Who did it."})
    action = fields.String(load_default=None, validate=validate.OneOf(ACTIONS))
    event = fields.String(
        load_default=None,
        validate=validate.Length(max=60),
        metadata={"description": "Exactly what, as `survey.published`."},
    )
    resource_type = fields.String(load_default=None, validate=validate.Length(max=40))
    resource_id = fields.UUID(load_default=None)
    since = fields.AwareDateTime(
        data_key="from", load_default=None, metadata={"description": "RFC 3339; rows of this moment and later."}
    )
    until = fields.AwareDateTime(
        data_key="to", load_default=None, metadata={"description": "RFC 3339; rows before it."}
    )


class AuditLogOut(Schema):
    id = fields.UUID(required=True)
    user_id = fields.UUID(required=True, allow_none=True)
    action = fields.String(required=True, validate=validate.OneOf(ACTIONS))
    event = fields.String(required=True)
    resource_type = fields.String(required=True)
    resource_id = fields.UUID(required=True)
    changes = fields.Raw(
        required=True,
        allow_none=True,
        metadata={
            "type": ["object", "null"],
            "description": 'Only what changed: {"before": {...}, "after": {...}}; secrets are masked.',
        },
    )
    ip_address = fields.String(required=True, allow_none=True)
    user_agent = fields.String(required=True, allow_none=True)
    request_id = fields.String(required=True, allow_none=True)
    timestamp = fields.AwareDateTime(required=True)
