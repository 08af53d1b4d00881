"""Options of choice fields (B13, B14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from surveyapp.builder import queries
from surveyapp.builder.models import Field, FieldOption
from surveyapp.builder.service import editing
from surveyapp.builder.service.draft import Draft, Row, number, place
from surveyapp.builder.service.editing import Edit, Stamped
from surveyapp.permissions import Actor
from tenants.db import new_id


def listed(field_id: UUID) -> Stamped:
    """The options of a field in their order, as a select. Raises not_found."""
    field = editing.read(Field, field_id)
    return editing.found(queries.options(field_id), field.survey_id)


def get(option_id: UUID) -> Stamped:
    """One option. Raises not_found."""
    option = editing.read(FieldOption, option_id)
    return editing.found(option, editing.read(Field, option.field_id).survey_id)


def create(field_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Add an option to a choice field."""
    edit = _begin_at_field(field_id, revision)
    order = values.pop("order", None)
    row = _new(field_id, values)
    place(edit.draft.options_of(field_id), row, order)
    edit.draft.options[row["id"]] = row
    return edit.finish("option", row["id"], actor=actor)


def update(option_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Change an option."""
    edit, row = _begin(option_id, revision)
    order = values.pop("order", row["order"])
    row.update(values)
    place(edit.draft.options_of(row["field_id"]), row, order)
    return edit.finish("option", option_id, actor=actor)


def delete(option_id: UUID, revision: int, *, actor: Actor) -> Stamped:
    """Remove an option; published versions keep theirs."""
    edit, row = _begin(option_id, revision)
    del edit.draft.options[option_id]
    number(edit.draft.options_of(row["field_id"]))
    return edit.finish("option", option_id, actor=actor)


def reorder(field_id: UUID, revision: int, ids: list[UUID], *, actor: Actor) -> Stamped:
    """Put the options of a field in the order of `ids`."""
    edit = _begin_at_field(field_id, revision)
    return edit.reorder("option", edit.draft.options_of(field_id), ids, ("field", field_id), actor=actor)


def merge(draft: Draft, field_id: UUID, offered: Sequence[Row]) -> None:
    """Make `offered` the options of a field; an option that stays is known by its value and keeps its id.

    What an offer leaves out is for the engine to miss.
    """
    known = {row["value"]: row for row in draft.options_of(field_id)}
    for row in known.values():
        del draft.options[row["id"]]
    for order, option in enumerate(offered, 1):
        value = option.get("value")
        row = known.pop(value) if value in known else _new(field_id, {})
        row.update({"visible_if": None, **option, "order": order})
        draft.options[row["id"]] = row


def _new(field_id: UUID, values: dict[str, Any]) -> Row:
    return {"id": new_id(), "field_id": field_id, "value": None, "label": None, "visible_if": None, **values}


def _begin(option_id: UUID, revision: int) -> tuple[Edit, Row]:
    """The edit and the option, which must be a live field's."""
    edit = editing.begin_at(queries.home_of_option(option_id), revision)
    row = edit.row("option", option_id)
    edit.row("field", row["field_id"])
    return edit, row


def _begin_at_field(field_id: UUID, revision: int) -> Edit:
    edit = editing.begin_at(queries.home(Field.survey_id, Field.id, field_id), revision)
    edit.row("field", field_id)
    return edit
