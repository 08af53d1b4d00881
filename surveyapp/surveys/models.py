"""The authored survey and the versions it was published as (B06, B07; DESIGN 5).

The source's column `organization` is the schema itself: it stays in the API, and `idx_survey_organization` has no
column to stand on (C16, C21). The draft's parts live in `builder`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants import ddl
from tenants.db import Model, Timestamps, UuidKey, one_of, utc_now

DRAFT, PUBLISHED, CLOSED = "draft", "published", "closed"


class Survey(UuidKey, Timestamps, Model):
    """One survey. `revision` is the ETag of everything in it; `current_version` the number respondents get."""

    __tablename__ = "surveys"
    __table_args__ = (
        one_of("status", DRAFT, PUBLISHED, CLOSED),
        CheckConstraint("(status = 'draft') = (current_version IS NULL)", name="published_has_a_version"),
        Index("idx_survey_status", "status"),
        Index("idx_survey_created_by", "created_by"),
    )

    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), default=DRAFT, server_default=DRAFT)
    language: Mapped[str] = mapped_column(String(64), default="en", server_default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    translations: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    revision: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    current_version: Mapped[int | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))


class SurveyVersion(UuidKey, Model):
    """A survey as it was published once: never updated, deleted only with its survey."""

    __tablename__ = "survey_versions"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        Index("idx_surveyversion_published_by", "published_by"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    checksum: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))


ddl.revoke("survey_versions", "UPDATE", "DELETE")
