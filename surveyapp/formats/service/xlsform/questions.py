"""A field as a question of XLSForm: its type, its columns, and its list of options."""

from __future__ import annotations

from typing import Any

from surveyapp.formats.service.xlsform.book import Book
from surveyapp.formats.service.xlsform.lists import listed
from surveyapp.logic.definition import Field
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.issues import point

TYPES = {
    "text": "text", "text_input": "text", "text_area": "text", "number": "decimal", "rating": "integer",
    "date": "date", "time": "time", "datetime": "dateTime", "note": "note", "file": "file", "multiple_files": "file",
}  # fmt: skip
SELECTS = {
    "radio": "select_one", "single_select": "select_one", "dropdown": "select_one", "boolean": "select_one",
    "checkbox": "select_multiple", "multi_select": "select_multiple", "ranking": "rank",
}  # fmt: skip
WORKED_OUT = ("text", "number", "date")
APPEARANCES = {"text_area": "multiline", "dropdown": "minimal", "multi_select": "minimal"}
LIMITS = {
    **dict.fromkeys(("text", "text_input", "text_area"), ("min_length", "max_length")),
    **dict.fromkeys(("number", "rating"), ("min_value", "max_value")),
    "date": ("min_date", "max_date"),
}
CHANGED = {
    "text_input": "It comes back as text.",
    "single_select": "It comes back as radio buttons.",
    "boolean": "It is a choice of words there.",
    "rating": "It is a whole number.",
    "multiple_files": "It takes one file.",
}


def question(book: Book, at: str, field: Field) -> None:
    """Add the row of a field, and the list that it offers."""
    if field.field_type not in TYPES and field.field_type not in SELECTS:
        book.report.lost(at, "field_lost", f"A form has no {field.field_type}.")
        return
    _tell(book, at, field)
    kind = _type(field)
    row = {"type": kind, "name": field.name, **_texts(book, field), **_decided(book, at, field)}
    if field.config.get("is_displayed") is False and row.get("calculation"):
        row |= {"type": "calculate", "readonly": ""}
    elif field.field_type in SELECTS:
        name, choice_filter = listed(book, at, field)
        row |= {"type": f"{kind} {name}", "choice_filter": choice_filter}
    row["appearance"] = APPEARANCES.get(field.field_type, "")
    book.rows.survey.append({key: text for key, text in row.items() if text})


def _type(field: Field) -> str:
    if field.field_type == "number" and field.config.get("decimal_places") == 0 and field.calculate is None:
        return "integer"
    return SELECTS.get(field.field_type) or TYPES[field.field_type]


def _texts(book: Book, field: Field) -> dict[str, str]:
    guidance = field.guidance or {}
    return {
        **book.texts("label", field.label, "fields", field.name, "label"),
        **book.texts("hint", field.help, "fields", field.name, "help"),
        **book.texts("guidance_hint", str(guidance.get("text") or ""), "fields", field.name, "guidance"),
    }


def _decided(book: Book, at: str, field: Field) -> dict[str, str]:
    bound, name = book.bound, field.name
    if bound is None:
        return {}
    constraint = book.condition(point(at, "constraint"), bound.constraints.get(name), own=name)
    constraints = [part for part in (constraint, *_limits(field).values()) if part]
    value = book.printer().value
    row = {
        "required": "yes" if field.is_required else book.condition(point(at, "required_if"), bound.required.get(name)),
        "relevant": book.condition(point(at, "visible_if"), bound.conditions.get(("field", name))),
        "constraint": " and ".join(constraints),
        "calculation": book.xpath(point(at, "calculate"), bound.calculations.get(name), value),
        "default": _default(book, at, field),
    }
    if field.constraint_message and constraint:
        row |= book.texts("constraint_message", field.constraint_message, "fields", name, "message")
    if field.asks_of_empty and constraint:
        book.report.changed(point(at, "constraint"), "also_empty", "There, no answer is never asked.")
    if row["calculation"]:
        row["readonly"] = "yes"
    return row


def _limits(field: Field) -> dict[str, str]:
    """The limits of a type, which XLSForm has as constraints only, by the setting that says them."""
    limits = {**FIELD_TYPES[field.field_type].usual, **field.config}
    written = {key: limits[key] for key in LIMITS.get(field.field_type, ()) if limits.get(key) is not None}
    return {key: _measured(key, value) for key, value in written.items()}


def _measured(key: str, value: object) -> str:
    sign = ">=" if key.startswith("min_") else "<="
    if key.endswith("_length"):
        return f"string-length(.) {sign} {value}"
    return f". {sign} date('{value}')" if key.endswith("_date") else f". {sign} {value}"


def _default(book: Book, at: str, field: Field) -> str:
    """A constant as it stands, since a default is no expression unless it looks like one."""
    node: Any = None if book.bound is None else book.bound.defaults.get(field.name)
    written = book.xpath(point(at, "default"), node, book.printer().value)
    if written.startswith("date('"):
        return written[6:-2]
    quoted = written[:1] in ("'", '"') and written.endswith(written[:1])
    return written[1:-1] if quoted else written


def _tell(book: Book, at: str, field: Field) -> None:
    """What a workbook says otherwise, or not at all."""
    report = book.report
    if field.field_type in CHANGED:
        report.changed(at, "type_changed", CHANGED[field.field_type])
    if field.is_sensitive:
        report.lost(point(at, "is_sensitive"), "sensitive_lost", "A form seals no single answer.")
    if field.review:
        report.lost(point(at, "review"), "review_lost", "A form knows no review.")
    guidance = field.guidance or {}
    if guidance and (guidance.get("operator") or guidance.get("always_show") is False):
        report.changed(point(at, "guidance"), "guidance_changed", "The guidance always shows.")
    if field.calculate is not None and field.field_type not in WORKED_OUT:
        report.changed(at, "type_changed", "It is of the type that its expression gives there.")
    kept = {"is_displayed", *(["decimal_places"] if _type(field) == "integer" else [])}
    for key in sorted(key for key, value in field.config.items() if key not in kept and value is not None):
        if key in LIMITS.get(field.field_type, ()):
            report.changed(point(at, "config", key), "config_changed", "It is a constraint.")
        else:
            report.lost(point(at, "config", key), "config_lost", "A form has no such setting.")
