"""What the kit needs from the rooms above it, bound once by `app.py`.

`identify(token)` finds out who holds a bearer token (JWT or API key) before any tenant's transaction opens; it raises a
Problem when the token is no good. `permissions_of(identity)` runs inside the tenant's transaction. `observe(seen)`
is the audit hook: it is told of every request, after its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from surveyapp.permissions import Actor
from tenants.context import Tenant


class Identity(Protocol):
    """Who a token belongs to. `tenant` is the one organization that the token names."""

    @property
    def tenant(self) -> Tenant | None: ...
    @property
    def user_id(self) -> UUID | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def session_id(self) -> UUID | None: ...
    @property
    def is_owner(self) -> bool: ...
    @property
    def api_key_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, as the audit hook sees it. `reads` names the kind of personal data that the reply carries."""

    method: str
    route: str
    path: str
    status: int
    milliseconds: float
    actor: Actor
    tenant: Tenant | None
    reads: str | None = None
    resource_id: UUID | None = None


@dataclass(slots=True)
class Ports:
    """`permissions_of` is given what `identify` returned, whatever more it is than an Identity."""

    identify: Callable[[str], Identity]
    permissions_of: Callable[[Any], frozenset[str]]
    observe: Callable[[Seen], None]
