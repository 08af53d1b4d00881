"""Keys for programs: scoped, expiring, shown once, revoked at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.accounts import queries
from surveyapp.accounts.models import ApiKey
from surveyapp.accounts.service import rights, tokens
from surveyapp.audit import service as audit
from surveyapp.permissions import Actor
from tenants import context
from tenants.db import session, utc_now

SHOWN = 6
"""How many characters of the secret stay readable, to tell keys apart."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key and its secret, which is kept nowhere."""

    api_key: ApiKey
    secret: str = field(repr=False)


def every() -> Select[ApiKey]:
    """The organization's keys, newest first, to be read a page at a time."""
    return queries.api_keys()


def one(key_id: UUID) -> ApiKey:
    """A key, without its secret; raises not_found."""
    found = session.get(ApiKey, key_id)
    if found is None:
        raise problems.not_found()
    return found


def create(document: dict[str, Any], *, actor: Actor) -> NewKey:
    """A key and its secret, which is shown this once. Raises cannot_grant_more_than_own, invalid_input."""
    rights.demand_own(actor, document["scopes"])
    expires_at = document.get("expires_at")
    if expires_at is not None and expires_at <= utc_now():
        fault = {"pointer": "/expires_at", "code": "out_of_range", "detail": "A key cannot expire in the past."}
        raise problems.invalid_input(errors=[fault])
    public_key = context.current().public_key
    secret = tokens.secret(public_key, tokens.KEY_MARK)
    key = ApiKey(
        name=document["name"],
        prefix=secret[: len(public_key) + 1 + len(tokens.KEY_MARK) + SHOWN],
        key_hash=tokens.digest(secret),
        scopes=sorted(set(document["scopes"])),
        created_by=actor.user_id,
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    audit.record(actor, "created", "api_key", key.id, "api_key.created", None, _told(key))
    return NewKey(key, secret)


def revoke(key_id: UUID, *, actor: Actor) -> None:
    """End a key for good; it stays in the list. Raises not_found, also for one revoked before."""
    key = one(key_id)
    if key.revoked_at is not None:
        raise problems.not_found()
    key.revoked_at = utc_now()
    audit.record(actor, "deleted", "api_key", key.id, "api_key.revoked", _told(key))


def _told(key: ApiKey) -> dict[str, Any]:
    return {"name": key.name, "prefix": key.prefix, "scopes": key.scopes, "expires_at": key.expires_at}
