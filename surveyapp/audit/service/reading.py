"""Reading the trail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select

from surveyapp.audit import queries
from surveyapp.audit.models import AuditLog


def trail(
    *,
    user_id: UUID | None = None,
    action: str | None = None,
    event: str | None = None,
    resource_type: str | None = None,
    resource_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Select[tuple[AuditLog]]:
    """The organization's trail under the filters given, newest first, to be read a page at a time."""
    equal = {
        "user_id": user_id,
        "action": action,
        "event": event,
        "resource_type": resource_type,
        "resource_id": resource_id,
    }
    return queries.audit_logs({name: value for name, value in equal.items() if value is not None}, since, until)
