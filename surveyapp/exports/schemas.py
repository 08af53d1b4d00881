"""What an export can be asked for (CONVENTIONS: CSV)."""

from marshmallow import fields, validate

from surveyapp.http.body import Schema


class ExportIn(Schema):
    format = fields.String(load_default="csv", validate=validate.OneOf(["csv"]))
    status = fields.String(
        load_default="completed",
        validate=validate.OneOf(["completed", "all"]),
        metadata={"description": "`all` includes responses still in progress."},
    )
    labels = fields.String(
        load_default="codes",
        validate=validate.OneOf(["codes", "labels"]),
        metadata={"description": "Chosen options as their values or as their labels."},
    )
    header = fields.String(
        load_default="names",
        validate=validate.OneOf(["names", "labels"]),
        metadata={"description": "Columns headed by the fields' names, which never change, or by their labels."},
    )
    multiple = fields.String(
        load_default="one",
        validate=validate.OneOf(["one", "columns"]),
        metadata={"description": "Multiple choice in one column, `|` between, or one 1/0 column for each option."},
    )
    bom = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Begin with a byte order mark, for Excel."},
    )


class ExportOut(Schema):
    """The job that writes the file, as it starts; `GET /jobs/{id}` tells how it goes on."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    state = fields.String(required=True)
    progress = fields.Float(required=True)
    error = fields.Raw(required=True, allow_none=True)
    result = fields.Dict(required=True, allow_none=True)
    file_url = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
