"""The audit trail of one organization (S04-S08, C12).

Partitioned by range on its time-ordered key, with one DEFAULT partition to begin with; maintenance adds months ahead
once a tenant is large. The tenant's role may insert and read, never update or delete: a trail that its subject can
edit is none. `user_id` still becomes null when a member goes, because PostgreSQL does that as the table's owner.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants import ddl
from tenants.db import Model, UuidKey, one_of, utc_now

ACTIONS = ("created", "updated", "deleted", "viewed", "exported")


class AuditLog(UuidKey, Model):
    """One thing somebody did. `action` is one of five words (S05); `event` says it exactly (C12)."""

    __tablename__ = "audit_logs"
    __table_args__ = (
        one_of("action", *ACTIONS),
        Index("idx_auditlog_user", "user_id"),
        Index("idx_auditlog_resource", "resource_type", "resource_id"),
        Index("idx_auditlog_timestamp", "timestamp"),
        Index("idx_auditlog_action", "action"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(20))
    event: Mapped[str] = mapped_column(String(60))
    resource_type: Mapped[str] = mapped_column(String(40))
    resource_id: Mapped[UUID]
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(500))
    request_id: Mapped[str | None] = mapped_column(String(64))
    timestamp: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


ddl.after("audit_logs", "CREATE TABLE audit_logs_default PARTITION OF audit_logs DEFAULT")
ddl.revoke("audit_logs", "UPDATE", "DELETE")
