"""Sessions: opened at sign-in, moved, refreshed, ended; every token dies with its row (U15, U16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.sql.elements import ColumnElement

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.service import standing, tokens
from surveyapp.accounts.service.authentication import enterable
from surveyapp.accounts.service.settings import settings
from surveyapp.audit import service as audit
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction, transaction
from tenants import registry
from tenants.context import Tenant
from tenants.db import new_id, shared_session, utc_now
from tenants.models import Organization, OrganizationMembership, User, UserSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just opened, refreshed or moved, with the tokens for it."""

    access_token: str
    refresh_token: str
    expires_in: int
    session_id: UUID
    user: User
    organization: Tenant
    token_type: str = "Bearer"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One line of the list of somebody's sessions."""

    session: UserSession
    organization: Organization
    is_current: bool


def open_for(
    user: User,
    membership: OrganizationMembership,
    organization: Organization,
    *,
    actor: Actor,
    came_by: str | None = None,
) -> SignedIn:
    """Open a session in the organization, settle the member there, and issue its first tokens.

    `came_by` is an event of the person that the organization's trail shall tell first: how they came to this session.
    Opens its own transactions: call it outside any. Raises organization_is_provisioning or organization_is_suspended.
    """
    expires_at = utc_now() + timedelta(days=settings().session_days)
    claims = tokens.Claims(user.id, new_id(), organization.id)
    refresh_token = tokens.refresh(claims, expires_at)
    with shared_transaction():
        tenant = enterable(registry.tenant(organization.id))
        shared_session.add(
            UserSession(
                id=claims.session_id,
                user_id=user.id,
                organization_id=organization.id,
                ip_address=actor.ip_address,
                user_agent=actor.user_agent,
                expires_at=expires_at,
                refresh_hash=tokens.digest(refresh_token),
            )
        )
    return _enter(tenant, user, membership, claims, refresh_token, actor=actor, came_by=came_by)


def switch(organization_id: UUID, *, actor: Actor) -> SignedIn:
    """Move the actor's session to another organization of theirs; the tokens for the former one fail at once.

    Raises not_found where the actor is no member, whether or not the organization exists (C15).
    """
    with shared_transaction():
        membership = shared_session.scalars(queries.membership(user_of(actor), organization_id)).one_or_none()
        if membership is None:
            raise problems.not_found("You belong to no such organization.")
        tenant, left = enterable(registry.tenant(organization_id)), registry.tenant(organization_of(actor))
        user, moved = shared_session.get_one(User, actor.user_id), _locked(actor.session_id)
        claims = tokens.Claims(user.id, moved.id, organization_id)
        refresh_token = tokens.refresh(claims, moved.expires_at)
        moved.organization_id = organization_id
        moved.refresh_hash, moved.refresh_generation = tokens.digest(refresh_token), moved.refresh_generation + 1
    with transaction(left):
        audit.record(actor, "updated", "session", moved.id, "session.left")
    return _enter(tenant, user, membership, claims, refresh_token, actor=actor)


def refresh(token: str, *, actor: Actor) -> SignedIn:
    """Exchange a refresh token for a new pair. Each is good once: an old one coming back is a stolen one.

    Then the session ends, for thief and owner alike, and refresh_token_was_reused is raised. Raises session_has_ended
    for a session that ended, a user or membership that is gone.
    """
    claims = tokens.read(token, "refresh")
    with shared_transaction():
        renewed = _renewed(claims, token, actor)
    if renewed is None:
        raise problems.refresh_token_was_reused()
    tenant, user, membership, refresh_token = renewed
    with transaction(tenant):
        standing.settle(user, membership)
    return _signed_in(tenant, user, claims, refresh_token)


def _renewed(
    claims: tokens.Claims, token: str, actor: Actor
) -> tuple[Tenant, User, OrganizationMembership, str] | None:
    """Rotate the session's refresh token; None where `token` is an old one, and then the session has ended.

    Answers instead of raising, because raising would roll the ending back.
    """
    found = _locked(claims.session_id, user_id=claims.user_id)
    if found.refresh_hash != tokens.digest(token):
        _end([UserSession.id == found.id])
        told = replace(actor, organization_id=found.organization_id)
        audit.record(told, "updated", "session", found.id, "session.refresh_reused")
        return None
    user = shared_session.get_one(User, found.user_id)
    membership = shared_session.scalars(queries.membership(user.id, claims.organization_id)).one_or_none()
    if membership is None or not user.is_active:
        raise problems.session_has_ended()
    tenant = enterable(registry.tenant(claims.organization_id))
    refresh_token = tokens.refresh(claims, found.expires_at)
    found.refresh_hash, found.last_activity = tokens.digest(refresh_token), utc_now()
    found.refresh_generation += 1
    return tenant, user, membership, refresh_token


