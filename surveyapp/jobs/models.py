"""One row for one piece of background work (I02, I03)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Model, UuidKey, one_of

QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED = STATES = ("queued", "running", "succeeded", "failed", "cancelled")
ACTIVE = (QUEUED, RUNNING)
ENDED = (SUCCEEDED, FAILED, CANCELLED)

IS_QUEUED, IS_RUNNING = text("state = 'queued'"), text("state = 'running'")
WHILE_ACTIVE = text("state IN ('queued', 'running')")
_ENDED = "state IN ('succeeded', 'failed', 'cancelled')"


class Job(UuidKey, Model):
    """`arguments` are ids and options, never personal data; `error` is `{"code", "detail"}`.

    `attempts` only ever grows: with the state it is the fence that keeps a worker whose job was taken from it from
    writing. `attempts_forgiven` are those that do not count towards the limit (a worker that was stopped, a retry by
    hand). It belongs to the member, or the API key, that asked for it. `file_path` is relative to the tenant's storage.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("state", *STATES),
        CheckConstraint("progress >= 0 AND progress <= 1", name="progress_is_a_share"),
        CheckConstraint("attempts >= attempts_forgiven AND attempts_forgiven >= 0", name="attempts_are_counted"),
        CheckConstraint(f"(finished_at IS NOT NULL) = ({_ENDED})", name="finished_at_when_ended"),
        CheckConstraint("state <> 'running' OR heartbeat_at IS NOT NULL", name="running_has_a_heartbeat"),
        CheckConstraint("state <> 'failed' OR error IS NOT NULL", name="failed_has_an_error"),
        Index("idx_job_unique_key", "kind", "unique_key", unique=True, postgresql_where=WHILE_ACTIVE),
        Index("idx_job_queued", "due_at", postgresql_where=IS_QUEUED),
        Index("idx_job_running", "id", postgresql_where=IS_RUNNING),
        Index("idx_job_created_by", "created_by", "id"),
        Index("idx_job_api_key", "api_key_id", "id", postgresql_where=text("api_key_id IS NOT NULL")),
        Index("idx_job_file", "finished_at", postgresql_where=text("file_path IS NOT NULL")),
    )

    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20), default=QUEUED, server_default=QUEUED)
    progress: Mapped[float] = mapped_column(default=0.0, server_default=text("0"))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    unique_key: Mapped[str | None] = mapped_column(String(255))
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    attempts_forgiven: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))
    api_key_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    heartbeat_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    file_path: Mapped[str | None] = mapped_column(String(500))
    file_url: Mapped[str | None] = mapped_column(String(255))
