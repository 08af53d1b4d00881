"""Roles: the three seeded ones, and those an organization makes of the nine permissions (U06, U10, U12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.models import Permission, Role
from surveyapp.accounts.service import rights
from surveyapp.audit import service as audit
from surveyapp.permissions import Actor
from tenants.db import session


def every() -> Select[Role]:
    """The organization's roles, to be read a page at a time."""
    return queries.roles()


def permissions() -> list[Permission]:
    """The nine permissions that roles are made of."""
    return list(session.scalars(queries.permissions()))


def one(role_id: UUID) -> Role:
    """A role; raises not_found."""
    found = session.scalars(queries.role_by_id(role_id)).one_or_none()
    if found is None:
        raise problems.not_found()
    return found


def create(document: dict[str, Any], *, actor: Actor) -> Role:
    """A role of the organization's own. Raises name_is_taken, cannot_grant_more_than_own."""
    rights.demand_own(actor, document["permissions"])
    _demand_free(document["name"])
    role = Role(name=document["name"], description=document.get("description"))
    role.permissions = _permissions(document["permissions"])
    session.add(role)
    _flush()
    audit.record(actor, "created", "role", role.id, "role.created", None, _told(role))
    return role


def update(role_id: UUID, document: dict[str, Any], *, actor: Actor) -> Role:
    """Change a role's name, description or permissions; holds for everybody who has it from their next request.

    Raises role_is_seeded, name_is_taken, cannot_grant_more_than_own.
    """
    role = _own(role_id, actor)
    before = _told(role)
    if document.get("name", role.name).lower() != role.name.lower():
        _demand_free(document["name"])
    role.name = document.get("name", role.name)
    role.description = document.get("description", role.description)
    if "permissions" in document:
        rights.demand_own(actor, document["permissions"])
        role.permissions = _permissions(document["permissions"])
    _flush()
    audit.record(actor, "updated", "role", role.id, "role.updated", before, _told(role))
    return role


def remove(role_id: UUID, *, actor: Actor) -> None:
    """Delete a role; whoever had it has it no more. Raises role_is_seeded, cannot_grant_more_than_own."""
    role = _own(role_id, actor)
    audit.record(actor, "deleted", "role", role.id, "role.deleted", _told(role))
    session.delete(role)


def _own(role_id: UUID, actor: Actor) -> Role:
    """A role that the organization made and that the actor does not stand below."""
    role = one(role_id)
    if role.is_seeded:
        raise problems.role_is_seeded()
    rights.demand_own(actor, rights.permissions_in([role]))
    return role


def _permissions(codenames: Sequence[str]) -> list[Permission]:
    return list(session.scalars(queries.permissions(codenames)))


def _demand_free(name: str) -> None:
    if session.scalar(queries.role_like(name)) is not None:
        raise problems.name_is_taken()


def _flush() -> None:
    """Write now, so that a name taken in this very moment is told as such."""
    try:
        session.flush()
    except IntegrityError:
        raise problems.name_is_taken() from None


def _told(role: Role) -> dict[str, Any]:
    codenames = sorted(permission.codename for permission in role.permissions)
    return {"name": role.name, "description": role.description, "permissions": codenames}
