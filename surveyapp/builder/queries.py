"""Named selects over the parts of a draft: live ones for the API's lists, whole tables of a survey for the builder."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Update, select, update
from sqlalchemy.orm import InstrumentedAttribute

from surveyapp.builder.models import ConditionalRule, Field, FieldDependency, FieldOption, Section
from tenants.db import Model


def sections(survey_id: UUID) -> Select[Section]:
    """The live sections in their order (B22)."""
    return select(Section).where(Section.survey_id == survey_id, Section.order.is_not(None)).order_by(Section.order)


def fields(section_id: UUID) -> Select[Field]:
    """The live fields of a section in their order."""
    return select(Field).where(Field.section_id == section_id, Field.order.is_not(None)).order_by(Field.order)


def options(field_id: UUID) -> Select[FieldOption]:
    """The options of a field in their order."""
    selected = select(FieldOption).where(FieldOption.field_id == field_id)
    return selected.order_by(FieldOption.order, FieldOption.id)


def rules(survey_id: UUID) -> Select[ConditionalRule]:
    """The rules of a survey in their order."""
    selected = select(ConditionalRule).where(ConditionalRule.survey_id == survey_id)
    return selected.order_by(ConditionalRule.order, ConditionalRule.id)


def dependencies(survey_id: UUID) -> Select[FieldDependency]:
    """The dependencies of a survey in their order."""
    selected = select(FieldDependency).where(FieldDependency.survey_id == survey_id)
    return selected.order_by(FieldDependency.order, FieldDependency.id)


def rows(model: type[Model], survey_id: UUID) -> Select[*tuple[Any, ...]]:
    """Every row of one table of a survey as plain columns, retired ones included."""
    selected = select(*model.__table__.columns)
    if model is FieldOption:
        return selected.join(Field, Field.id == FieldOption.field_id).where(Field.survey_id == survey_id)
    return selected.where(model.__table__.c.survey_id == survey_id)


def home(survey_id: InstrumentedAttribute[UUID], part_id: InstrumentedAttribute[UUID], value: UUID) -> Select[UUID]:
    """The survey that a part belongs to."""
    return select(survey_id).where(part_id == value)


def home_of_option(option_id: UUID) -> Select[UUID]:
    """The survey that an option belongs to."""
    return (
        select(Field.survey_id).join(FieldOption, FieldOption.field_id == Field.id).where(FieldOption.id == option_id)
    )


def first_published(model: type[Section] | type[Field], survey_id: UUID, number: int) -> Update:
    """Remember on the live parts that were never published before in which version they first were."""
    unpublished = (model.survey_id == survey_id, model.order.is_not(None), model.first_version.is_(None))
    return update(model).where(*unpublished).values(first_version=number).execution_options(synchronize_session=False)
