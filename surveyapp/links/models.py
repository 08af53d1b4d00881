"""Public links. The token is kept as its SHA-256 only (C7); it begins with the organization's public key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text, true
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Model, UuidKey, utc_now


class SurveyLink(UuidKey, Model):
    """One door. `completed_count` is kept on capped links only, and is the only column that respondents change."""

    __tablename__ = "survey_links"
    __table_args__ = (
        CheckConstraint("max_responses >= 1", name="cap_counts_from_one"),
        CheckConstraint("completed_count BETWEEN 0 AND max_responses", name="never_over_the_cap"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        Index("idx_surveylink_survey", "survey_id"),
        Index("idx_surveylink_created_by", "created_by"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str | None] = mapped_column(String(255))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    max_responses: Mapped[int | None]
    completed_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
