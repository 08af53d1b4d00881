"""Analyses on the wire."""

from typing import Any

from marshmallow import fields, validate

from surveyapp.http.body import Schema

MOST_VERSIONS = 2**31 - 1


class AnalyticsQuery(Schema):
    version = fields.Integer(
        load_default=None,
        validate=validate.Range(1, MOST_VERSIONS),
        metadata={"description": "One version alone; without it all versions, merged by the names of fields."},
    )


class BarOut(Schema):
    low = fields.Float(required=True, data_key="from")
    high = fields.Float(required=True, data_key="to")
    count = fields.Integer(required=True)


class NumbersOut(Schema):
    """`min`, `max`, `mean` and `standard_deviation` (of a sample) are exact; beyond 500 different values, `quartiles`
    and `histogram` are of buckets.
    """

    count = fields.Integer(required=True)
    mean = fields.Float(required=True, allow_none=True)
    standard_deviation = fields.Float(required=True, allow_none=True)
    min = fields.Float(required=True, allow_none=True)
    max = fields.Float(required=True, allow_none=True)
    quartiles = fields.List(fields.Float(), required=True, allow_none=True)
    histogram = fields.List(fields.Nested(BarOut), required=True)


class DayOut(Schema):
    day = fields.String(required=True, metadata={"example": "2026-11-21"})
    count = fields.Integer(required=True)


class DatesOut(Schema):
    """Counts by day; by month, year, decade or century once they are on more than 500 different ones."""

    first = fields.String(required=True, allow_none=True)
    last = fields.String(required=True, allow_none=True)
    precision = fields.String(required=True)
    counts = fields.List(fields.Nested(DayOut), required=True)


class HourOut(Schema):
    hour = fields.Integer(required=True)
    count = fields.Integer(required=True)


class OptionCountOut(Schema):
    """`share` of those who answered; `first` and `mean_rank` of a ranking only, which has no share."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)
    share = fields.Float(allow_none=True)
    first = fields.Integer()
    mean_rank = fields.Float(allow_none=True)


class MatrixRowOut(Schema):
    value = fields.String(required=True)
    label = fields.String(required=True)
    answered = fields.Integer(required=True)
    options = fields.List(fields.Nested(OptionCountOut), required=True)


class LengthOut(Schema):
    mean = fields.Float(required=True, allow_none=True)
    standard_deviation = fields.Float(required=True, allow_none=True)


class FieldAnalysisOut(Schema):
    """`kind` says which of the further members there are: `options` and `choices` and `ranking` have `options`,
    `matrix` has `rows`, `numbers`, `days` (`dates`), `hours`, `lengths` (`length`, of texts); `answered` has none: a
    sensitive field, or one of which nothing more is counted.
    """

    name = fields.String(required=True)
    label = fields.String(required=True)
    field_type = fields.String(required=True)
    kind = fields.String(required=True)
    retired = fields.Boolean(required=True, metadata={"description": "The newest version does not ask it any more."})
    shown = fields.Integer(required=True, metadata={"description": "Completed responses that were asked."})
    answered = fields.Integer(required=True)
    options = fields.List(fields.Nested(OptionCountOut))
    rows = fields.List(fields.Nested(MatrixRowOut))
    numbers = fields.Nested(NumbersOut)
    dates = fields.Nested(DatesOut)
    hours = fields.List(fields.Nested(HourOut))
    length = fields.Nested(LengthOut)


class SectionAnalysisOut(Schema):
    name = fields.String(required=True)
    title = fields.String(required=True)
    shown = fields.Integer(required=True, metadata={"description": "Completed responses that saw the section."})
    answered = fields.Integer(required=True, metadata={"description": "Those that answered anything in it."})
    in_progress = fields.Integer(
        required=True, metadata={"description": "Unfinished responses that stand here: where people drop off."}
    )
    fields_ = fields.List(fields.Nested(FieldAnalysisOut), required=True, data_key="fields")


class VersionCountOut(Schema):
    number = fields.Integer(required=True)
    completed = fields.Integer(required=True)
    in_progress = fields.Integer(required=True)


class SecondsOut(Schema):
    quartiles = fields.List(
        fields.Float(), required=True, allow_none=True, metadata={"description": "The median is the second."}
    )


class AnalyticsOut(Schema):
    """What has been counted. The service writes it as it goes out: walking it once more would cost more than reading
    it from the database.
    """

    survey_id = fields.UUID(required=True)
    version = fields.Integer(required=True, allow_none=True)
    as_of = fields.AwareDateTime(required=True, allow_none=True, metadata={"description": "The last count."})
    pending = fields.Integer(
        required=True, metadata={"description": "Changes since that are not counted yet; at most 10000 are told."}
    )
    started = fields.Integer(required=True)
    completed = fields.Integer(required=True)
    in_progress = fields.Integer(required=True)
    completion_rate = fields.Float(required=True, allow_none=True)
    seconds = fields.Nested(
        SecondsOut, required=True, metadata={"description": "From the beginning of a response to its completion."}
    )
    days = fields.List(
        fields.Nested(DayOut), required=True, metadata={"description": "Completed on each day of the survey's calendar"}
    )
    versions = fields.List(fields.Nested(VersionCountOut), required=True)
    sections = fields.List(fields.Nested(SectionAnalysisOut), required=True)

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        return obj
