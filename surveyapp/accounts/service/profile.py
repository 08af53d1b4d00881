"""A person's own account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update as sql_update

from surveyapp.accounts.service.sessions import user_of
from surveyapp.audit import service as audit
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction
from tenants.db import session, shared_session
from tenants.models import Member, User

NAMES = ("first_name", "last_name")


def rename(document: dict[str, Any], *, actor: Actor) -> None:
    """Change one's own names, here at once and in other organizations when a token is next issued there.

    Needs the tenant's unit.
    """
    with shared_transaction():
        user = shared_session.get_one(User, user_of(actor), with_for_update=True)
        before = {name: getattr(user, name) for name in NAMES}
        for name in NAMES:
            setattr(user, name, document.get(name, before[name]))
        after = {name: getattr(user, name) for name in NAMES}
    session.execute(sql_update(Member).where(Member.user_id == user.id).values(**after))
    audit.record(actor, "updated", "user", user.id, "user.renamed", before, after)
