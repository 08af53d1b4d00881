"""Fields of a draft (B03, B09-B12)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.builder import queries
from surveyapp.builder.models import Field, Section
from surveyapp.builder.service import editing, naming, options
from surveyapp.builder.service.draft import Draft, Row, number, place
from surveyapp.builder.service.editing import Edit, Stamped
from surveyapp.permissions import Actor

BLANK: Row = {
    "label": "",
    "help": None,
    "field_type": "text",
    "is_required": False,
    "required_if": None,
    "is_sensitive": False,
    "visible_if": None,
    "rule_logic": "and",
    "config": {},
    "guidance": None,
    "review": None,
    "calculate": None,
    "default": None,
    "constraint": None,
}


def listed(section_id: UUID) -> Stamped:
    """The live fields of a section with their options, as a select. Raises not_found."""
    section = editing.read(Section, section_id)
    return editing.found(queries.fields(section_id), section.survey_id)


def get(field_id: UUID) -> Stamped:
    """One field with its options. Raises not_found."""
    field = editing.read(Field, field_id)
    return editing.found(field, field.survey_id)


def create(section_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Add a field to a section; the name of a retired one brings that one back with its id."""
    edit = editing.begin_at(queries.home(Section.survey_id, Section.id, section_id), revision)
    edit.row("section", section_id)
    taken = {row["name"] for row in edit.draft.fields.values()}
    name = values.get("name") or naming.derived(values["label"], "field", taken)
    row = ensure(edit.draft, name)
    _fill(edit.draft, row, {"options": [], **values, "name": name, "section_id": section_id})
    return _with_options(edit.finish("field", row["id"], actor=actor), edit.draft)


def update(field_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Change a field, or move it with `section_id`. Raises name_is_published, name_is_taken besides the usual."""
    edit = _begin(field_id, revision)
    row = edit.row("field", field_id)
    naming.refuse_renaming(edit.draft.fields, row, values.get("name"))
    stays = values.get("section_id", row["section_id"]) == row["section_id"]
    _refuse_strange_section(edit.draft, values)
    _fill(edit.draft, row, {"order": row["order"] if stays else None, **values})
    return _with_options(edit.finish("field", field_id, actor=actor), edit.draft)


def delete(field_id: UUID, revision: int, *, actor: Actor) -> Stamped:
    """Remove a field with its options and logic; one that was published is retired instead."""
    edit = _begin(field_id, revision)
    edit.row("field", field_id)
    remove(edit.draft, field_id)
    return edit.finish("field", field_id, actor=actor)


def reorder(section_id: UUID, revision: int, ids: list[UUID], *, actor: Actor) -> Stamped:
    """Put all live fields of a section in the order of `ids`."""
    edit = editing.begin_at(queries.home(Section.survey_id, Section.id, section_id), revision)
    edit.row("section", section_id)
    return edit.reorder("field", edit.draft.live_fields(section_id), ids, ("section", section_id), actor=actor)


def ensure(draft: Draft, name: str) -> Row:
    """A row for a field called `name`: the retired one of that name, alive again, or a new one."""
    for row in draft.fields.values():
        if row["name"] == name and row["order"] is None:
            row.update(BLANK, retired_at=None, section_id=None)
            return row
    row = editing.added(draft.survey_id, name=name, section_id=None, **BLANK, order=None)
    row.update(has_dependencies=False, first_version=None, retired_at=None)
    draft.fields[row["id"]] = row
    return row


def remove(draft: Draft, field_id: UUID) -> None:
    """Take a field out of the draft, and with it what hangs on it."""
    row = draft.fields[field_id]
    editing.drop_logic(draft, field_id)
    if row["first_version"] is None:
        options.merge(draft, field_id, [])
        del draft.fields[field_id]
    else:
        editing.retire(row)
    number(draft.live_fields(row["section_id"]))


def _fill(draft: Draft, row: Row, values: dict[str, Any]) -> None:
    """Put `values` into the row: its options by value, its place by `section_id` and `order`."""
    offered, order = values.pop("options", None), values.pop("order", None)
    left = row["section_id"]
    row.update(values)
    place(draft.live_fields(row["section_id"]), row, order)
    if left is not None and left != row["section_id"]:
        number(draft.live_fields(left))
    if offered is not None:
        options.merge(draft, row["id"], offered)


def _refuse_strange_section(draft: Draft, values: dict[str, Any]) -> None:
    if "section_id" not in values:
        return
    section = draft.sections.get(values["section_id"])
    if section is None or section["order"] is None:
        fault = {"pointer": "/section_id", "code": "unknown_section", "detail": "The survey has no such section."}
        raise problems.invalid_input(errors=[fault])


def _with_options(stamped: Stamped, draft: Draft) -> Stamped:
    field = stamped.part
    return Stamped({**field, "options": draft.options_of(field["id"])}, stamped.revision)


def _begin(field_id: UUID, revision: int) -> Edit:
    home: Select[UUID] = queries.home(Field.survey_id, Field.id, field_id)
    return editing.begin_at(home, revision)
