"""Links on the wire. The address holds the token and is told once, by the request that makes the link."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import fields, validate

from surveyapp.http.body import Flag, Schema

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
MOST_RESPONSES = 1_000_000_000


def _moment(what: str) -> fields.AwareDateTime:
    return fields.AwareDateTime(
        format="iso", allow_none=True, validate=validate.Range(EARLIEST, LATEST), metadata={"description": what}
    )


class LinkIn(Schema):
    label = fields.String(allow_none=True, validate=validate.Length(1, 255), metadata={"example": "Newsletter"})
    opens_at = _moment("RFC 3339; open at once when null.")
    closes_at = _moment("RFC 3339; never when null.")
    max_responses = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(1, MOST_RESPONSES),
        metadata={"description": "Completed responses it takes; without limit when null, and then for ever."},
    )
    is_active = Flag()


class LinkPatch(LinkIn):
    """Only what is sent changes."""


class LinkOut(Schema):
    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    label = fields.String(required=True, allow_none=True)
    url = fields.String(
        dump_default=None,
        allow_none=True,
        metadata={"description": "For respondents. Told once, when the link is made; null ever after."},
    )
    api_url = fields.String(
        dump_default=None, allow_none=True, metadata={"description": "For programs; told once as well."}
    )
    opens_at = fields.AwareDateTime(required=True, allow_none=True)
    closes_at = fields.AwareDateTime(required=True, allow_none=True)
    max_responses = fields.Integer(required=True, allow_none=True)
    completed_count = fields.Integer(
        required=True, metadata={"description": "Completed responses; counted on links with `max_responses` only."}
    )
    is_active = fields.Boolean(required=True)
    created_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
