"""The audit hook: told of every request after its transaction, it logs each and keeps those that read personal data.

Changes are not written here: their rows share the transaction of the change (`record`). A read has no transaction left
by now, so its row is written in a short one of its own, before the reply leaves: a reading that cannot be recorded is
not answered.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import structlog

from surveyapp.audit.service.recording import record
from surveyapp.permissions import Actor
from surveyapp.transaction import transaction
from tenants.context import Tenant

log = structlog.get_logger("surveyapp.requests")
EXPORTS = ("export", "exports")


class Request(Protocol):
    """A request as the HTTP kit tells it (`http.ports.Seen`)."""

    @property
    def method(self) -> str: ...
    @property
    def route(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def milliseconds(self) -> float: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def tenant(self) -> Tenant | None: ...
    @property
    def reads(self) -> str | None: ...
    @property
    def resource_id(self) -> UUID | None: ...


def observe(seen: Request) -> None:
    """Log the request; write a row when its reply carries personal data out (S03)."""
    _log(seen)
    if seen.reads is not None and seen.tenant is not None:
        _keep(seen, seen.reads, seen.tenant)


def _log(seen: Request) -> None:
    """One line: the route's pattern and never the path, which may hold a link's token; no answer, no query, no body."""
    write = log.error if seen.status >= 500 else log.info
    write(
        "request",
        method=seen.method,
        route=seen.route,
        status=seen.status,
        milliseconds=round(seen.milliseconds, 1),
        user_id=str(seen.actor.user_id) if seen.actor.user_id else None,
        api_key_id=str(seen.actor.api_key_id) if seen.actor.api_key_id else None,
        organization_id=str(seen.tenant.organization_id) if seen.tenant else None,
        request_id=seen.actor.request_id,
    )


def _keep(seen: Request, reads: str, tenant: Tenant) -> None:
    """A list tells the survey it belongs to as `resource_id`, or else the organization (DESIGN 10)."""
    exported = reads in EXPORTS
    with transaction(tenant):
        record(
            seen.actor,
            "exported" if exported else "viewed",
            reads,
            seen.resource_id or tenant.organization_id,
            f"{reads}.{'downloaded' if exported else 'viewed'}",
        )
