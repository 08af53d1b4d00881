"""Named selects over the tenant's people and rights, and over the shared accounts."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from surveyapp.accounts.models import ApiKey, MemberWithRoles, Permission, Role, RolePermission, UserRole
from tenants.models import Organization, OrganizationMembership, User, UserSession, UserToken


def permissions_of(user_id: UUID) -> Select[str]:
    """The codenames that a member holds through all roles."""
    return (
        select(Permission.codename)
        .join(RolePermission, RolePermission.permission_id == Permission.id)
        .join(UserRole, UserRole.role_id == RolePermission.role_id)
        .where(UserRole.user_id == user_id)
        .distinct()
    )


def role_of(user_id: UUID, name: str) -> Select[UUID]:
    """The role of this name, if the member holds it."""
    return select(Role.id).join(UserRole).where(UserRole.user_id == user_id, Role.name == name)


def role_names_of(user_id: UUID) -> Select[str]:
    return select(Role.name).join(UserRole).where(UserRole.user_id == user_id).order_by(Role.name)


def roles() -> Select[Role]:
    """Every role with its permissions, by name."""
    return select(Role).options(selectinload(Role.permissions)).order_by(Role.name)


def roles_named(names: Iterable[str]) -> Select[Role]:
    return roles().where(Role.name.in_(list(names)))


def role_by_id(role_id: UUID) -> Select[Role]:
    return roles().where(Role.id == role_id)


def role_like(name: str) -> Select[UUID]:
    """The role whose name differs from `name` in case only, if at all."""
    return select(Role.id).where(func.lower(Role.name) == name.lower())


def permissions(codenames: Iterable[str] | None = None) -> Select[Permission]:
    """The permissions of these codenames, or all."""
    selected = select(Permission).order_by(Permission.codename)
    return selected if codenames is None else selected.where(Permission.codename.in_(list(codenames)))


def members() -> Select[MemberWithRoles]:
    """Everybody of the organization with their roles, in the order they were added."""
    return select(MemberWithRoles).order_by(MemberWithRoles.user_id)


def member_by_id(user_id: UUID) -> Select[MemberWithRoles]:
    return members().where(MemberWithRoles.user_id == user_id)


def api_keys() -> Select[ApiKey]:
    """Every key, revoked ones included, newest first."""
    return select(ApiKey).order_by(ApiKey.id.desc())


def api_key_by_hash(key_hash: str) -> Select[ApiKey]:
    return select(ApiKey).where(ApiKey.key_hash == key_hash)


def user_by_email(email: str) -> Select[User]:
    return select(User).where(User.email == email)


def memberships_of(user_id: UUID) -> Select[OrganizationMembership, Organization]:
    """Where a user belongs, in the order of joining."""
    return (
        select(OrganizationMembership, Organization)
        .join(Organization, Organization.id == OrganizationMembership.organization_id)
        .where(OrganizationMembership.user_id == user_id)
        .order_by(OrganizationMembership.joined_at, OrganizationMembership.id)
    )


def membership(user_id: UUID, organization_id: UUID) -> Select[OrganizationMembership]:
    return select(OrganizationMembership).filter_by(user_id=user_id, organization_id=organization_id)


def owners(organization_id: UUID) -> Select[OrganizationMembership]:
    """The owners of an organization, in an order that two transactions locking them share."""
    return (
        select(OrganizationMembership)
        .filter_by(organization_id=organization_id, role="owner")
        .order_by(OrganizationMembership.id)
    )


def last_organization(user_id: UUID) -> Select[UUID]:
    """The organization that the user last worked in."""
    return (
        select(UserSession.organization_id)
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.last_activity.desc())
        .limit(1)
    )


def sessions_of(user_id: UUID) -> Select[UserSession, Organization]:
    """(session, organization) of every session of a user that is still open, the most recent first."""
    return (
        select(UserSession, Organization)
        .join(Organization, Organization.id == UserSession.organization_id)
        .where(UserSession.user_id == user_id, UserSession.is_active, UserSession.expires_at > func.now())
        .order_by(UserSession.last_activity.desc(), UserSession.id)
    )


def token_by_hash(token_hash: str) -> Select[UserToken, User, Organization]:
    """A one-time link with the person and the organization it is for."""
    return (
        select(UserToken, User, Organization)
        .join(User, User.id == UserToken.user_id)
        .join(Organization, Organization.id == UserToken.organization_id)
        .where(UserToken.token_hash == token_hash)
    )
