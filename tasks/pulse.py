"""The heartbeat of one attempt, in a thread of its own, so that work which never reports is not taken for dead.

It writes the progress that the work has reached, in short transactions beside the work's own, and brings back the news
that the job was cancelled or taken; the work hears of it the next time it reports.
"""

from threading import Event, Thread
from types import TracebackType

import structlog

from surveyapp.jobs import service
from surveyapp.transaction import transaction
from tenants.context import Tenant

log = structlog.get_logger(__name__)

EVERY = 1.0


class Stopping(Exception):
    """The worker was told to stop: put the work back, another worker will do it."""


class Pulse:
    """Beats while its block runs. `stopping` is the worker's: once set, the next report raises Stopping."""

    def __init__(self, tenant: Tenant, held: service.Claim, stopping: Event) -> None:
        self._tenant, self._held, self._stopping = tenant, held, stopping
        self._reached = 0.0
        self._taken, self._over = Event(), Event()
        self._thread = Thread(target=self._beat, name=f"pulse of {held.id}", daemon=True)

    def progress(self, done: int, total: int) -> None:
        """Report `done` of `total`; costs nothing, so report often. Raises Taken, Stopping."""
        if self._taken.is_set():
            raise service.Taken(self._held.kind)
        if self._stopping.is_set():
            raise Stopping
        self._reached = min(1.0, done / total) if total > 0 else 0.0

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(EVERY) and not self._taken.is_set():
            try:
                with transaction(self._tenant):
                    service.beat(self._held, self._reached)
            except service.Taken:
                self._taken.set()
            except Exception as error:
                log.warning("heartbeat_failed", job_id=str(self._held.id), error=type(error).__name__)
