"""Who holds a bearer token: what the HTTP kit asks before any tenant's transaction opens.

One uncached statement checks session, user, membership and organization, so a logout, a removed member and a suspended
organization hold everywhere at once (U16). An API key is looked up in the organization that it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.models import ApiKey
from surveyapp.accounts.service import rights, tokens
from surveyapp.transaction import shared_transaction, transaction
from tenants import resolve
from tenants.context import Tenant
from tenants.db import session, utc_now

TOUCH_AFTER = timedelta(minutes=1)
ENDED = ("session_ended", "user_inactive", "not_a_member")


@dataclass(frozen=True, slots=True)
class Identity:
    """A token's holder: a person in a session, or a program with a key (then `scopes` are its permissions)."""

    tenant: Tenant
    user_id: UUID | None = None
    email: str | None = None
    session_id: UUID | None = None
    is_owner: bool = False
    api_key_id: UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)


def identify(token: str) -> Identity:
    """The holder of an access token or an API key.

    Raises token_is_invalid, token_is_expired or session_has_ended (401); organization_is_suspended and
    organization_is_provisioning for a key, whose table cannot be entered then.
    """
    return _of_session(token) if token.count(".") == 2 else _of_key(token)


def permissions_of(identity: Identity) -> frozenset[str]:
    """What the holder may do, read in the tenant's transaction; a change of roles holds from the next request."""
    if identity.user_id is None:
        return identity.scopes
    return rights.get_permissions(identity.user_id)


def _of_session(token: str) -> Identity:
    claims = tokens.read(token, "access")
    with shared_transaction():
        found = resolve.by_session(claims.session_id, claims.organization_id)
    if found is None or found.user_id != claims.user_id or found.reason in ENDED:
        raise problems.session_has_ended()
    return Identity(found.tenant, found.user_id, found.email, found.session_id, found.is_owner)


def _of_key(token: str) -> Identity:
    public_key, secret = resolve.split(token)
    if not secret.startswith(tokens.KEY_MARK):
        raise problems.token_is_invalid()
    tenant = enterable(_tenant_of(public_key))
    with transaction(tenant, read_only=True):
        key = session.scalars(queries.api_key_by_hash(tokens.digest(token))).one_or_none()
    if key is None or key.revoked_at is not None:
        raise problems.token_is_invalid()
    now = utc_now()
    if key.expires_at is not None and key.expires_at <= now:
        raise problems.token_is_expired()
    if key.last_used_at is None or key.last_used_at < now - TOUCH_AFTER:
        with transaction(tenant):
            session.execute(update(ApiKey).where(ApiKey.id == key.id).values(last_used_at=now))
    return Identity(tenant, api_key_id=key.id, scopes=frozenset(key.scopes))


def _tenant_of(public_key: str) -> Tenant:
    known = resolve.cached(public_key)
    if known is None:
        with shared_transaction(read_only=True):
            known = (resolve.by_public_key(public_key),)
    if known[0] is None:
        raise problems.token_is_invalid()
    return known[0]


def enterable(tenant: Tenant) -> Tenant:
    """The tenant, when its schema may be entered; raises the problem that says why not."""
    if tenant.state == "provisioning":
        raise problems.organization_is_provisioning(headers={"Retry-After": "2"})
    if tenant.state != "active":
        raise problems.organization_is_suspended()
    return tenant
