"""A field as a question of XLSForm: its type, its columns, and its list of options."""

from __future__ import annotations

from typing import Any

from surveyapp.formats.service.xlsform.book import Book
from surveyapp.formats.service.xlsform.lists import listed
from surveyapp.formats.service.xlsform.xpath.printing import Printer
from surveyapp.logic.definition import Field
from surveyapp.logic.issues import point

TYPES = {
    "text": "text", "text_input": "text", "text_area": "text", "number": "decimal", "rating": "integer",
    "date": "date", "time": "time", "datetime": "dateTime", "note": "note", "file": "file", "multiple_files": "file",
}  # fmt: skip
SELECTS = {
    "radio": "select_one", "single_select": "select_one", "dropdown": "select_one", "boolean": "select_one",
    "checkbox": "select_multiple", "multi_select": "select_multiple", "ranking": "rank",
}  # fmt: skip
WORKED_OUT = ("text", "number", "date", "time", "datetime")
APPEARANCES = {"text_area": "multiline", "dropdown": "minimal", "multi_select": "minimal"}
CHANGED = {
    "text_input": "It comes back as text.",
    "single_select": "It comes back as radio buttons.",
    "boolean": "It is a choice of yes, no and not applicable.",
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
    constraints = [part for part in (constraint, *_limits(field)) if part]
    value = Printer().value
    row = {
        "required": "yes" if field.is_required else book.condition(point(at, "required_if"), bound.required.get(name)),
        "relevant": book.condition(point(at, "visible_if"), bound.conditions.get(("field", name))),
        "constraint": " and ".join(constraints),
        "calculation": book.xpath(point(at, "calculate"), bound.calculations.get(name), value),
        "default": _default(book, at, field),
    }
    if field.constraint_message and constraint:
        row |= book.texts("constraint_message", field.constraint_message)
    if row["calculation"]:
        row["readonly"] = "yes"
    return row


def _limits(field: Field) -> list[str]:
    """The limits of a type, which XLSForm has as constraints only."""
    config, written = field.config, []
    for key, sign in (("min_value", ">="), ("max_value", "<=")):
        if config.get(key) is not None and field.field_type in ("number", "rating"):
            written.append(f". {sign} {config[key]}")
    for key, sign in (("min_date", ">="), ("max_date", "<=")):
        if config.get(key) is not None and field.field_type == "date":
            written.append(f". {sign} date('{config[key]}')")
    for key, sign in (("min_length", ">="), ("max_length", "<=")):
        if config.get(key) is not None and field.field_type.startswith("text"):
            written.append(f"string-length(.) {sign} {config[key]}")
    return written


def _default(book: Book, at: str, field: Field) -> str:
    """A constant as it stands, since a default is no expression unless it looks like one."""
    node: Any = None if book.bound is None else book.bound.defaults.get(field.name)
    written = book.xpath(point(at, "default"), node, Printer().value)
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
    if field.config.get("is_displayed") is False and field.field_type not in WORKED_OUT:
        report.changed(at, "type_changed", "It comes back as a text or a number.")
    kept = {"is_displayed", *(["decimal_places"] if _type(field) == "integer" else [])}
    for key in field.config.keys() - kept:
        known = key.startswith(("min_", "max_"))
        tell = report.changed if known else report.lost
        tell(
            point(at, "config", key),
            "config_changed" if known else "config_lost",
            "It is a constraint." if known else "A form has no such setting.",
        )
