"""A draft as the definition document, and what the engine says of it, placed where the caller can see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from surveyapp.builder.service.draft import Draft, Row, ordered
from surveyapp.logic.check import check
from surveyapp.logic.definition import Definition, DefinitionError, from_document
from surveyapp.logic.issues import Issue
from surveyapp.surveys import service as surveys

SECTION = ("name", "title", "description", "visible_if", "rule_logic", "repeat")
FIELD = (
    "name",
    "label",
    "help",
    "field_type",
    "is_required",
    "required_if",
    "is_sensitive",
    "visible_if",
    "rule_logic",
    "config",
    "guidance",
    "review",
    "calculate",
    "default",
    "constraint",
)
OPTION = ("value", "label", "visible_if")
RULE = ("target_type", "operator", "value", "action", "rule_group", "group_logic")
DEPENDENCY = ("source_value", "dependent_options")
BY_ID = {"target": "target_id", "source_field": "source_field_id", "dependent_field": "dependent_field_id"}
"""Members that a document gives by name and the granular API by id."""

Places = dict[UUID, str]


def judged(draft: Draft, about: UUID | None = None) -> Definition:
    """The draft as a definition that may be saved.

    Raises definition_is_invalid. A finding inside the part that the request is `about` points into the request; any
    other points at the request as a whole, and `place` says where in the document it is.
    """
    document, places = written(draft)
    locate = partial(_located, places.get(about) if about else None)
    try:
        definition = from_document(document)
    except DefinitionError as error:
        raise surveys.refused(error.issues, locate) from None
    surveys.refuse(check(definition), locate=locate)
    return definition


def written(draft: Draft) -> tuple[dict[str, Any], Places]:
    """The document of the live parts, and the pointer of each in it."""
    places: Places = {}
    fields, options = _grouped(draft.fields, "section_id"), _grouped(draft.options, "field_id")

    def field(row: Row, at: str) -> Row:
        mine = {key: row[key] for key in FIELD}
        return {**mine, "options": _each(options[row["id"]], f"{at}/options", places, _option)}

    def section(row: Row, at: str) -> Row:
        mine = {key: row[key] for key in SECTION}
        return {**mine, "fields": _each(fields[row["id"]], f"{at}/fields", places, field)}

    document = {
        **draft.head,
        "sections": _each(draft.live_sections(), "/sections", places, section),
        "rules": _each(ordered(draft.rules.values()), "/rules", places, partial(_rule, draft)),
        "dependencies": _each(
            ordered(draft.dependencies.values()), "/dependencies", places, partial(_dependency, draft)
        ),
    }
    return document, places


def _each(rows: list[Row], at: str, places: Places, write: Callable[[Row, str], Row]) -> list[Row]:
    listed = []
    for index, row in enumerate(rows):
        places[row["id"]] = here = f"{at}/{index}"
        listed.append(write(row, here))
    return listed


def _grouped(rows: dict[UUID, Row], key: str) -> dict[UUID, list[Row]]:
    groups: dict[UUID, list[Row]] = defaultdict(list)
    for row in ordered(rows.values()):
        groups[row[key]].append(row)
    return groups


def _option(row: Row, at: str) -> Row:
    return {key: row[key] for key in OPTION}


def _rule(draft: Draft, row: Row, at: str) -> Row:
    targets = draft.sections if row["target_type"] == "section" else draft.fields
    return {
        **{key: row[key] for key in RULE},
        "target": _name(targets, row["target_id"]),
        "source_field": _name(draft.fields, row["source_field_id"]),
    }


def _dependency(draft: Draft, row: Row, at: str) -> Row:
    return {
        **{key: row[key] for key in DEPENDENCY},
        "dependent_field": _name(draft.fields, row["dependent_field_id"]),
        "source_field": _name(draft.fields, row["source_field_id"]),
    }


def _name(rows: dict[UUID, Row], part_id: UUID) -> str:
    """The part's name; its id where the survey has no such part, so that the engine can say so."""
    return str(rows[part_id]["name"]) if part_id in rows else str(part_id)


def _located(place: str | None, issue: Issue) -> dict[str, Any]:
    pointer = ""
    if place is not None and (issue.pointer == place or issue.pointer.startswith(f"{place}/")):
        first, slash, rest = issue.pointer[len(place) + 1 :].partition("/")
        pointer = f"/{BY_ID.get(first, first)}{slash}{rest}" if first else ""
    return {**issue.to_json(), "pointer": pointer, "place": issue.pointer}
