"""A pool whose connections remember whom they have met.

A backend that meets an organization for the first time reads the catalogs of its tables and plans its statements: eight
times the work of a submission, and a quarter of a megabyte that it keeps for ever. So of the connections that are free
a unit is given one that has met its organization, or else the one that has met the fewest: each comes to know its share
of the organizations, not all of them all. Nobody waits for a connection while another one is free, so an organization
that is busy all the time comes to be known by all.
"""

import logging
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Queue

from tenants import context

MET = "organizations met"
# As SQLAlchemy does with its own: a pool tells each opening and closing.
logging.getLogger(__name__).setLevel(logging.WARNING)


class Acquainted(Queue[ConnectionPoolEntry]):
    """The connections that are free, the one that came back last at the end; asked only under the queue's own lock."""

    def _get(self) -> ConnectionPoolEntry:
        tenant = context.current_or_none()
        at = -1 if tenant is None else self._best_for(tenant.organization_id)
        found = self.queue[at]
        del self.queue[at]
        return found

    def _best_for(self, organization_id: UUID) -> int:
        """Of several that have met it, or have met as few, the one that came back last."""
        fewest, best = -1, -1
        for at in range(len(self.queue) - 1, -1, -1):
            met = met_by(self.queue[at])
            if organization_id in met:
                return at
            if best < 0 or len(met) < fewest:
                fewest, best = len(met), at
        return best


class TenantPool(QueuePool):
    """SQLAlchemy's own but for the order."""

    _queue_class = Acquainted


def meet(info: dict[Any, Any], organization_id: UUID) -> None:
    """Note in a connection's `info`, which ends with it, that it has met an organization."""
    info.setdefault(MET, set()).add(organization_id)


def met_by(record: ConnectionPoolEntry) -> Collection[UUID]:
    """Whom a pooled connection has met since it was opened."""
    met: Collection[UUID] = record.info.get(MET, ())
    return met


def retire_well_travelled(limit: int, dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
    """The pool's check-in: close a connection whose backend remembers too many organizations."""
    if dbapi_connection is not None and len(met_by(record)) >= limit:
        record.invalidate()
