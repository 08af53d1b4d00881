"""A job on the wire (DESIGN 8)."""

from marshmallow import fields, validate

from surveyapp.http.body import Schema
from surveyapp.http.paging import PageQuery
from surveyapp.jobs.models import STATES


class JobErrorOut(Schema):
    code = fields.String(required=True)
    detail = fields.String(required=True)


class JobOut(Schema):
    """Branch on `state`; `progress` is for people. `file_url` downloads the result, once there is one."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    progress = fields.Float(required=True, metadata={"description": "0 to 1"})
    error = fields.Nested(JobErrorOut, required=True, allow_none=True)
    result = fields.Dict(required=True, allow_none=True)
    file_url = fields.String(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    created_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class JobsQuery(PageQuery):
    kind = fields.String(load_default=None, validate=validate.Length(max=60))
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
