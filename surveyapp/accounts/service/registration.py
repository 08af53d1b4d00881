"""Registering: a person, their organization and its schema in one call (U01, U04, U05).

The web process holds no owner's credentials, so it cannot make a schema. It writes the organization in state
`provisioning` and announces it; the worker makes the rest, and this side waits a while for it. The state of the row is
the job: a lost hint is caught up by whoever looks for organizations that are still `provisioning`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.service import passwords, sessions, sign_in, standing
from surveyapp.accounts.service.settings import settings
from surveyapp.audit import service as audit
from surveyapp.events import OrganizationRegistered, announce
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction, transaction
from tenants import errors, provision, registry
from tenants.db import new_id, shared_session, utc_now
from tenants.models import Organization, OrganizationMembership, User

FIRST_WAIT, LONGEST_WAIT = 0.05, 0.4


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering came to: signed in, or (`signed_in` is None) still being set up."""

    organization: Organization
    signed_in: sessions.SignedIn | None = None


def register(document: dict[str, Any], *, actor: Actor) -> Registered:
    """Make a person, an organization that they own, and sign them in once it can be entered.

    Raises registration_is_closed, email_is_taken, slug_is_taken. An address that was only invited so far, or whose
    owner belongs to no organization any more and proves the password, may register.
    """
    if not settings().registration_open:
        raise problems.registration_is_closed()
    email = sign_in.canonical(document["email"])
    proven = _proven(email, document["password"], actor)
    hashed = passwords.hashed(document["password"])
    with shared_transaction():
        user = _claim(email, proven) or _add_user(email, document)
        if proven is None:
            sign_in.set_password(user.id, hashed)
        organization, membership = _found(user.id, document["organization"])
    if not is_ready(organization.id, within=settings().registration_wait_seconds):
        return Registered(organization)
    return Registered(organization, sessions.open_for(user, membership, organization, actor=actor))


def create_organization(document: dict[str, Any], *, actor: Actor) -> tuple[Organization, bool]:
    """Another organization for somebody signed in, who owns it; and whether it can be entered already.

    Raises slug_is_taken. Needs the unit of the organization the actor is in, whose trail records it too.
    """
    if not settings().registration_open:
        raise problems.registration_is_closed()
    with shared_transaction():
        organization, _ = _found(sessions.user_of(actor), document)
    named = {"name": organization.name, "slug": organization.slug}
    audit.record(actor, "created", "organization", organization.id, "organization.registered", None, named)
    return organization, is_ready(organization.id, within=settings().registration_wait_seconds)


def finish_provisioning(organization_id: UUID) -> None:
    """Make schema, role, key and seeds of a registered organization, settle its owners. The worker's part; repeatable.

    Raises what `tenants.provision` raises; the organization then stays `provisioning` and is tried again.
    """
    provision.provision(organization_id)
    with shared_transaction(read_only=True):
        tenant, owners = registry.tenant(organization_id), standing.owners_of(organization_id)
    with transaction(tenant):
        for user, membership in owners:
            standing.settle(user, membership)
        if owners and not audit.was_recorded("organization.provisioned", "organization", organization_id):
            owner = Actor(user_id=owners[0][0].id, organization_id=organization_id)
            named = {"name": tenant.name, "slug": tenant.slug}
            audit.record(owner, "created", "organization", organization_id, "organization.provisioned", None, named)


def state_of(organization_id: UUID) -> str:
    """The state of an organization being registered. Raises not_found."""
    with shared_transaction(read_only=True):
        organization = shared_session.get(Organization, organization_id)
    if organization is None:
        raise problems.not_found()
    return organization.state


def is_ready(organization_id: UUID, *, within: float) -> bool:
    """Wait until the organization can be entered, `within` seconds at most; asks less and less often."""
    deadline, pause = time.monotonic() + within, FIRST_WAIT
    while state_of(organization_id) != "active":
        if time.monotonic() + pause > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_WAIT)
    return True


def _found(user_id: UUID, document: dict[str, Any]) -> tuple[Organization, OrganizationMembership]:
    """Write organization and ownership, and let the worker know after the commit."""
    try:
        organization = registry.create(document["name"], document.get("slug"))
    except (errors.SlugTaken, errors.BadName):
        raise problems.slug_is_taken() from None
    membership = OrganizationMembership(
        id=new_id(), user_id=user_id, organization_id=organization.id, role=standing.OWNER, joined_at=utc_now()
    )
    shared_session.add(membership)
    shared_session.flush()
    announce(OrganizationRegistered(organization.id))
    return organization, membership


def _proven(email: str, password: str, actor: Actor) -> User | None:
    """Who has this address, an account and no organization any more, if the password is theirs.

    None for an address without an account. Raises email_is_taken for any other, and for a wrong password.
    """
    with shared_transaction(read_only=True):
        user = shared_session.scalars(queries.user_by_email(email)).one_or_none()
        belongs = user is not None and shared_session.execute(queries.memberships_of(user.id)).first() is not None
    if user is None or user.activated_at is None:
        return None
    if belongs:
        raise problems.email_is_taken()
    try:
        return sign_in.prove(email, password, actor=actor)
    except problems.Problem:
        raise problems.email_is_taken() from None


def _claim(email: str, proven: User | None) -> User | None:
    """The account to go on with: the proven one, or one that was only invited so far. Locks it."""
    user = shared_session.scalars(queries.user_by_email(email).with_for_update()).one_or_none()
    if user is not None and user.activated_at is not None and proven is None:
        raise problems.email_is_taken()
    return user


def _add_user(email: str, document: dict[str, Any]) -> User:
    user = User(
        id=new_id(),
        email=email,
        password=passwords.UNUSABLE,
        first_name=document.get("first_name"),
        last_name=document.get("last_name"),
    )
    try:
        with shared_session.begin_nested():
            shared_session.add(user)
    except IntegrityError:
        raise problems.email_is_taken() from None
    return user
