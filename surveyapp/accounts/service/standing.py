"""A person's standing in an organization: the tenant's `members` row, kept in step with the shared membership (C21).

Memberships are the truth. Whoever issues a token settles the member first, so that whatever they then create can refer
to them; an owner is given the role admin with it, so an organization always has somebody who may do everything.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from surveyapp.accounts import queries
from surveyapp.accounts.models import UserRole, seeded_id
from surveyapp.permissions import ADMIN
from tenants import members
from tenants.db import session, shared_session
from tenants.models import Organization, OrganizationMembership, User

OWNER, MEMBER = "owner", "member"


def settle(user: User, membership: OrganizationMembership) -> None:
    """Write the member row as user and membership say. Needs the tenant's unit."""
    is_owner = membership.role == OWNER
    members.upsert(
        user.id, user.email, user.first_name, user.last_name, is_owner=is_owner, joined_at=membership.joined_at
    )
    if is_owner:
        give_role(user.id, seeded_id("role", ADMIN))


def give_role(user_id: UUID, role_id: UUID) -> None:
    """Give a member a role; having it already is fine."""
    session.execute(insert(UserRole).values(user_id=user_id, role_id=role_id).on_conflict_do_nothing())


def choose(user_id: UUID, slug: str | None) -> tuple[OrganizationMembership, Organization] | None:
    """Where a sign-in leads: the organization asked for, or else the one last worked in, or else the first joined.

    None when the user belongs to no such organization. Needs the shared unit.
    """
    belongs = [(row[0], row[1]) for row in shared_session.execute(queries.memberships_of(user_id))]
    if slug is not None:
        return next((pair for pair in belongs if pair[1].slug == slug), None)
    last = shared_session.scalar(queries.last_organization(user_id))
    active = [pair for pair in belongs if pair[1].state == "active"] or belongs
    return next((pair for pair in active if pair[1].id == last), active[0] if active else None)


def owners_of(organization_id: UUID) -> list[tuple[User, OrganizationMembership]]:
    """The owners of an organization. Needs the shared unit."""
    found = select(User, OrganizationMembership).join(OrganizationMembership, OrganizationMembership.user_id == User.id)
    owning = found.where(OrganizationMembership.organization_id == organization_id)
    return [(row[0], row[1]) for row in shared_session.execute(owning.where(OrganizationMembership.role == OWNER))]
