"""From a token to its tenant: the one statement before a signed-in request, and the cached look-up by public key.

Every token reads `<public key>.<secret>`; the public key names the organization, the rest is checked (by hash)
inside the tenant. A logout, a removed membership or a suspension holds at once, because by_session is never cached.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from tenants.context import Tenant, WrappedKey
from tenants.db import shared_session

CACHE_SECONDS = 5.0
CACHE_SIZE = 2048
LONGEST_PUBLIC_KEY = 32

_ORGANIZATION = """
       o.id AS organization_id, o.public_key, o.slug, o.name, o.database, o.state,
       k.id AS key_id, k.wrapped, k.master_id, k.is_active AS key_is_active
"""
BY_SESSION = text(f"""
WITH seen AS (
    UPDATE shared.user_sessions SET last_activity = now()
     WHERE id = :session_id AND is_active AND last_activity < now() - interval '1 minute'
)
SELECT s.id AS session_id, s.last_activity,
       s.is_active AND s.expires_at > now() AND s.organization_id = o.id AS session_is_open,
       u.id AS user_id, u.email, u.is_active AS user_is_active, m.role AS membership, {_ORGANIZATION}
  FROM shared.user_sessions s
  JOIN shared.users u ON u.id = s.user_id
  JOIN shared.organizations o ON o.id = :organization_id
  LEFT JOIN shared.organization_memberships m ON m.user_id = u.id AND m.organization_id = o.id
  LEFT JOIN shared.tenant_keys k ON k.organization_id = o.id
 WHERE s.id = :session_id
 ORDER BY k.id
""")
BY_PUBLIC_KEY = text(f"""
SELECT {_ORGANIZATION}
  FROM shared.organizations o LEFT JOIN shared.tenant_keys k ON k.organization_id = o.id
 WHERE o.public_key = :public_key
 ORDER BY k.id
""")


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
    found = shared_session.execute(BY_SESSION, {"session_id": session_id, "organization_id": organization_id}).all()
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


def by_public_key(public_key: str) -> Tenant | None:
    """The tenant that tokens with this key belong to; at most CACHE_SECONDS old, misses included.

    Needs an open shared unit only when the answer is not cached: use `cached` first to spare opening one. A tenant
    in another state than `active` is returned too; entering it is what is refused.
    """
    known = cached(public_key)
    if known is not None or len(public_key) > LONGEST_PUBLIC_KEY:
        return known[0] if known else None
    found = shared_session.execute(BY_PUBLIC_KEY, {"public_key": public_key}).all()
    tenant = _tenant(found) if found else None
    _keep(public_key, tenant)
    return tenant


def cached(public_key: str) -> tuple[Tenant | None] | None:
    """A one-tuple with what is known of a public key right now, or None when the database has to be asked."""
    entry = _cache.get(public_key)
    if entry is None or entry[0] < time.monotonic():
        return None
    return (entry[1],)


def forget() -> None:
    """Empty the cache of this process (after a change of state in the same process, and in tests)."""
    with _lock:
        _cache.clear()


def split(token: str) -> tuple[str, str]:
    """`(public key, secret)` of a token; both empty when it has not that form."""
    public_key, dot, secret = token.partition(".")
    return (public_key, secret) if dot and public_key and secret else ("", "")


_cache: OrderedDict[str, tuple[float, Tenant | None]] = OrderedDict()
_lock = Lock()


def _keep(public_key: str, tenant: Tenant | None) -> None:
    with _lock:
        _cache.pop(public_key, None)
        _cache[public_key] = (time.monotonic() + CACHE_SECONDS, tenant)
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)


def _reason(row: Row[Any]) -> str | None:
    if not row.session_is_open:
        return "session_ended"
    if not row.user_is_active:
        return "user_inactive"
    if row.membership is None:
        return "not_a_member"
    return None if row.state == "active" else f"organization_{row.state}"


def _tenant(found: Sequence[Row[Any]]) -> Tenant:
    row = found[0]
    keys = tuple(
        WrappedKey(key.key_id, key.organization_id, key.wrapped, key.master_id, key.key_is_active)
        for key in found
        if key.key_id is not None
    )
    return Tenant(row.organization_id, row.public_key, row.slug, row.name, row.database, row.state, keys)
