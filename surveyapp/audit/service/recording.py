"""Writing a row of the trail, in the transaction that does what the row tells about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from surveyapp.audit.models import ACTIONS, AuditLog
from surveyapp.audit.service.changes import changes
from surveyapp.permissions import Actor
from tenants import context
from tenants.db import new_id, session, shared_session, utc_now
from tenants.models import SharedAuditLog


def record(
    actor: Actor,
    action: str,
    resource_type: str,
    resource_id: UUID,
    event: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    *,
    sensitive: Collection[str] = (),
) -> None:
    """Add a row to the open unit: the tenant's trail, or the shared one where no tenant is entered.

    `action` is one of the five of S05, `event` says it exactly (`survey.published`). Of `before` and `after` only what
    differs is kept, secrets masked; see `changes`. The row shares the fate of the open transaction.
    """
    row = values(actor, action, resource_type, resource_id, event, before, after, sensitive=sensitive)
    if context.current_or_none() is not None:
        session.add(AuditLog(**row))
    else:
        shared_session.add(SharedAuditLog(**row, organization_id=actor.organization_id))


def values(
    actor: Actor,
    action: str,
    resource_type: str,
    resource_id: UUID,
    event: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    *,
    sensitive: Collection[str] = (),
) -> dict[str, Any]:
    """The row as column values, for a room that writes it in one statement with its own (`audit.queries.insertion`).

    Raises ValueError for an action outside S05: a wrong word is a mistake of ours, found by the first test.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action} is not an audit action")
    return {
        "id": new_id(),
        "user_id": actor.user_id,
        "action": action,
        "event": event,
        "resource_type": resource_type,
        "resource_id": resource_id,
        "changes": _with_key(changes(before, after, sensitive=sensitive), actor),
        "ip_address": actor.ip_address,
        "user_agent": actor.user_agent,
        "request_id": actor.request_id,
        "timestamp": utc_now(),
    }


def _with_key(told: dict[str, Any] | None, actor: Actor) -> dict[str, Any] | None:
    """A program has no user: the trail names the API key that it came with."""
    return told if actor.api_key_id is None else {**(told or {}), "api_key_id": str(actor.api_key_id)}
