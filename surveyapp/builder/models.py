"""The rows a draft is made of (B08-B14, L02-L08). The columns of the sources, and what DESIGN 5 adds to them.

Rules and dependencies carry `survey_id` so that a composite key keeps both ends in one survey and one statement reads
a survey whole. `order` is null exactly when a part is retired: what was published once is never taken away from the
answers that name it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.operators import OPERATORS
from tenants.db import Model, UuidKey, one_of, utc_now

LOGIC = ("and", "or")


def _ordered(*keys: str) -> tuple[UniqueConstraint | CheckConstraint, ...]:
    """Orders count from 1 and are unique within `keys` at commit (C10, C11); a retired part has none."""
    return (
        UniqueConstraint(*keys, "order", deferrable=True, initially="DEFERRED"),
        CheckConstraint('"order" >= 1', name="order_counts_from_one"),
        CheckConstraint('("order" IS NULL) = (retired_at IS NOT NULL)', name="retired_has_no_order"),
    )


def _field_of_the_survey(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column, "survey_id"], ["fields.id", "fields.survey_id"], ondelete="CASCADE")


class Section(UuidKey, Model):
    """An ordered part of a survey, shown as one page. `first_version` is the first published one that holds it."""

    __tablename__ = "sections"
    __table_args__ = (
        *_ordered("survey_id"),
        UniqueConstraint("survey_id", "name"),
        UniqueConstraint("id", "survey_id"),
        one_of("rule_logic", *LOGIC),
        CheckConstraint("jsonb_typeof(repeat) = 'object'", name="repeat_is_an_object"),
        Index("idx_section_survey_order", "survey_id", "order"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(63))
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    order: Mapped[int | None]
    visible_if: Mapped[str | None] = mapped_column(Text)
    rule_logic: Mapped[str] = mapped_column(String(3), default="and", server_default="and")
    repeat: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    first_version: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class Field(UuidKey, Model):
    """A question. Its name keys its answers for ever; a name published once is never another field's."""

    __tablename__ = "fields"
    __table_args__ = (
        *_ordered("section_id"),
        UniqueConstraint("survey_id", "name"),
        UniqueConstraint("id", "survey_id"),
        ForeignKeyConstraint(["section_id", "survey_id"], ["sections.id", "sections.survey_id"], ondelete="CASCADE"),
        one_of("field_type", *FIELD_TYPES),
        one_of("rule_logic", *LOGIC),
        CheckConstraint("jsonb_typeof(config) = 'object'", name="config_is_an_object"),
        Index("idx_field_section_order", "section_id", "order"),
    )

    survey_id: Mapped[UUID]
    section_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(63))
    label: Mapped[str] = mapped_column(String(500))
    help: Mapped[str | None] = mapped_column(Text)
    field_type: Mapped[str] = mapped_column(String(30))
    is_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    required_if: Mapped[str | None] = mapped_column(Text)
    is_sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    order: Mapped[int | None]
    visible_if: Mapped[str | None] = mapped_column(Text)
    rule_logic: Mapped[str] = mapped_column(String(3), default="and", server_default="and")
    config: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    guidance: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    review: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    calculate: Mapped[str | None] = mapped_column(Text)
    default: Mapped[str | None] = mapped_column(Text)
    constraint: Mapped[str | dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    has_dependencies: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_version: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    options: Mapped[list["FieldOption"]] = relationship(
        order_by="FieldOption.order, FieldOption.id", lazy="selectin", viewonly=True
    )


class FieldOption(UuidKey, Model):
    """One choice of a choice field (B13, B14)."""

    __tablename__ = "field_options"
    __table_args__ = (
        UniqueConstraint("field_id", "value"),
        CheckConstraint('"order" >= 1', name="order_counts_from_one"),
        Index("idx_fieldoption_field_order", "field_id", "order"),
    )

    field_id: Mapped[UUID] = mapped_column(ForeignKey("fields.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(String(255))
    order: Mapped[int]
    visible_if: Mapped[str | None] = mapped_column(Text)


class ConditionalRule(UuidKey, Model):
    """One condition that shows or hides a section or field; rows of one `rule_group` on a target are one rule.

    `target_id` has no foreign key because it is a section's or a field's (L02); the service removes what pointed at
    something that goes.
    """

    __tablename__ = "conditional_rules"
    __table_args__ = (
        one_of("target_type", "section", "field"),
        one_of("operator", *OPERATORS),
        one_of("action", "show", "hide"),
        one_of("group_logic", *LOGIC),
        CheckConstraint("(value IS NULL) = (operator IN ('is_empty', 'is_not_empty'))", name="value_fits_operator"),
        _field_of_the_survey("source_field_id"),
        Index("idx_conditionalrule_target", "target_type", "target_id"),
        Index("idx_conditionalrule_source", "source_field_id"),
        Index("idx_conditionalrule_survey_order", "survey_id", "order"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    order: Mapped[int]
    target_type: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[UUID]
    source_field_id: Mapped[UUID]
    operator: Mapped[str] = mapped_column(String(30))
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    action: Mapped[str] = mapped_column(String(4), default="show", server_default="show")
    rule_group: Mapped[str | None] = mapped_column(String(255))
    group_logic: Mapped[str] = mapped_column(String(3), default="and", server_default="and")


class FieldDependency(UuidKey, Model):
    """Other options for `dependent_field_id` while the source answers `source_value` (L06, L07)."""

    __tablename__ = "field_dependencies"
    __table_args__ = (
        CheckConstraint("jsonb_typeof(dependent_options) = 'array'", name="options_are_a_list"),
        _field_of_the_survey("dependent_field_id"),
        _field_of_the_survey("source_field_id"),
        Index("idx_fielddependency_dependent", "dependent_field_id"),
        Index("idx_fielddependency_source", "source_field_id", "source_value"),
        Index("idx_fielddependency_survey_order", "survey_id", "order"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    order: Mapped[int]
    dependent_field_id: Mapped[UUID]
    source_field_id: Mapped[UUID]
    source_value: Mapped[str] = mapped_column(String(255))
    dependent_options: Mapped[list[Any]]
