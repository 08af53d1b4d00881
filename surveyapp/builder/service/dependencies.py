"""Dependencies: other options for one field while another answers a given value (L06-L09)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp.builder import queries
from surveyapp.builder.models import FieldDependency
from surveyapp.builder.service import editing
from surveyapp.builder.service.draft import number, ordered, place
from surveyapp.builder.service.editing import Edit, Stamped
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys


def listed(survey_id: UUID) -> Stamped:
    """The dependencies of a survey in their order, as a select. Raises not_found."""
    return Stamped(queries.dependencies(survey_id), surveys.revision(survey_id))


def get(dependency_id: UUID) -> Stamped:
    """One dependency. Raises not_found."""
    dependency = editing.read(FieldDependency, dependency_id)
    return editing.found(dependency, dependency.survey_id)


def create(survey_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Add a dependency; the field it drives is marked `has_dependencies` (L08)."""
    edit = editing.begin(survey_id, revision)
    order = values.pop("order", None)
    row = editing.added(survey_id, **values)
    place(ordered(edit.draft.dependencies.values()), row, order)
    edit.draft.dependencies[row["id"]] = row
    return edit.finish("dependency", row["id"], actor=actor)


def update(dependency_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Change a dependency."""
    edit = _begin(dependency_id, revision)
    row = edit.row("dependency", dependency_id)
    order = values.pop("order", row["order"])
    row.update(values)
    place(ordered(edit.draft.dependencies.values()), row, order)
    return edit.finish("dependency", dependency_id, actor=actor)


def delete(dependency_id: UUID, revision: int, *, actor: Actor) -> Stamped:
    """Remove a dependency."""
    edit = _begin(dependency_id, revision)
    del edit.draft.dependencies[dependency_id]
    number(ordered(edit.draft.dependencies.values()))
    return edit.finish("dependency", dependency_id, actor=actor)


def reorder(survey_id: UUID, revision: int, ids: list[UUID], *, actor: Actor) -> Stamped:
    """Put the dependencies of a survey in the order of `ids`: that of the options they offer together."""
    edit = editing.begin(survey_id, revision)
    rows = ordered(edit.draft.dependencies.values())
    return edit.reorder("dependency", rows, ids, ("survey", survey_id), actor=actor)


def _begin(dependency_id: UUID, revision: int) -> Edit:
    home: Select[UUID] = queries.home(FieldDependency.survey_id, FieldDependency.id, dependency_id)
    return editing.begin_at(home, revision)
