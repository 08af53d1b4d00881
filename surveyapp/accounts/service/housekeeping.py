"""What time makes useless: counts of failures, spent links, sessions long over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from surveyapp.accounts.service import activation, attempts
from surveyapp.transaction import shared_transaction
from tenants.db import shared_session, utc_now
from tenants.models import UserSession

KEPT = timedelta(days=90)
"""How long an ended session stays readable, for whoever has to find out what happened."""


def tidy() -> None:
    """Remove them. For the schedule, once a day."""
    long_ago = utc_now() - KEPT
    over = delete(UserSession).where(or_(UserSession.logged_out_at < long_ago, UserSession.expires_at < long_ago))
    with shared_transaction():
        attempts.forget_old()
        activation.forget_spent()
        shared_session.execute(over)
