"""Signing in with an e-mail address and a password, and changing the password (U01)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from uuid import UUID, uuid5

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.models import SEEDS
from surveyapp.accounts.service import attempts, passwords, sessions, standing
from surveyapp.audit import service as audit
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction, transaction
from tenants import registry
from tenants.db import shared_session, utc_now
from tenants.models import User


def canonical(email: str) -> str:
    """The one form in which an address is kept and compared."""
    return unicodedata.normalize("NFC", email.strip()).lower()


def log_in(email: str, password: str, slug: str | None, *, actor: Actor) -> sessions.SignedIn:
    """Open a session in the organization with this slug, or else in the one last worked in.

    Raises wrong_credentials and account_is_locked, alike for addresses with and without an account; not_a_member only
    to whoever gave the right password.
    """
    user = prove(email, password, actor=actor)
    with shared_transaction(read_only=True):
        chosen = standing.choose(user.id, slug)
    if chosen is None:
        raise problems.not_a_member()
    return sessions.open_for(user, *chosen, actor=actor)


def prove(email: str, password: str, *, actor: Actor) -> User:
    """The user whose address and password these are. Opens its own transactions: call it outside any.

    The attempt is counted before the password is looked at, and the password is hashed outside any transaction.
    """
    email = canonical(email)
    with shared_transaction():
        attempts.reserve(email)
        user = shared_session.scalars(queries.user_by_email(email)).one_or_none()
    right = passwords.matches(user.password if user else None, password)
    if user is None or not right or not user.is_active:
        _refuse(email, user, actor)
        raise problems.wrong_credentials()
    _accept(user, password)
    return user


def change_password(current: str, new: str, *, actor: Actor) -> None:
    """Replace the actor's own password and end their other sessions. Opens its own transactions.

    Raises wrong_credentials for a wrong current password; failures count towards the lock like any sign-in.
    """
    user = prove(actor.email or "", current, actor=actor)
    hashed = passwords.hashed(new)
    with shared_transaction():
        set_password(user.id, hashed)
        sessions.end_all(user.id, but=actor.session_id)
        tenant = registry.tenant(sessions.organization_of(actor))
    with transaction(tenant):
        audit.record(actor, "updated", "user", user.id, "user.password_changed")


def set_password(user_id: UUID, hashed: str) -> None:
    """Keep a new password, hashed already. Needs the shared unit."""
    user = shared_session.get_one(User, user_id, with_for_update=True)
    user.password, user.password_changed_at = hashed, utc_now()
    user.activated_at = user.activated_at or user.password_changed_at


def _refuse(email: str, user: User | None, actor: Actor) -> None:
    """Tell the shared trail. The address stays out, since people type passwords into the wrong box: an unknown one is
    named by an id made from it, so that repeated attempts are seen to belong together.
    """
    resource_id = user.id if user else uuid5(SEEDS, email)
    with shared_transaction():
        audit.record(replace(actor, organization_id=None), "created", "user", resource_id, "session.refused")


def _accept(user: User, password: str) -> None:
    rehashed = passwords.hashed(password) if passwords.is_outdated(user.password) else None
    with shared_transaction():
        attempts.forget(user.email)
        if rehashed is not None:
            shared_session.get_one(User, user.id).password = rehashed
