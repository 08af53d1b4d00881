"""The parts of a survey one by one: members and their JSON types. What they may say is the engine's to judge."""

from __future__ import annotations

from marshmallow import fields, validate

from surveyapp.http.body import Flag, Schema
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.operators import OPERATORS

LOGIC = ("and", "or")
MOST_PARTS = 10_000
FORMULA = {"description": "An expression over {names}."}
REPEAT = {"description": "Asked several times: by a count, for each choice or item, or as often as wanted."}
CONSTRAINT = {"description": "An expression, or `{expression, message, also_empty}`.", "example": "{.} >= 18"}


def _order() -> fields.Integer:
    return fields.Integer(
        strict=True,
        validate=validate.Range(1, MOST_PARTS),
        metadata={"description": "Place among its siblings, from 1; they make room. Last, when left out."},
    )


class OrderIn(Schema):
    """A whole new order: every part once."""

    ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=MOST_PARTS))


class OrderOut(Schema):
    ids = fields.List(fields.UUID(), required=True)


class SectionIn(Schema):
    name = fields.String(metadata={"description": "Made from the title when left out.", "example": "work"})
    title = fields.String(required=True, metadata={"example": "Work"})
    description = fields.String(allow_none=True)
    visible_if = fields.String(allow_none=True, metadata=FORMULA)
    rule_logic = fields.String(validate=validate.OneOf(LOGIC))
    repeat = fields.Dict(keys=fields.String(), allow_none=True, metadata=REPEAT)
    order = _order()


class SectionPatch(SectionIn):
    """Only what is sent changes; a name only before it is published."""


class _Retirable(Schema):
    order = fields.Integer(required=True, allow_none=True, metadata={"description": "null once retired"})
    first_version = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The first version that holds it."}
    )
    retired_at = fields.AwareDateTime(required=True, allow_none=True)


class SectionOut(_Retirable):
    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    visible_if = fields.String(required=True, allow_none=True)
    rule_logic = fields.String(required=True)
    repeat = fields.Dict(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class OptionIn(Schema):
    value = fields.String(required=True, metadata={"example": "yes"})
    label = fields.String(required=True, metadata={"example": "Yes"})
    visible_if = fields.String(allow_none=True, metadata=FORMULA)
    order = _order()


class OptionPatch(OptionIn):
    """Only what is sent changes."""


class OfferIn(Schema):
    """An option inside a field or a dependency, where its place in the list is its order."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    visible_if = fields.String(allow_none=True, metadata=FORMULA)


class OptionOut(Schema):
    id = fields.UUID(required=True)
    field_id = fields.UUID(required=True)
    value = fields.String(required=True)
    label = fields.String(required=True)
    visible_if = fields.String(required=True, allow_none=True)
    order = fields.Integer(required=True)


class FieldIn(Schema):
    name = fields.String(metadata={"description": "Made from the label when left out.", "example": "employed"})
    label = fields.String(required=True, metadata={"example": "Are you employed?"})
    help = fields.String(allow_none=True)
    field_type = fields.String(required=True, metadata={"enum": list(FIELD_TYPES)})
    is_required = Flag()
    required_if = fields.String(allow_none=True, metadata=FORMULA)
    is_sensitive = Flag(metadata={"description": "Answers are stored encrypted."})
    visible_if = fields.String(allow_none=True, metadata=FORMULA)
    rule_logic = fields.String(validate=validate.OneOf(LOGIC))
    config = fields.Dict(keys=fields.String(), metadata={"example": {"min_length": 2, "max_length": 100}})
    options = fields.List(fields.Nested(OfferIn), validate=validate.Length(max=MOST_PARTS))
    guidance = fields.Dict(keys=fields.String(), allow_none=True)
    review = fields.Dict(keys=fields.String(), allow_none=True)
    calculate = fields.String(allow_none=True, metadata=FORMULA)
    default = fields.String(allow_none=True, metadata=FORMULA)
    constraint = fields.Raw(allow_none=True, metadata=CONSTRAINT)
    order = _order()


class FieldPatch(FieldIn):
    """Only what is sent changes; `section_id` moves the field, `options` replaces them by value."""

    section_id = fields.UUID()


class FieldOut(_Retirable):
    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    section_id = fields.UUID(required=True)
    name = fields.String(required=True)
    label = fields.String(required=True)
    help = fields.String(required=True, allow_none=True)
    field_type = fields.String(required=True)
    is_required = fields.Boolean(required=True)
    required_if = fields.String(required=True, allow_none=True)
    is_sensitive = fields.Boolean(required=True)
    visible_if = fields.String(required=True, allow_none=True)
    rule_logic = fields.String(required=True)
    config = fields.Dict(required=True)
    options = fields.List(fields.Nested(OptionOut), required=True)
    guidance = fields.Dict(required=True, allow_none=True)
    review = fields.Dict(required=True, allow_none=True)
    calculate = fields.String(required=True, allow_none=True)
    default = fields.String(required=True, allow_none=True)
    constraint = fields.Raw(required=True, allow_none=True, metadata=CONSTRAINT)
    has_dependencies = fields.Boolean(
        required=True, metadata={"description": "Whether another field drives the options."}
    )


class RuleIn(Schema):
    target_type = fields.String(required=True, validate=validate.OneOf(("section", "field")))
    target_id = fields.UUID(required=True)
    source_field_id = fields.UUID(required=True)
    operator = fields.String(required=True, metadata={"enum": list(OPERATORS)})
    value = fields.Raw(allow_none=True, metadata={"description": "What the operator compares with; null for is_empty."})
    action = fields.String(validate=validate.OneOf(("show", "hide")))
    rule_group = fields.String(allow_none=True, metadata={"description": "Rows of one group on a target are one rule."})
    group_logic = fields.String(validate=validate.OneOf(LOGIC))
    order = _order()


class RulePatch(RuleIn):
    """Only what is sent changes."""


class RuleOut(Schema):
    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    order = fields.Integer(required=True)
    target_type = fields.String(required=True)
    target_id = fields.UUID(required=True)
    source_field_id = fields.UUID(required=True)
    operator = fields.String(required=True)
    value = fields.Raw(required=True, allow_none=True)
    action = fields.String(required=True)
    rule_group = fields.String(required=True, allow_none=True)
    group_logic = fields.String(required=True)


class DependencyIn(Schema):
    dependent_field_id = fields.UUID(required=True)
    source_field_id = fields.UUID(required=True)
    source_value = fields.String(required=True, metadata={"example": "USA"})
    dependent_options = fields.List(fields.Nested(OfferIn), required=True, validate=validate.Length(max=MOST_PARTS))
    order = _order()


class DependencyPatch(DependencyIn):
    """Only what is sent changes."""


class DependencyOut(Schema):
    id = fields.UUID(required=True)
    survey_id = fields.UUID(required=True)
    order = fields.Integer(required=True)
    dependent_field_id = fields.UUID(required=True)
    source_field_id = fields.UUID(required=True)
    source_value = fields.String(required=True)
    dependent_options = fields.List(fields.Dict(), required=True)
