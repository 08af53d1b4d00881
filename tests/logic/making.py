"""Short ways to write documents in tests: a field, a rule, a survey."""

from typing import Any

from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import Definition, from_document

Document = dict[str, Any]


def field(name: str, field_type: str = "text", **more: Any) -> Document:
    return {"name": name, "label": name.title(), "field_type": field_type, **more}


def choice(name: str, *values: str, field_type: str = "dropdown", **more: Any) -> Document:
    return field(name, field_type, options=[option(value) for value in values], **more)


def option(value: str) -> Document:
    return {"value": value, "label": value.title()}


def section(name: str, *fields: Document, **more: Any) -> Document:
    return {"name": name, "title": name.title(), "fields": list(fields), **more}


def rule(target: str, source: str, operator: str = "is_not_empty", value: object = None, **more: Any) -> Document:
    """`target` is a field's name, or `section <name>`."""
    kind, _, name = target.rpartition(" ")
    row = {"target_type": kind or "field", "target": name, "source_field": source, "operator": operator}
    return {**row, "value": value, **more}


def dependency(dependent: str, source: str, source_value: str, *values: str) -> Document:
    options = [option(value) for value in values]
    return {
        "dependent_field": dependent,
        "source_field": source,
        "source_value": source_value,
        "dependent_options": options,
    }


def survey(*sections: Document, **more: Any) -> Document:
    return {"title": "Survey", "sections": list(sections), **more}


def one_page(*fields: Document, **more: Any) -> Document:
    return survey(section("page", *fields), **more)


def definition(document: Document) -> Definition:
    return from_document(document)


def compiled(document: Document) -> CompiledSurvey:
    return compile_survey(from_document(document))
