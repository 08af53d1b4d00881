"""The one unit of work: begin, commit, then what waited for the commit; a rollback drops it.

A request, a job and a command each run inside exactly one of these (registering an organization runs several, one after
the other). Services never commit; they call `after_commit` for whatever must not outrun the data: a hint to the
queue, an invalidation of a cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from tenants.context import Tenant
from tenants.db import session, shared_session, shared_unit, tenant_unit

log = structlog.get_logger(__name__)
_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting", default=None)


class NoTransaction(RuntimeError):
    """Something wanted to wait for a commit while nothing was going to commit."""


@contextmanager
def transaction(tenant: Tenant, *, read_only: bool = False) -> Iterator[None]:
    """One transaction as the tenant's role in the tenant's schema; commits on the way out, rolls back on an
    exception.
    """
    with tenant_unit(tenant, read_only=read_only), _collecting() as waiting:
        yield
        session.commit()
    _deliver(waiting)


@contextmanager
def shared_transaction(*, read_only: bool = False) -> Iterator[None]:
    """One short transaction over the shared schema, never under a tenant's role."""
    with shared_unit(read_only=read_only), _collecting() as waiting:
        yield
        shared_session.commit()
    _deliver(waiting)


def after_commit(action: Callable[[], None]) -> None:
    """Run `action` once the innermost open transaction has committed; never, when it rolls back."""
    waiting = _waiting.get()
    if waiting is None:
        raise NoTransaction("after_commit outside a transaction")
    waiting.append(action)


@contextmanager
def _collecting() -> Iterator[list[Callable[[], None]]]:
    waiting: list[Callable[[], None]] = []
    token = _waiting.set(waiting)
    try:
        yield waiting
    finally:
        _waiting.reset(token)


def _deliver(waiting: list[Callable[[], None]]) -> None:
    """The data is safe by now, so a failing action must not turn the caller's success into an error: it is logged.

    What it would have done is caught up elsewhere: the sweeps find a job without its hint, a cache entry expires.
    """
    for action in waiting:
        try:
            action()
        except Exception:
            log.exception("after_commit_failed", action=getattr(action, "__qualname__", repr(action)))
