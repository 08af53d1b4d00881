"""Lockout after repeated failures, counted in the database: it holds with Redis down and over every process.

An attempt is counted before the password is checked and forgotten when it was right, so guesses sent at the same
moment cannot slip through together. The count is by address, known or not: a lock tells nothing about accounts.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import case, delete, func
from sqlalchemy.dialects.postgresql import insert

from surveyapp import problems
from surveyapp.accounts.models import LoginAttempt
from tenants.db import shared_session, utc_now

LIMIT = 10
LOCKED_FOR = timedelta(minutes=15)


def reserve(email: str) -> None:
    """Count one attempt for `email`. Raises account_is_locked once LIMIT failed within LOCKED_FOR of each other.

    An attempt while locked neither counts nor prolongs the lock. Needs an open shared unit.
    """
    now = utc_now()
    row = LoginAttempt
    forgotten, used_up = row.last_failed_at < now - LOCKED_FOR, row.failures >= LIMIT
    counted = (
        insert(row)
        .values(email_hash=_key(email), failures=1, last_failed_at=now)
        .on_conflict_do_update(
            index_elements=[row.email_hash],
            set_={
                "failures": case((forgotten, 1), else_=func.least(row.failures + 1, LIMIT + 1)),
                "last_failed_at": case((~forgotten & used_up, row.last_failed_at), else_=now),
            },
        )
        .returning(row.failures, row.last_failed_at)
    )
    failures, last_failed_at = shared_session.execute(counted).one()
    if failures > LIMIT:
        wait = max(1, round((last_failed_at + LOCKED_FOR - now).total_seconds()))
        raise problems.account_is_locked(headers={"Retry-After": str(wait)})


def forget(email: str) -> None:
    """The right password was given: the count begins anew."""
    shared_session.execute(delete(LoginAttempt).where(LoginAttempt.email_hash == _key(email)))


def forget_old() -> None:
    """Remove the counts that no longer lock anybody."""
    shared_session.execute(delete(LoginAttempt).where(LoginAttempt.last_failed_at < utc_now() - LOCKED_FOR))


def _key(email: str) -> str:
    return sha256(email.encode()).hexdigest()
