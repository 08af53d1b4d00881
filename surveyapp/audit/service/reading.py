"""Reading the trail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select

from surveyapp.audit import queries
from surveyapp.audit.models import AuditLog
from tenants.db import session


def trail(
    *,
    user_id: UUID | None = None,
    action: str | None = None,
    event: str | None = None,
    resource_type: str | None = None,
    resource_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Select[AuditLog]:
    """The organization's trail under the filters given, newest first, to be read a page at a time."""
    equal = {
        "user_id": user_id,
        "action": action,
        "event": event,
        "resource_type": resource_type,
        "resource_id": resource_id,
    }
    return queries.audit_logs({name: value for name, value in equal.items() if value is not None}, since, until)


def was_recorded(event: str, resource_type: str, resource_id: UUID) -> bool:
    """Whether the trail has this event of this resource, for steps that may run twice. Needs the tenant's unit."""
    told = {"event": event, "resource_type": resource_type, "resource_id": resource_id}
    return session.scalars(queries.audit_logs(told).limit(1)).first() is not None
