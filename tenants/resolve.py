"""From a token to its tenant: the one statement before a signed-in request, and the cached look-up by public key.

Every token reads `<public key>.<secret>`; the public key names the organization, the rest is checked (by hash)
inside the tenant. A logout, a removed membership or a suspension holds at once, because by_session is never cached.

Where a thousand organizations are busy, a look at each every few seconds would be a statement for nearly each request:
so one look asks for all that were used lately. None is older for it.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, Row, Select, String, and_, any_, bindparam, func, select, update

from tenants.context import Tenant, WrappedKey
from tenants.db import shared_session
from tenants.models import Organization, OrganizationMembership, TenantKey, User, UserSession

CACHE_SECONDS = 5.0
LATELY_SECONDS = 120.0
CACHE_SIZE = 2048
LONGEST_PUBLIC_KEY = 32

_SESSION: BindParameter[UUID] = bindparam("session")
_ORGANIZATION: BindParameter[UUID] = bindparam("organization")
_PUBLIC_KEYS: BindParameter[Sequence[str]] = bindparam("keys", type_=ARRAY(String))
_TENANT = (
    Organization.id.label("organization_id"),
    Organization.public_key,
    Organization.slug,
    Organization.name,
    Organization.database,
    Organization.state,
    TenantKey.id.label("key_id"),
    TenantKey.wrapped,
    TenantKey.master_id,
    TenantKey.is_active.label("key_is_active"),
)
_SEEN = (
    update(UserSession)
    .where(UserSession.id == _SESSION, UserSession.is_active)
    .where(UserSession.last_activity < func.now() - timedelta(minutes=1))
    .values(last_activity=func.now())
    .cte("seen")
)
_IS_MEMBER = and_(OrganizationMembership.user_id == User.id, OrganizationMembership.organization_id == Organization.id)
_IS_OPEN = and_(
    UserSession.is_active, UserSession.expires_at > func.now(), UserSession.organization_id == Organization.id
)
BY_SESSION: Select[*tuple[Any, ...]] = (
    select(
        UserSession.id.label("session_id"),
        UserSession.last_activity,
        _IS_OPEN.label("session_is_open"),
        User.id.label("user_id"),
        User.email,
        User.is_active.label("user_is_active"),
        OrganizationMembership.role.label("membership"),
        *_TENANT,
    )
    .join_from(UserSession, User, User.id == UserSession.user_id)
    .join(Organization, Organization.id == _ORGANIZATION)
    .outerjoin(OrganizationMembership, _IS_MEMBER)
    .outerjoin(TenantKey, TenantKey.organization_id == Organization.id)
    .where(UserSession.id == _SESSION)
    .order_by(TenantKey.id)
    .add_cte(_SEEN)
)
BY_PUBLIC_KEYS: Select[*tuple[Any, ...]] = (
    select(*_TENANT)
    .join_from(Organization, TenantKey, TenantKey.organization_id == Organization.id, isouter=True)
    .where(Organization.public_key == any_(_PUBLIC_KEYS))
    .order_by(Organization.id, TenantKey.id)
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session is, and for which tenant. `reason` is None, or why the session may not act:

    session_ended, user_inactive, not_a_member, organization_provisioning | _suspended | _destroying.
    """

    tenant: Tenant
    user_id: UUID
    email: str
    session_id: UUID
    is_owner: bool
    last_activity: datetime
    reason: str | None


def by_session(session_id: UUID, organization_id: UUID) -> Identity | None:
    """Check session, user, membership and organization in one statement, and bring the wrapped keys along.

    Needs an open, writable shared unit: `last_activity` is moved at most once a minute. None for an unknown session
    or organization; otherwise look at `reason` before trusting the rest.
    """
    found = shared_session.execute(BY_SESSION, {"session": session_id, "organization": organization_id}).all()
    if not found:
        return None
    row = found[0]
    return Identity(
        tenant=_tenant(found),
        user_id=row.user_id,
        email=row.email,
        session_id=row.session_id,
        is_owner=row.membership == "owner",
        last_activity=row.last_activity,
        reason=_reason(row),
    )


@dataclass(slots=True)
class Known:
    """What a look found of a public key, how long it holds, and when somebody asked last."""

    tenant: Tenant | None
    until: float
    asked_at: float


def by_public_key(public_key: str) -> Tenant | None:
    """The tenant that tokens with this key belong to; at most CACHE_SECONDS old, misses included.

    Needs an open shared unit only when the answer is not cached: use `cached` first to spare opening one. A tenant
    in another state than `active` is returned too; entering it is what is refused.
    """
    known = cached(public_key)
    if known is not None or len(public_key) > LONGEST_PUBLIC_KEY:
        return known[0] if known else None
    now = time.monotonic()
    asked = {**_taken_due(now), public_key: now}
    rows = shared_session.execute(BY_PUBLIC_KEYS, {"keys": list(asked)}).all()
    found = {key: _tenant(list(of_one)) for key, of_one in groupby(rows, lambda row: str(row.public_key))}
    _keep({key: Known(found.get(key), now + CACHE_SECONDS, asked_at) for key, asked_at in asked.items()})
    return found.get(public_key)


def cached(public_key: str) -> tuple[Tenant | None] | None:
    """A one-tuple with what is known of a public key right now, or None when the database has to be asked."""
    known, now = _cache.get(public_key), time.monotonic()
    if known is None or known.until < now:
        return None
    known.asked_at = now
    return (known.tenant,)


def forget() -> None:
    """Empty the cache of this process (after a change of state in the same process, and in tests)."""
    with _lock:
        _cache.clear()


def split(token: str) -> tuple[str, str]:
    """`(public key, secret)` of a token; both empty when it has not that form."""
    public_key, dot, secret = token.partition(".")
    return (public_key, secret) if dot and public_key and secret else ("", "")


_cache: OrderedDict[str, Known] = OrderedDict()
_lock = Lock()


def _keep(found: dict[str, Known]) -> None:
    with _lock:
        for key, known in found.items():
            _cache.pop(key, None)
            _cache[key] = known
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)


def _taken_due(now: float) -> dict[str, float]:
    """Organizations that somebody asked for lately and that soon have to be looked at, with when they were asked for.

    Whoever takes them does so for all threads. What names nobody is not among them: it costs one look each time, so
    that no stranger's guesses grow this one.
    """
    soon, lately = now + CACHE_SECONDS / 2, now - LATELY_SECONDS
    with _lock:
        due = {key: known for key, known in _cache.items() if known.until < soon and known.asked_at > lately}
        taken = {key: known.asked_at for key, known in due.items() if known.tenant is not None}
        for key in taken:
            _cache[key].asked_at = lately
    return taken


def _reason(row: Row[*tuple[Any, ...]]) -> str | None:
    if not row.session_is_open:
        return "session_ended"
    if not row.user_is_active:
        return "user_inactive"
    if row.membership is None:
        return "not_a_member"
    return None if row.state == "active" else f"organization_{row.state}"


def _tenant(found: Sequence[Row[*tuple[Any, ...]]]) -> Tenant:
    row = found[0]
    keys = tuple(
        WrappedKey(key.key_id, key.organization_id, key.wrapped, key.master_id, key.key_is_active)
        for key in found
        if key.key_id is not None
    )
    return Tenant(row.organization_id, row.public_key, row.slug, row.name, row.database, row.state, keys)
