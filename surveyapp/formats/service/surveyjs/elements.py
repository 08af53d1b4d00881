"""A field of ours as an element of SurveyJS: its type and settings; conditions and choices are the writer's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from surveyapp.formats.service.report import Report
from surveyapp.formats.service.surveyjs.objects import Json
from surveyapp.logic.definition import Field
from surveyapp.logic.issues import point

TYPES: Mapping[str, Json] = {
    "text": {"type": "text"},
    "text_input": {"type": "text"},
    "text_area": {"type": "comment"},
    "number": {"type": "text", "inputType": "number"},
    "date": {"type": "text", "inputType": "date"},
    "time": {"type": "text", "inputType": "time"},
    "datetime": {"type": "text", "inputType": "datetime-local"},
    "dropdown": {"type": "dropdown"},
    "single_select": {"type": "dropdown"},
    "radio": {"type": "radiogroup"},
    "checkbox": {"type": "checkbox"},
    "multi_select": {"type": "tagbox"},
    "ranking": {"type": "ranking"},
    "boolean": {"type": "boolean"},
    "rating": {"type": "rating"},
    "matrix": {"type": "matrix"},
    "file": {"type": "file"},
    "multiple_files": {"type": "file", "allowMultiple": True},
    "note": {"type": "html"},
}
SETTINGS: Mapping[str, str] = {
    "placeholder": "placeholder",
    "max_length": "maxLength",
    "min_value": "min",
    "max_value": "max",
    "min_date": "min",
    "max_date": "max",
    "min_time": "min",
    "max_time": "max",
    "min_datetime": "min",
    "max_datetime": "max",
}
SCALE: Mapping[str, str] = {
    "min_value": "rateMin",
    "max_value": "rateMax",
    "min_label": "minRateDescription",
    "max_label": "maxRateDescription",
}
MEBIBYTE = 2**20
PLAIN = ("text", "text_input", "number", "date")
"""The types that an expression question comes back as."""

Texts = Callable[..., Any]


def element(field: Field, texts: Texts, place: str, report: Report) -> Json:
    """The element without its logic."""
    where = ("fields", field.name)
    made: Json = {**TYPES[field.field_type], "name": field.name}
    label = texts(field.label, *where, "label")
    made["html" if field.field_type == "note" else "title"] = label
    if field.help:
        made["description"] = texts(field.help, *where, "help")
    if field.is_required:
        made["isRequired"] = True
    if field.field_type == "boolean" and field.config.get("has_na") is not False:
        report.changed(point(place, "field_type"), "not_applicable", "Not applicable is no answer there.")
    if field.calculate is not None and field.field_type not in PLAIN:
        report.changed(point(place, "field_type"), "calculated", "It is of the type that its expression gives there.")
    if field.field_type == "matrix" and field.is_required and not field.config.get("any_row"):
        made["eachRowRequired"] = True
    _settings(field, made, texts, place, report)
    return made


def _settings(field: Field, made: Json, texts: Texts, place: str, report: Report) -> None:
    named = SCALE if field.field_type == "rating" else SETTINGS
    for key, value in field.config.items():
        if value is None or key in ("is_displayed", "any_row", "has_na"):
            continue
        if key == "min_length":
            made.setdefault("validators", []).append({"type": "text", "minLength": value})
        elif key == "rows" and isinstance(value, list):
            made["rows"] = [{"value": row["value"], "text": row["label"]} for row in value]
        elif key == "placeholder":
            made["placeholder"] = texts(str(value), "fields", field.name, "placeholder")
        elif key == "max_file_size_mb":
            made["maxSize"] = int(float(str(value)) * MEBIBYTE)
        elif key in named:
            made[named[key]] = value
        else:
            report.lost(point(place, "config", key), "setting", f"There is no {key!r} there.")
