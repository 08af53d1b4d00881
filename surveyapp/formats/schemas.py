"""What an import takes and tells, and what an export can be asked for (DESIGN 8)."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields, validate

from surveyapp.http.body import Schema
from tenants import context

FORMATS = ("surveyapp", "surveyjs")
FILE_FORMATS: tuple[str, ...] = ("xlsform",)
"""Those that come and go as a file only."""

DOCUMENT = {
    "title": "Lunch",
    "sections": [
        {
            "name": "main",
            "title": "Lunch",
            "fields": [{"name": "dish", "label": "What would you like?", "field_type": "text"}],
        }
    ],
}
IMPORT = {"format": "surveyapp", "document": DOCUMENT}


class Upload(fields.Field[bytes]):
    """The bytes of a file sent as multipart/form-data."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        if not isinstance(value, bytes):
            raise marshmallow.ValidationError("Not a valid file: send it as multipart/form-data.")
        return value


class ImportIn(Schema):
    """A `document` as JSON, or a `file` as multipart/form-data."""

    format = fields.String(required=True, validate=validate.OneOf((*FORMATS, *FILE_FORMATS)))
    document = fields.Raw(metadata={"type": "object", "description": "A survey in the format named."})
    file = Upload(metadata={"type": "string", "format": "binary", "description": "The same as a file."})

    @marshmallow.validates_schema
    def one_source(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Exactly one source, and a file where the format is one."""
        if "file" in data and "document" in data:
            raise marshmallow.ValidationError("Invalid input: send a document or a file, not both.", "document")
        if "file" not in data and ("document" not in data or data.get("format") in FILE_FORMATS):
            wanted = "file" if data.get("format") in FILE_FORMATS else "document"
            raise marshmallow.ValidationError("Missing data for required field.", wanted)


class ImportedSurveyOut(Schema):
    """The survey that was made; reads like any survey."""

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


class LossOut(Schema):
    """One thing that was not carried over as it was, or that the author should look at."""

    place = fields.String(required=True, metadata={"description": "JSON Pointer, or a cell such as `survey!C4`"})
    code = fields.String(required=True)
    detail = fields.String(required=True)
    severity = fields.String(
        required=True,
        validate=validate.OneOf(("lost", "changed", "info", "publish", "warning")),
        metadata={"description": "`publish` and `warning` are what /check says of a document of our own."},
    )


class ImportedOut(Schema):
    survey = fields.Nested(ImportedSurveyOut, required=True)
    names = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What each name of the source is called here; nested ones as `panel[].question`."},
    )
    report = fields.List(fields.Nested(LossOut), required=True)


class ExportQuery(Schema):
    format = fields.String(load_default="surveyapp", validate=validate.OneOf((*FORMATS, *FILE_FORMATS)))


class ExportReportOut(Schema):
    """What the survey says and its export in that format does not."""

    report = fields.List(fields.Nested(LossOut), required=True)
