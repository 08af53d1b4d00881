"""A survey looked at from inside: explanations, and what synthetic respondents met."""

from __future__ import annotations

from typing import Any

import marshmallow
from marshmallow import fields, validate

from surveyapp.http.body import Schema
from surveyapp.logic.compiled import HIDDEN_VALUES

MOST_RESPONDENTS = 1000
MOST_SEED = 2**53


class TargetIn(Schema):
    """The part that is asked about, all parts where neither is given."""

    field = fields.String(metadata={"description": "Of a repeat `age`, or `people[0].age`.", "example": "age"})
    section = fields.String()

    @marshmallow.validates_schema
    def _one(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "field" in data and "section" in data:
            raise marshmallow.ValidationError("Ask about a field or about a section.", "section")


class ExplainIn(TargetIn):
    answers = fields.Raw(load_default=dict, metadata={"type": "object", "description": "Name to value."})
    hidden_values = fields.String(load_default="empty", validate=validate.OneOf(HIDDEN_VALUES))
    today = fields.Date(load_default=None, metadata={"description": "What `today()` means; the real day if absent."})


class ReasonOut(Schema):
    """One condition and what it saw."""

    pointer = fields.String(required=True, metadata={"description": "JSON Pointer into the definition"})
    text = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(("show", "hide", "require")))
    holds = fields.Boolean(required=True)
    reads = fields.Dict(required=True, metadata={"description": "The values it saw, by field."})
    hidden = fields.List(fields.String(), required=True, metadata={"description": "Read, and hidden: so empty."})


class ExplainedOut(Schema):
    """Why a section or field shows or not, and whether it must be answered."""

    kind = fields.String(required=True, validate=validate.OneOf(("section", "field")))
    name = fields.String(required=True)
    visible = fields.Boolean(required=True)
    required = fields.Boolean(required=True)
    because = fields.String(required=True, validate=validate.OneOf(("always", "conditions", "section_hidden")))
    reasons = fields.List(fields.Nested(ReasonOut), required=True)


class ExplanationOut(Schema):
    """The parts in the order of the form, fields of a repeat once for each instance."""

    explained = fields.List(fields.Nested(ExplainedOut), required=True)


class DryRunIn(Schema):
    respondents = fields.Integer(load_default=200, strict=True, validate=validate.Range(1, MOST_RESPONDENTS))
    seed = fields.Integer(
        strict=True,
        validate=validate.Range(0, MOST_SEED),
        metadata={"description": "The same seed walks the same ways; drawn, and told in the reply, where absent."},
    )
    version = fields.Integer(
        strict=True, validate=validate.Range(1, 2**31 - 1), metadata={"description": "A version, not the draft."}
    )
    today = fields.Date(metadata={"description": "What `today()` means; the real day if absent."})


class StuckOut(Schema):
    """Where respondents could not finish, and the answers of one of them."""

    field = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    count = fields.Integer(required=True)
    answers = fields.Dict(required=True)


class OutcomesOut(Schema):
    """A condition, and how many respondents ended with it holding and with it failing."""

    pointer = fields.String(required=True, metadata={"description": "JSON Pointer into the definition"})
    text = fields.String(required=True)
    action = fields.String(required=True, validate=validate.OneOf(("show", "hide", "require", "offer")))
    held = fields.Integer(required=True)
    failed = fields.Integer(required=True)


class UnofferedOut(Schema):
    field = fields.String(required=True)
    value = fields.String(required=True)


class NeverReachedOut(Schema):
    """What no respondent met; options of fields that showed."""

    sections = fields.List(fields.String(), required=True)
    fields_ = fields.List(fields.String(), required=True, attribute="fields", data_key="fields")
    options = fields.List(fields.Nested(UnofferedOut), required=True)


class ReachOut(Schema):
    name = fields.String(required=True)
    reached = fields.Float(required=True, metadata={"description": "The share of respondents who saw it."})


class SpreadOut(Schema):
    """Over the respondents who finished."""

    min = fields.Float(required=True)
    median = fields.Float(required=True)
    p90 = fields.Float(required=True)
    max = fields.Float(required=True)


class PathOut(Schema):
    sections = fields.List(fields.String(), required=True)
    count = fields.Integer(required=True)


class DryRunOut(Schema):
    """What synthetic respondents met. Fewer than asked for walked where the survey is too long for so many."""

    seed = fields.Integer(required=True)
    version = fields.Integer(required=True, allow_none=True, metadata={"description": "Null for the draft."})
    respondents = fields.Integer(required=True)
    finished = fields.Integer(required=True)
    stuck = fields.List(fields.Nested(StuckOut), required=True)
    coverage = fields.Float(
        required=True, metadata={"description": "The share of the outcomes of conditions that were seen, two of each."}
    )
    conditions = fields.List(fields.Nested(OutcomesOut), required=True)
    never_reached = fields.Nested(NeverReachedOut, required=True)
    sections = fields.List(fields.Nested(ReachOut), required=True)
    questions = fields.Nested(SpreadOut, required=True)
    minutes = fields.Nested(SpreadOut, required=True)
    paths = fields.List(fields.Nested(PathOut), required=True)
