"""One-time links: how somebody joins an organization, and how a forgotten password is replaced.

Nobody's mail is checked here, so an account may have been made by somebody else under this address. Therefore an
invitation gives nothing by itself: the membership comes to be only when its link, handed over by the organization, is
presented together with the account's password (chosen then, if there is none yet). And a link that replaces a password
is only given, and only taken, while the person belongs to that one organization: none sets the key to another's door.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, update

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.service import passwords, sessions, sign_in, standing, tokens
from surveyapp.accounts.service.settings import settings
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction
from tenants.context import Tenant
from tenants.db import new_id, shared_session, utc_now
from tenants.models import Organization, OrganizationMembership, User, UserToken

Purpose = Literal["activation", "reset"]
GOOD_FOR: dict[str, timedelta] = {"activation": timedelta(days=7), "reset": timedelta(hours=24)}
USED = {"activation": "member.joined", "reset": "user.password_reset"}
"""What the trail tells of a link that was used."""


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link, shown once."""

    purpose: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link is for, as whoever holds it may read."""

    purpose: str
    email: str
    organization: Organization
    expires_at: datetime


def issue(user_id: UUID, tenant: Tenant, purpose: Purpose) -> Link:
    """A new one-time link; earlier ones of this person in this organization stop working. Needs the shared unit."""
    revoke(user_id, tenant.organization_id)
    secret, expires_at = tokens.secret(tenant.public_key), utc_now() + GOOD_FOR[purpose]
    shared_session.add(
        UserToken(
            user_id=user_id,
            organization_id=tenant.organization_id,
            purpose=purpose,
            token_hash=tokens.digest(secret),
            expires_at=expires_at,
        )
    )
    return Link(purpose, f"{settings().public_url}/api/v1/auth/activate/{secret}", expires_at)


def revoke(user_id: UUID, organization_id: UUID) -> None:
    """Let every open link of this person in this organization expire. Needs the shared unit."""
    of_them = (UserToken.user_id == user_id, UserToken.organization_id == organization_id, UserToken.used_at.is_(None))
    shared_session.execute(update(UserToken).where(*of_them).values(expires_at=utc_now()))


def look(token: str) -> Invitation:
    """What the link is for. Raises activation_is_spent."""
    with shared_transaction(read_only=True):
        link, user, organization = _open(token)
    return Invitation(link.purpose, user.email, organization, link.expires_at)


def activate(token: str, password: str, *, actor: Actor) -> sessions.SignedIn:
    """Use the link: join the organization or replace the password, and sign in.

    `password` is the one chosen now; somebody who joins with an account gives the one they have. Raises
    activation_is_spent, wrong_credentials, account_is_locked.
    """
    with shared_transaction(read_only=True):
        link, user, _ = _open(token)
    chooses = link.purpose == "reset" or user.activated_at is None
    if not chooses:
        sign_in.prove(user.email, password, actor=actor)
    hashed = passwords.hashed(password) if chooses else None
    with shared_transaction():
        link, user, organization = _open(token, lock=True)
        if chooses and link.purpose == "activation" and user.activated_at is not None:
            raise problems.transaction_conflict()
        link.used_at = utc_now()
        if hashed is not None:
            sign_in.set_password(user.id, hashed)
            sessions.end_all(user.id)
        membership = _join(user, organization) if link.purpose == "activation" else _only_membership(user, organization)
    acting = replace(actor, organization_id=organization.id)
    return sessions.open_for(user, membership, organization, actor=acting, came_by=USED[link.purpose])


def may_reset(user_id: UUID, organization_id: UUID) -> bool:
    """Whether this organization is the only one the person belongs to. Needs the shared unit."""
    found = [row[1].id for row in shared_session.execute(queries.memberships_of(user_id))]
    return found == [organization_id]


def forget_spent() -> None:
    """Remove links that nobody can use any more. Needs the shared unit."""
    shared_session.execute(delete(UserToken).where(UserToken.expires_at < utc_now() - timedelta(days=30)))


def _open(token: str, *, lock: bool = False) -> tuple[UserToken, User, Organization]:
    """The link with its person and organization, if it can still be used."""
    found = queries.token_by_hash(tokens.digest(token))
    row = shared_session.execute(found.with_for_update(of=[UserToken, User]) if lock else found).one_or_none()
    if row is None or row[0].used_at is not None or row[0].expires_at <= utc_now() or not row[1].is_active:
        raise problems.activation_is_spent()
    return row[0], row[1], row[2]


def _join(user: User, organization: Organization) -> OrganizationMembership:
    found = shared_session.scalars(queries.membership(user.id, organization.id)).one_or_none()
    if found is not None:
        return found
    joined = OrganizationMembership(
        id=new_id(), user_id=user.id, organization_id=organization.id, role=standing.MEMBER, joined_at=utc_now()
    )
    shared_session.add(joined)
    return joined


def _only_membership(user: User, organization: Organization) -> OrganizationMembership:
    """The person's membership, which must still be their only one."""
    if not may_reset(user.id, organization.id):
        raise problems.activation_is_spent()
    return shared_session.scalars(queries.membership(user.id, organization.id)).one()
