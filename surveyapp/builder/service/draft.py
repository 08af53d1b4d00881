"""A draft in memory: the rows of one survey by id. Verbs change a copy; `storing` writes what differs.

Rows are plain dictionaries of columns. Their JSON values are replaced, never changed in place: the copy shares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from surveyapp.builder import queries
from surveyapp.builder.models import ConditionalRule, Field, FieldDependency, FieldOption, Section
from surveyapp.surveys import service as surveys
from tenants.db import Model, session

Row = dict[str, Any]
Rows = dict[UUID, Row]

TABLES: dict[str, type[Model]] = {
    "sections": Section,
    "fields": Field,
    "options": FieldOption,
    "rules": ConditionalRule,
    "dependencies": FieldDependency,
}


@dataclass(slots=True)
class Draft:
    """A survey's own members and the rows of its five tables, retired sections and fields included."""

    survey_id: UUID
    head: Row
    sections: Rows
    fields: Rows
    options: Rows
    rules: Rows
    dependencies: Rows

    def copy(self) -> Draft:
        """Rows that can be changed without the original noticing."""
        tables = {name: {key: dict(row) for key, row in getattr(self, name).items()} for name in TABLES}
        return Draft(self.survey_id, dict(self.head), **tables)

    def live_sections(self) -> list[Row]:
        return ordered(self.sections.values())

    def live_fields(self, section_id: UUID) -> list[Row]:
        return ordered(row for row in self.fields.values() if row["section_id"] == section_id)

    def options_of(self, field_id: UUID) -> list[Row]:
        return ordered(row for row in self.options.values() if row["field_id"] == field_id)


def load(survey_id: UUID) -> Draft:
    """The draft as it is stored: one statement for each table. Raises not_found."""
    survey = surveys.get(survey_id)
    head = {key: getattr(survey, key) for key in ("title", "description", "language", "timezone", "translations")}
    return Draft(survey_id, head, **{name: _rows(model, survey_id) for name, model in TABLES.items()})


def ordered(rows: Iterable[Row]) -> list[Row]:
    """The live ones of `rows` in their order."""
    return sorted((row for row in rows if row["order"] is not None), key=lambda row: (row["order"], row["id"]))


def place(rows: list[Row], row: Row, order: int | None) -> None:
    """Put `row` at `order` (from 1; None or too far: last) among its siblings `rows` and number them all anew."""
    siblings = [sibling for sibling in rows if sibling is not row]
    siblings.insert(len(siblings) if order is None else order - 1, row)
    number(siblings)


def number(rows: Iterable[Row]) -> None:
    """Number rows from 1 as they come."""
    for order, row in enumerate(rows, 1):
        row["order"] = order


def _rows(model: type[Model], survey_id: UUID) -> Rows:
    return {row.id: dict(row._mapping) for row in session.execute(queries.rows(model, survey_id))}
