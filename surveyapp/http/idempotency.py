"""Idempotency-Key: a POST that creates is done once, however often a client with a bad line sends it (DESIGN 5, 8).

The key's row is inserted first in the transaction that it guards. A twin in flight waits on that row: when the first
commits, the twin finds the reply and replays it; when the first rolls back, the key is free again and the twin does the
work. The stored reply is sealed with the organization's key, since it may hold a token that is shown once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import orjson
from flask import Response, g, request
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from surveyapp import problems
from tenants import encrypted
from tenants.context import current
from tenants.db import session
from tenants.models import IdempotencyKey

_KEY = re.compile(r"^[!-~]{1,255}$")
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Location", "ETag", "Content-Type")


def once(work: Callable[[], Response], *, asked: bool) -> Response:
    """Do `work`, or replay what it answered before to the same key, caller and address.

    Only a success is kept: a problem rolls the transaction back, and the key with it. Raises malformed_header for a key
    that is none, idempotency_key_was_reused when the body is another than the first time.
    """
    key = request.headers.get("Idempotency-Key")
    if not asked or key is None or g.tenant is None:
        return work()
    if not _KEY.match(key):
        raise problems.malformed_header("Idempotency-Key is 1 to 255 visible ASCII characters.")
    name, fingerprint = key_hash(key), sha256(request.get_data(cache=True)).hexdigest()
    if not _claim(name, fingerprint):
        return _replay(name, fingerprint)
    reply = work()
    _keep(name, reply)
    return reply


def forget_old() -> None:
    """Free the keys of the open transaction's organization that are older than `KEPT`."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < func.now() - KEPT))


def key_hash(key: str) -> str:
    """The row's key: the same client key of another caller, method or address is another one."""
    caller = (
        g.actor.user_id
        or g.actor.api_key_id
        or sha256((request.headers.get("Authorization") or "").encode()).hexdigest()
    )
    return sha256("\n".join((str(caller), request.method, request.path, key)).encode()).hexdigest()


def _claim(name: str, fingerprint: str) -> bool:
    statement = insert(IdempotencyKey).values(key_hash=name, fingerprint=fingerprint)
    statement = statement.on_conflict_do_nothing(index_elements=[IdempotencyKey.key_hash])
    return session.scalar(statement.returning(IdempotencyKey.key_hash)) is not None


def _replay(name: str, fingerprint: str) -> Response:
    row = session.scalar(select(IdempotencyKey).where(IdempotencyKey.key_hash == name))
    if row is None or row.reply is None:
        raise problems.transaction_conflict()
    if row.fingerprint != fingerprint:
        raise problems.idempotency_key_was_reused()
    kept = orjson.loads(encrypted.open_text(current(), _place(name), row.reply))
    response = Response(kept["body"], status=row.status, headers=kept["headers"])
    response.headers[REPLAYED] = "true"
    return response


def _keep(name: str, reply: Response) -> None:
    headers = [[header, reply.headers[header]] for header in KEPT_HEADERS if header in reply.headers]
    kept = orjson.dumps({"headers": headers, "body": reply.get_data(as_text=True)})
    sealed = encrypted.seal_text(current(), _place(name), kept)
    session.execute(
        update(IdempotencyKey).where(IdempotencyKey.key_hash == name).values(status=reply.status_code, reply=sealed)
    )


def _place(name: str) -> bytes:
    """What the seal is bound to: a reply moved to another key's row does not open."""
    return b"idempotency" + name.encode()
