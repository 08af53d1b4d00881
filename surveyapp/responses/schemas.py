"""Responses on the wire. Answers are one field: what they may hold is the version's to say, not a schema's."""

from typing import Any

from marshmallow import fields, validate

from surveyapp.http.body import Flag, Schema
from surveyapp.http.paging import PageQuery
from surveyapp.responses.models import COMPLETED, IN_PROGRESS

MOST_REVISIONS = 2**31 - 1
STATUSES = validate.OneOf((IN_PROGRESS, COMPLETED))


def answers(**options: Any) -> fields.Dict:
    """`{name: value}`; the engine refuses what the version does not know, each at `/answers/<name>`.

    No schema for keys or values: one more look at each of them would cost more than the engine's own.
    """
    return fields.Dict(metadata={"additionalProperties": True, "example": {"employed": "yes"}}, **options)


def mutation() -> fields.String:
    return fields.String(
        load_default=None,
        validate=validate.Length(1, 200),
        metadata={"description": "An id of this change: the same one again after a lost reply is a success."},
    )


def last_section() -> fields.String:
    return fields.String(
        load_default=None,
        validate=validate.Length(1, 63),
        metadata={"description": "Name of the section the respondent is in, to come back to."},
    )


def revision(**options: Any) -> fields.Integer:
    return fields.Integer(
        strict=True,
        validate=validate.Range(1, MOST_REVISIONS),
        metadata={"description": "The revision that the change was made on; 409 when it is not the current one."},
        **options,
    )


class BeginIn(Schema):
    answers = answers(load_default=dict)
    complete = Flag(
        load_default=False, metadata={"description": "Begin, validate and submit in one call: all of it or nothing."}
    )
    last_section = last_section()


class SaveIn(Schema):
    answers = answers(required=True)
    revision = revision(required=True)
    mutation = mutation()
    last_section = last_section()


class SubmitIn(Schema):
    answers = answers(load_default=None, allow_none=True)
    revision = revision(load_default=None, allow_none=True)
    mutation = mutation()


class OfferOut(Schema):
    value = fields.String(required=True)
    label = fields.String(required=True)


class ResponseStateOut(Schema):
    """What shows, what must be answered, what is offered, on the answers so far."""

    visible_sections = fields.List(fields.String(), required=True)
    visible_fields = fields.List(fields.String(), required=True)
    required_fields = fields.List(fields.String(), required=True)
    options = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(OfferOut)), required=True)
    guidance = fields.Dict(keys=fields.String(), required=True)
    calculated = fields.Dict(keys=fields.String(), required=True)
    progress = fields.Float(required=True, metadata={"description": "0 to 1, over visible fields that can be answered"})
    texts = fields.Dict(keys=fields.String(), metadata={"description": "Titles, labels and help that show answers"})
    defaults = fields.Dict(keys=fields.String(), metadata={"description": "What stands in where nobody has answered"})


class KeptErrorOut(Schema):
    pointer = fields.String(required=True, metadata={"example": "/answers/age"})
    code = fields.String(required=True)
    detail = fields.String(required=True)


class EngineState(fields.Nested):
    """Documented as a schema, written by the engine: walking it once more would cost more than making it."""

    def _serialize(self, nested_obj: Any, *_: Any, **__: Any) -> Any:  # type: ignore[override]
        return nested_obj.to_json()


class EngineIssues(fields.Nested):
    """The same for a list of findings."""

    def _serialize(self, nested_obj: Any, *_: Any, **__: Any) -> Any:  # type: ignore[override]
        return [{"pointer": issue.pointer, "code": issue.code, "detail": issue.detail} for issue in nested_obj]


class FormOut(Schema):
    version = fields.Integer(required=True)
    definition = fields.Raw(required=True, metadata={"type": "object", "description": "DESIGN 7, without review logic"})
    state = EngineState(ResponseStateOut, required=True)


class ProgressOut(Schema):
    """`errors` are those of a draft: answers that are kept but could not be submitted."""

    id = fields.UUID(required=True)
    status = fields.String(required=True, validate=STATUSES)
    revision = fields.Integer(required=True)
    state = EngineState(ResponseStateOut, required=True)
    errors = EngineIssues(KeptErrorOut, many=True, required=True)
    completed_at = fields.AwareDateTime(required=True, allow_none=True)


class BegunOut(ProgressOut):
    """`session_token` and `resume_url` are shown here and never again."""

    session_token = fields.String(required=True)
    resume_url = fields.Url(required=True, require_tld=False)


class WorkOut(ProgressOut):
    answers = answers(required=True)
    form = fields.Nested(FormOut, required=True, metadata={"description": "The form of this response's own version."})
    last_section = fields.String(required=True, allow_none=True)
    started_at = fields.AwareDateTime(required=True)


class ResponsesQuery(PageQuery):
    status = fields.String(load_default=None, validate=STATUSES)
    version = fields.Integer(load_default=None, validate=validate.Range(1, MOST_REVISIONS))
    since = fields.AwareDateTime(
        data_key="from", load_default=None, metadata={"description": "RFC 3339; begun at this moment or later."}
    )
    until = fields.AwareDateTime(
        data_key="to", load_default=None, metadata={"description": "RFC 3339; begun before it."}
    )


class ResponseOut(Schema):
    """A response as staff read it. In a list, sensitive answers are named in `sensitive` and left out of `answers`."""

    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    link_id = fields.UUID(required=True, allow_none=True)
    respondent_id = fields.UUID(required=True, allow_none=True)
    status = fields.String(required=True, validate=STATUSES)
    version = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    started_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    completed_at = fields.AwareDateTime(required=True, allow_none=True)
    ip_address = fields.String(required=True, allow_none=True)
    user_agent = fields.String(required=True, allow_none=True)
    sensitive = fields.List(fields.String(), required=True)
    answers = fields.Raw(required=True, metadata={"type": "object", "example": {"employed": "yes"}})


class ExplainQuery(Schema):
    """The part that is asked about, all parts where neither is given; a field wins."""

    field = fields.String(load_default=None, metadata={"description": "Of a repeat `age`, or `people[0].age`."})
    section = fields.String(load_default=None)


class ExplainedResponseOut(Schema):
    """The parts in the order of the form."""

    explained = fields.List(
        fields.Dict(), required=True, metadata={"description": "Each as `POST /surveys/{id}/explain` tells it."}
    )
