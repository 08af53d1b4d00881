"""The families of fields: what each takes, limits, compares, and the registry of their names.

May: judge one value of one field. Must not: know about other fields, visibility or surveys. A new type is a class in
a module of its own and a line in `FIELD_TYPES` (C14: several names, one behaviour).
"""

from collections.abc import Mapping
from types import MappingProxyType

from surveyapp.logic.fields.base import Family
from surveyapp.logic.fields.boolean import Boolean
from surveyapp.logic.fields.choice import MultipleChoice, Ranking, SingleChoice
from surveyapp.logic.fields.date import Date
from surveyapp.logic.fields.file import File, MultipleFiles
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.fields.note import Note
from surveyapp.logic.fields.number import Number
from surveyapp.logic.fields.rating import Rating
from surveyapp.logic.fields.text import Text, TextArea
from surveyapp.logic.fields.time import DateTime, Time

__all__ = ["FIELD_TYPES", "Family"]

FIELD_TYPES: Mapping[str, type[Family]] = MappingProxyType(
    {
        "text": Text,
        "text_input": Text,
        "text_area": TextArea,
        "number": Number,
        "date": Date,
        "dropdown": SingleChoice,
        "radio": SingleChoice,
        "single_select": SingleChoice,
        "checkbox": MultipleChoice,
        "multi_select": MultipleChoice,
        "boolean": Boolean,
        "rating": Rating,
        "ranking": Ranking,
        "matrix": Matrix,
        "time": Time,
        "datetime": DateTime,
        "file": File,
        "multiple_files": MultipleFiles,
        "note": Note,
    }
)
