"""The organization that a member works in, and those a person belongs to (U04, U05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.service import rights
from surveyapp.accounts.service.sessions import organization_of, user_of
from surveyapp.audit import service as audit
from surveyapp.permissions import Actor
from surveyapp.transaction import after_commit, shared_transaction
from tenants import resolve
from tenants.db import shared_session
from tenants.models import Organization, OrganizationMembership, User


@dataclass(frozen=True, slots=True)
class Belonging:
    """An organization that somebody belongs to, and as what."""

    organization: Organization
    membership: OrganizationMembership


@dataclass(frozen=True, slots=True)
class Oneself:
    """What `auth/me` tells a person about themselves."""

    user: User
    organization: Organization
    is_owner: bool
    roles: list[str]
    permissions: list[str]


def current(*, actor: Actor) -> Organization:
    """The organization of the actor."""
    with shared_transaction(read_only=True):
        return shared_session.get_one(Organization, organization_of(actor))


def of(actor: Actor) -> list[Belonging]:
    """Every organization that the actor belongs to, in the order of joining."""
    with shared_transaction(read_only=True):
        found = shared_session.execute(queries.memberships_of(user_of(actor))).all()
    return [Belonging(row[1], row[0]) for row in found]


def oneself(*, actor: Actor) -> Oneself:
    """The actor as a person: account, organization, roles and permissions. Needs the tenant's unit."""
    with shared_transaction(read_only=True):
        user = shared_session.get_one(User, user_of(actor))
        organization = shared_session.get_one(Organization, organization_of(actor))
    return Oneself(
        user, organization, actor.is_owner, rights.get_roles(user.id), sorted(rights.get_permissions(user.id))
    )


def update(document: dict[str, Any], *, actor: Actor) -> Organization:
    """Change name or slug. Raises slug_is_taken. Needs the tenant's unit."""
    with shared_transaction():
        organization = shared_session.get_one(Organization, organization_of(actor), with_for_update=True)
        before = {"name": organization.name, "slug": organization.slug}
        organization.name = document.get("name", organization.name)
        organization.slug = document.get("slug", organization.slug)
        try:
            shared_session.flush()
        except IntegrityError:
            raise problems.slug_is_taken() from None
        after_commit(resolve.forget)
    after = {"name": organization.name, "slug": organization.slug}
    audit.record(actor, "updated", "organization", organization.id, "organization.updated", before, after)
    return organization
