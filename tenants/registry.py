"""The organizations: making one, finding one, moving it between states. Every verb needs an open shared unit.

A new organization is only a row in state `provisioning`; its schema, role and key come from tenants.provision.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tenants import naming
from tenants.columns import new_id
from tenants.context import Tenant, WrappedKey
from tenants.db import shared_session
from tenants.errors import SlugTaken, UnknownTenant
from tenants.models import Organization, TenantKey

UNIQUE_VIOLATION = "23505"


def create(name: str, slug: str | None = None, database: str = naming.MAIN_DATABASE) -> Organization:
    """Add an organization, still without a schema. Without `slug` one is made from the name and is always free.

    Raises BadName for a slug that is no host label and SlugTaken for one that is in use.
    """
    chosen = naming.checked_slug(slug) if slug is not None else _free_slug(name)
    organization = Organization(
        id=new_id(), name=name, slug=chosen, public_key=new_public_key(), database=naming.checked_database(database)
    )
    try:
        with shared_session.begin_nested():
            shared_session.add(organization)
    except IntegrityError as refusal:
        if getattr(refusal.orig, "sqlstate", None) != UNIQUE_VIOLATION:
            raise
        raise SlugTaken(f"the slug {chosen!r} is taken") from refusal
    return organization


def tenant(organization_id: UUID) -> Tenant:
    """The tenant of an organization, its keys included; raises UnknownTenant."""
    return _one(Organization.id == organization_id, str(organization_id))


def by_slug(slug: str) -> Tenant:
    """The tenant with this slug; raises UnknownTenant."""
    return _one(Organization.slug == slug, slug)


def tenants(states: Iterable[str] = ("active",)) -> list[Tenant]:
    """Every tenant in one of `states`, oldest first."""
    found = select(Organization).where(Organization.state.in_(tuple(states))).order_by(Organization.id)
    organizations = shared_session.scalars(found).all()
    keys = _keys_of([organization.id for organization in organizations])
    return [tenant_of(organization, keys) for organization in organizations]


def set_state(organization_id: UUID, state: str) -> None:
    """Move an organization to another state; it holds from the caller's commit."""
    organization = shared_session.get(Organization, organization_id, with_for_update=True)
    if organization is None:
        raise UnknownTenant(f"no organization {organization_id}")
    organization.state = state


def new_public_key() -> str:
    """The opaque word that every token of an organization begins with: 80 random bits, no customer word."""
    return secrets.token_hex(10)


def tenant_of(organization: Organization, keys: Sequence[WrappedKey]) -> Tenant:
    """An organization's runtime shape."""
    return Tenant(
        organization_id=organization.id,
        public_key=organization.public_key,
        slug=organization.slug,
        name=organization.name,
        database=organization.database,
        state=organization.state,
        keys=tuple(key for key in keys if key.organization_id == organization.id),
    )


def _one(condition: object, named: str) -> Tenant:
    organization = shared_session.scalars(select(Organization).where(condition)).one_or_none()  # type: ignore[arg-type]
    if organization is None:
        raise UnknownTenant(f"no organization {named}")
    return tenant_of(organization, _keys_of([organization.id]))


def _keys_of(organization_ids: Sequence[UUID]) -> list[WrappedKey]:
    found = select(TenantKey).where(TenantKey.organization_id.in_(organization_ids)).order_by(TenantKey.id)
    return [
        WrappedKey(key.id, key.organization_id, key.wrapped, key.master_id, key.is_active)
        for key in shared_session.scalars(found)
    ]


def _free_slug(name: str) -> str:
    """A host label from the name, with a random tail only where the plain one is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "organization"
    taken = shared_session.scalar(select(Organization.id).where(Organization.slug == stem))
    return f"{stem}-{secrets.token_hex(4)}" if taken else stem
