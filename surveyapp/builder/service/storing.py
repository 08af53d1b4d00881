"""Writing what differs between two drafts: one statement for each table and kind of change, however many rows.

Every write of the builder ends here, one field or a whole document alike. The order keeps the foreign keys satisfied
(a field may have moved out of a section that goes) and the names unique; the orders are only looked at on commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, insert, update

from surveyapp.builder.models import ConditionalRule, Field, FieldDependency, FieldOption, Section
from surveyapp.builder.service.draft import Draft, Row, Rows
from tenants.db import Model, session

WITH_FIELDS = (("options", FieldOption), ("rules", ConditionalRule), ("dependencies", FieldDependency))


def save(old: Draft, new: Draft) -> None:
    """Bring the tables from `old`, which they hold, to `new`."""
    _mark_dependents(new)
    for name, model in reversed(WITH_FIELDS):
        _delete(model, getattr(old, name).keys() - getattr(new, name).keys())
    _insert(Section, old.sections, new.sections)
    _update(Section, old.sections, new.sections)
    _update(Field, old.fields, new.fields)
    _delete(Field, old.fields.keys() - new.fields.keys())
    _delete(Section, old.sections.keys() - new.sections.keys())
    _insert(Field, old.fields, new.fields)
    for name, model in WITH_FIELDS:
        _update(model, getattr(old, name), getattr(new, name))
        _insert(model, getattr(old, name), getattr(new, name))


def _mark_dependents(draft: Draft) -> None:
    """`has_dependencies` is the system's to keep (L08): true where another field drives the options."""
    driven = {row["dependent_field_id"] for row in draft.dependencies.values()}
    for field_id, row in draft.fields.items():
        row["has_dependencies"] = field_id in driven


def _insert(model: type[Model], old: Rows, new: Rows) -> None:
    """Through the table: the ORM's own bulk INSERT would send a batch for each combination of nulls."""
    _execute(insert(Model.metadata.tables[model.__tablename__]), [row for key, row in new.items() if key not in old])


def _update(model: type[Model], old: Rows, new: Rows) -> None:
    _execute(update(model), [row for key, row in new.items() if key in old and row != old[key]])


def _delete(model: type[Model], ids: Iterable[UUID]) -> None:
    if gone := list(ids):
        table = model.__table__
        session.execute(delete(model).where(table.c.id.in_(gone)).execution_options(synchronize_session=False))


def _execute(statement: object, rows: list[Row]) -> None:
    if rows:
        session.execute(statement, rows)  # type: ignore[call-overload]
