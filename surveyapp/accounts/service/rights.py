"""What a member may do, through the roles they hold (U03). Every verb needs the tenant's unit."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.models import MemberWithRoles, Role
from surveyapp.permissions import Actor
from tenants.db import session


def get_permissions(user_id: UUID) -> frozenset[str]:
    """Every permission of a member, through all roles, in one statement; none for somebody who is no member."""
    return frozenset(session.scalars(queries.permissions_of(user_id)))


def has_permission(user_id: UUID, codename: str) -> bool:
    """Whether one of the member's roles carries the permission."""
    return codename in get_permissions(user_id)


def has_role(user_id: UUID, name: str) -> bool:
    """Whether the member holds the role of this name."""
    return session.scalar(queries.role_of(user_id, name)) is not None


def get_roles(user_id: UUID) -> list[str]:
    """The names of the member's roles."""
    return list(session.scalars(queries.role_names_of(user_id)))


def demand_own(actor: Actor, permissions: Iterable[str]) -> None:
    """Raise cannot_grant_more_than_own when the actor lacks one of `permissions`: nobody hands out what they lack."""
    missing = sorted(set(permissions) - actor.permissions)
    if missing:
        raise problems.cannot_grant_more_than_own(f"You do not have: {', '.join(missing)}.", permissions=missing)


def demand_over(actor: Actor, member: MemberWithRoles) -> None:
    """Raise unless the actor stands at least as high as `member`.

    Whoever could strip, remove or reset the password of somebody with more rights would soon have those rights:
    owner_is_needed for an owner, member_has_more_rights for a permission that the actor lacks.
    """
    if member.is_owner and not actor.is_owner:
        raise problems.owner_is_needed()
    if get_permissions(member.user_id) - actor.permissions:
        raise problems.member_has_more_rights()


def permissions_in(roles: Iterable[Role]) -> frozenset[str]:
    """What `roles` add up to; their permissions must be loaded."""
    return frozenset(permission.codename for role in roles for permission in role.permissions)
