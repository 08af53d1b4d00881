"""Invitations, and the addresses that must not be written to (I01, C19); tables that stand before their room (S14)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Model, UuidKey, one_of, utc_now

STATUSES = ("queued", "sent", "bounced", "started", "completed", "opted_out")
REASONS = ("bounced", "opted_out", "complained", "manual")


class Invitation(UuidKey, Model):
    """One survey, one address. The token in the mail is kept as its SHA-256 only (C7)."""

    __tablename__ = "invitations"
    __table_args__ = (
        one_of("status", *STATUSES),
        Index("idx_invitation_survey", "survey_id"),
        Index("idx_invitation_email", "email"),
        Index("idx_invitation_sent_at", "sent_at"),
        Index("idx_invitation_sent_by", "sent_by"),
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    status: Mapped[str] = mapped_column(String(20), server_default="queued", default="queued")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))


class Suppression(UuidKey, Model):
    """An address this organization must not write to again, and why."""

    __tablename__ = "suppressions"
    __table_args__ = (one_of("reason", *REASONS),)

    email: Mapped[str] = mapped_column(String(254), unique=True)
    reason: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
