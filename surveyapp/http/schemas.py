"""The wire format of failure (RFC 9457), as OpenAPI documents it."""

from marshmallow import INCLUDE, Schema, fields


class Open(Schema):
    """Further members may come along: `revision` of a stale one, `place` of a fault in a definition."""

    class Meta:
        unknown = INCLUDE


class FaultSchema(Open):
    """One fault of a request: where, which, and in words."""

    pointer = fields.String(metadata={"description": "JSON Pointer into the body"})
    parameter = fields.String(metadata={"description": "Name of a query or path parameter, instead of a pointer"})
    code = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Open):
    """application/problem+json. Branch on `code`; `title` and `detail` are for people."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    code = fields.String(required=True)
    request_id = fields.String(required=True, allow_none=True)
    errors = fields.List(
        fields.Nested(FaultSchema), required=True, metadata={"description": "Every fault, not the first"}
    )
