"""Named selects over the trail, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Select, insert, select

from surveyapp.audit.models import AuditLog


def audit_logs(
    equal: Mapping[str, object], since: datetime | None = None, until: datetime | None = None
) -> Select[AuditLog]:
    """The rows whose columns are `equal`, from `since` on and before `until`, newest first."""
    selected = select(AuditLog).filter_by(**equal).order_by(AuditLog.id.desc())
    if since is not None:
        selected = selected.where(AuditLog.timestamp >= since)
    return selected if until is None else selected.where(AuditLog.timestamp < until)


def insertion(row: Mapping[str, Any]) -> Insert:
    """The INSERT of one row made by `audit.service.values`, to be joined to a statement of another room's."""
    return insert(AuditLog).values(**row)