def log_out(*, actor: Actor) -> None:
    """End the actor's session: every token of it fails from now on, everywhere (U16)."""
    end(_session_id(actor), actor=actor, event="session.closed")


def end(session_id: UUID, *, actor: Actor, event: str = "session.revoked") -> None:
    """End one of the actor's own sessions. Raises not_found for any other. Needs the tenant's unit."""
    with shared_transaction():
        if not _end([UserSession.id == session_id, UserSession.user_id == actor.user_id]):
            raise problems.not_found()
    audit.record(actor, "updated", "session", session_id, event, {"is_active": True}, {"is_active": False})


def end_others(*, actor: Actor) -> None:
    """End every session of the actor but the one that asks. Needs the tenant's unit."""
    with shared_transaction():
        _end([UserSession.user_id == actor.user_id, UserSession.id != actor.session_id])
    audit.record(actor, "updated", "user", user_of(actor), "session.revoked_others")


def end_in(organization_id: UUID, user_id: UUID) -> None:
    """End every session that a user has in an organization. Needs the shared unit."""
    _end([UserSession.user_id == user_id, UserSession.organization_id == organization_id])


def end_all(user_id: UUID, *, but: UUID | None = None) -> None:
    """End every session of a user, except `but`. Needs the shared unit."""
    _end([UserSession.user_id == user_id, *([UserSession.id != but] if but else [])])


def of(actor: Actor) -> list[OpenSession]:
    """The actor's open sessions, in every organization, most recent first."""
    with shared_transaction(read_only=True):
        found = shared_session.execute(queries.sessions_of(user_of(actor))).all()
    return [OpenSession(row[0], row[1], row[0].id == actor.session_id) for row in found]


def _enter(
    tenant: Tenant,
    user: User,
    membership: OrganizationMembership,
    claims: tokens.Claims,
    refresh_token: str,
    *,
    actor: Actor,
    came_by: str | None = None,
) -> SignedIn:
    entering = replace(actor, user_id=user.id, session_id=claims.session_id, organization_id=tenant.organization_id)
    with transaction(tenant):
        standing.settle(user, membership)
        if came_by is not None:
            audit.record(entering, "updated", "user", user.id, came_by)
        audit.record(entering, "created", "session", claims.session_id, "session.opened")
    return _signed_in(tenant, user, claims, refresh_token)


def _signed_in(tenant: Tenant, user: User, claims: tokens.Claims, refresh_token: str) -> SignedIn:
    return SignedIn(
        access_token=tokens.access(claims),
        refresh_token=refresh_token,
        expires_in=settings().access_token_minutes * 60,
        session_id=claims.session_id,
        user=user,
        organization=tenant,
    )


def _locked(session_id: UUID | None, user_id: UUID | None = None) -> UserSession:
    """The open session, locked; raises session_has_ended when there is none, or it is another user's."""
    found = shared_session.get(UserSession, session_id, with_for_update=True)
    if found is None or not found.is_active or found.expires_at <= utc_now() or user_id not in (None, found.user_id):
        raise problems.session_has_ended()
    return found


def _end(conditions: Iterable[ColumnElement[bool]]) -> int:
    """End the open sessions that meet the conditions; answers how many."""
    ended = update(UserSession).where(UserSession.is_active, *conditions)
    ended = ended.values(is_active=False, logged_out_at=utc_now())
    return len(shared_session.execute(ended.returning(UserSession.id)).all())


def user_of(actor: Actor) -> UUID:
    """The person that the actor is; raises not_signed_in for a program."""
    return _given(actor.user_id)


def _session_id(actor: Actor) -> UUID:
    return _given(actor.session_id)


def organization_of(actor: Actor) -> UUID:
    """The organization that the actor works in."""
    return _given(actor.organization_id)


def _given(value: UUID | None) -> UUID:
    """What the permission `signed_in` promises: an actor with a session has it."""
    if value is None:
        raise problems.not_signed_in()
    return value
