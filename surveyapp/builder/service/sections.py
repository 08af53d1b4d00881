"""Sections of a draft (B02, B08)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp.builder import queries
from surveyapp.builder.models import Section
from surveyapp.builder.service import editing, fields, naming
from surveyapp.builder.service.draft import Draft, Row, number, place
from surveyapp.builder.service.editing import Edit, Stamped
from surveyapp.permissions import Actor
from tenants.db import utc_now

BLANK = {"title": "", "description": None, "visible_if": None, "rule_logic": "and", "repeat": None}


def listed(survey_id: UUID) -> Stamped:
    """The live sections in their order, as a select. Raises not_found."""
    return editing.found(queries.sections(survey_id), survey_id)


def get(section_id: UUID) -> Stamped:
    """One section. Raises not_found."""
    section = editing.read(Section, section_id)
    return editing.found(section, section.survey_id)


def create(survey_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Add a section; the name of a retired one brings that one back."""
    edit = editing.begin(survey_id, revision)
    order = values.pop("order", None)
    taken = {row["name"] for row in edit.draft.sections.values()}
    row = ensure(edit.draft, values.get("name") or naming.derived(values["title"], "section", taken))
    row.update(values | {"name": row["name"]})
    place(edit.draft.live_sections(), row, order)
    return edit.finish("section", row["id"], actor=actor)


def update(section_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Change a section. Raises name_is_published, name_is_taken besides what every change raises."""
    edit = _begin(section_id, revision)
    row = edit.row("section", section_id)
    naming.refuse_renaming(edit.draft.sections, row, values.get("name"))
    order = values.pop("order", row["order"])
    row.update(values)
    place(edit.draft.live_sections(), row, order)
    return edit.finish("section", section_id, actor=actor)


def delete(section_id: UUID, revision: int, *, actor: Actor) -> Stamped:
    """Remove a section with its fields and their logic; what was published once is retired instead."""
    edit = _begin(section_id, revision)
    edit.row("section", section_id)
    remove(edit.draft, section_id)
    return edit.finish("section", section_id, actor=actor)


def reorder(survey_id: UUID, revision: int, ids: list[UUID], *, actor: Actor) -> Stamped:
    """Put all live sections in the order of `ids`. Raises invalid_input unless that is a permutation."""
    edit = editing.begin(survey_id, revision)
    return edit.reorder("section", edit.draft.live_sections(), ids, ("survey", survey_id), actor=actor)


def ensure(draft: Draft, name: str) -> Row:
    """A row for a section called `name`: the retired one of that name, alive again, or a new one."""
    for row in draft.sections.values():
        if row["name"] == name and row["order"] is None:
            row.update(BLANK, retired_at=None)
            return row
    row = editing.added(draft.survey_id, name=name, **BLANK, order=None, first_version=None, retired_at=None)
    row["created_at"] = utc_now()
    draft.sections[row["id"]] = row
    return row


def remove(draft: Draft, section_id: UUID) -> None:
    """Take a section out of the draft with all its fields."""
    row = draft.sections[section_id]
    for field in draft.live_fields(section_id):
        fields.remove(draft, field["id"])
    editing.drop_logic(draft, section_id)
    holds_retired = any(field["section_id"] == section_id for field in draft.fields.values())
    if row["first_version"] is None and not holds_retired:
        del draft.sections[section_id]
    else:
        editing.retire(row)
    number(draft.live_sections())


def _begin(section_id: UUID, revision: int) -> Edit:
    home: Select[UUID] = queries.home(Section.survey_id, Section.id, section_id)
    return editing.begin_at(home, revision)
