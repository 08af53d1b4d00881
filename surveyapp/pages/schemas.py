"""The shape of the script's autosave."""

from marshmallow import fields, validate

from surveyapp.http.body import Schema

LONGEST = 200_000
QUESTION = validate.Length(1, 1000)
"""The name of a question, which is longer than a field's in an instance of a repeat."""


class Given(fields.Field[object]):
    """What a form can hold: text, or a list of texts."""

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> object:
        texts = value if isinstance(value, list) else [value]
        if len(texts) > 1000 or not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
            raise self.make_error("validator_failed")
        return value


class AutosaveIn(Schema):
    revision = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    version = fields.Integer(required=True, strict=True)
    mutation = fields.String(required=True, validate=validate.Length(8, 64))
    section = fields.String(required=True, validate=validate.Length(1, 63))
    language = fields.String(required=True, validate=validate.Length(1, 64))
    answers = fields.Dict(
        keys=fields.String(validate=QUESTION), values=Given(), required=True, validate=validate.Length(max=2000)
    )
    order = fields.List(
        fields.String(allow_none=True, validate=validate.Length(1, 3)), validate=validate.Length(max=200)
    )
    base = fields.Dict(keys=fields.String(validate=QUESTION), values=Given(), validate=validate.Length(max=50_000))
