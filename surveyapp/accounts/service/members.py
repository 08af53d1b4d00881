"""The members of an organization: invite, give roles, make owner, remove (U05, U11, U14).

Everything here needs the tenant's unit; memberships and accounts are reached in short shared transactions of their own.
Those commit first: a removal that stops half-way leaves a member row that nobody can act as, an invitation that stops
half-way leaves an account that nobody can use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, update

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.models import ApiKey, MemberWithRoles, Role, UserRole
from surveyapp.accounts.service import activation, passwords, rights, sessions, sign_in, standing
from surveyapp.audit import service as audit
from surveyapp.permissions import ADMIN, Actor
from surveyapp.transaction import shared_transaction
from tenants import context
from tenants.db import new_id, session, shared_session, utc_now
from tenants.models import Member, OrganizationMembership, User


@dataclass(frozen=True, slots=True)
class Invited:
    """A member just added, and the link by which they join."""

    member: MemberWithRoles
    link: activation.Link


def everybody() -> Select[MemberWithRoles]:
    """The members with their roles, those invited included, to be read a page at a time."""
    return queries.members()


def one(user_id: UUID) -> MemberWithRoles:
    """A member; raises not_found for anybody else, users of other organizations included (C15)."""
    found = session.scalars(queries.member_by_id(user_id), execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise problems.not_found()
    return found


def invite(document: dict[str, Any], *, actor: Actor) -> Invited:
    """Add somebody with roles, and the one-time link by which they join.

    The answer is the same whether or not the address has an account already. Raises member_exists,
    cannot_grant_more_than_own, invalid_input for an unknown role.
    """
    roles = _grantable(document["roles"], actor)
    tenant, email = context.current(), sign_in.canonical(document["email"])
    with shared_transaction():
        user = _account(email, document)
        if session.get(Member, user.id) is not None:
            raise problems.member_exists()
        link = activation.issue(user.id, tenant, "activation")
    names = {"first_name": document.get("first_name"), "last_name": document.get("last_name")}
    session.add(Member(user_id=user.id, email=email, **names, is_owner=False, joined_at=None))
    session.flush()
    _replace_roles(user.id, roles)
    told = {"email": email, "roles": [role.name for role in roles], **names}
    audit.record(actor, "created", "user", user.id, "member.invited", None, told)
    return Invited(one(user.id), link)


def send_link(user_id: UUID, *, actor: Actor) -> activation.Link:
    """A new one-time link for a member: to join, or, for one who has joined, to choose a new password.

    Raises password_is_shared for somebody who belongs to other organizations too, owner_is_needed and
    member_has_more_rights for somebody above the actor.
    """
    member = one(user_id)
    rights.demand_over(actor, member)
    purpose: activation.Purpose = "activation" if member.joined_at is None else "reset"
    tenant = context.current()
    with shared_transaction():
        if purpose == "reset" and not activation.may_reset(user_id, tenant.organization_id):
            raise problems.password_is_shared()
        link = activation.issue(user_id, tenant, purpose)
    audit.record(actor, "updated", "user", user_id, f"member.{purpose}_link_issued")
    return link


def set_roles(user_id: UUID, names: Sequence[str], *, actor: Actor) -> MemberWithRoles:
    """Give a member exactly these roles; holds from their next request.

    Raises owner_keeps_admin, cannot_grant_more_than_own for what the new roles add, invalid_input for an unknown role.
    """
    member = one(user_id)
    rights.demand_over(actor, member)
    held = {role.name for role in member.roles}
    roles = _known(names)
    if member.is_owner and ADMIN not in names:
        raise problems.owner_keeps_admin()
    rights.demand_own(actor, rights.permissions_in(role for role in roles if role.name not in held))
    _replace_roles(user_id, roles)
    told = {"roles": sorted(role.name for role in roles)}
    audit.record(actor, "updated", "user", user_id, "member.roles_changed", {"roles": sorted(held)}, told)
    return one(user_id)


def set_owner(user_id: UUID, is_owner: bool, *, actor: Actor) -> MemberWithRoles:
    """Make a member an owner (with the role admin), or no owner any more. Only owners do that.

    Raises owner_is_needed, last_owner_stays, member_has_not_joined.
    """
    member = one(user_id)
    if not actor.is_owner:
        raise problems.owner_is_needed()
    if member.joined_at is None:
        raise problems.member_has_not_joined()
    organization_id = context.current().organization_id
    with shared_transaction():
        if not is_owner:
            _keep_an_owner(organization_id, user_id)
        role = standing.OWNER if is_owner else standing.MEMBER
        shared_session.scalars(queries.membership(user_id, organization_id)).one().role = role
    session.execute(update(Member).where(Member.user_id == user_id).values(is_owner=is_owner))
    if is_owner:
        standing.give_role(user_id, next(role.id for role in _known([ADMIN])))
    told = {"is_owner": is_owner}
    audit.record(actor, "updated", "user", user_id, "member.owner_changed", {"is_owner": member.is_owner}, told)
    return one(user_id)


def remove(user_id: UUID, *, actor: Actor) -> None:
    """Take somebody out of the organization: their sessions here, open links and API keys end at once.

    What they made stays. Raises last_owner_stays, owner_is_needed, member_has_more_rights.
    """
    member = one(user_id)
    rights.demand_over(actor, member)
    organization_id = context.current().organization_id
    with shared_transaction():
        _keep_an_owner(organization_id, user_id)
        shared_session.execute(
            delete(OrganizationMembership).filter_by(user_id=user_id, organization_id=organization_id)
        )
        sessions.end_in(organization_id, user_id)
        activation.revoke(user_id, organization_id)
    told = {"email": member.email, "roles": [role.name for role in member.roles], "is_owner": member.is_owner}
    audit.record(actor, "deleted", "user", user_id, "member.removed", told)
    session.flush()
    keys = update(ApiKey).where(ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None))
    session.execute(keys.values(revoked_at=utc_now()))
    session.execute(delete(Member).where(Member.user_id == user_id))


def _account(email: str, document: dict[str, Any]) -> User:
    """The account of this address, made without a usable password where there is none."""
    found = shared_session.scalars(queries.user_by_email(email)).one_or_none()
    if found is not None:
        return found
    made = User(
        id=new_id(),
        email=email,
        password=passwords.UNUSABLE,
        first_name=document.get("first_name"),
        last_name=document.get("last_name"),
    )
    shared_session.add(made)
    shared_session.flush()
    return made


def _keep_an_owner(organization_id: UUID, leaving: UUID) -> None:
    """Raise last_owner_stays when nobody else would own the organization. Locks them: two cannot leave at once."""
    owners = shared_session.scalars(queries.owners(organization_id).with_for_update()).all()
    if [owner.user_id for owner in owners] == [leaving]:
        raise problems.last_owner_stays()


def _grantable(names: Sequence[str], actor: Actor) -> list[Role]:
    roles = _known(names)
    rights.demand_own(actor, rights.permissions_in(roles))
    return roles


def _known(names: Sequence[str]) -> list[Role]:
    """The roles of these names; raises invalid_input that points at each unknown one."""
    roles = list(session.scalars(queries.roles_named(names)))
    known = {role.name for role in roles}
    faults = [
        {"pointer": f"/roles/{index}", "code": "unknown_role", "detail": "The organization has no such role."}
        for index, name in enumerate(names)
        if name not in known
    ]
    if faults:
        raise problems.invalid_input(errors=faults)
    return roles


def _replace_roles(user_id: UUID, roles: Iterable[Role]) -> None:
    wanted = {role.id for role in roles}
    session.execute(delete(UserRole).where(UserRole.user_id == user_id, UserRole.role_id.not_in(wanted)))
    for role_id in wanted:
        standing.give_role(user_id, role_id)
