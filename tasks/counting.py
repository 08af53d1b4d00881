"""The worker's duty to the analyses: whatever waits in a marked organization is counted within a second (I04).

Each worker has a thread for it, so that no sweep and no job holds it up. Workers share the organizations: one that has
just been visited is passed over, and the count itself lets in one at a time.
"""

import time
from functools import partial
from threading import Event, Thread

import redis
import structlog

from surveyapp.analysis import service as analysis
from surveyapp.transaction import transaction
from tasks.job import find
from tasks.queue import Queue
from tenants.context import Tenant

log = structlog.get_logger(__name__)

PAUSE = 0.5
VISITED = 0.4
"""Seconds for which an organization that one worker has visited is passed over by the others."""
QUIET = 5_000
"""Milliseconds after its last mark for which an organization is visited. A mark may stand for submissions half a second
younger than it (`marks.Notes`), and they for statements that take their time to commit."""
AT_A_STRETCH = 5
"""Full counts in a row, before the next organization has its turn."""


def counting(queue: Queue, stopping: Event) -> Thread:
    """The thread, not started: rounds until `stopping`."""
    return Thread(target=partial(_run, queue, stopping), name="counting", daemon=True)


def visit_marked(queue: Queue, stopping: Event) -> None:
    """One round: count what waits in every marked organization, forget those that have gone quiet."""
    for public_key, marked_at in queue.uncounted.all():
        if stopping.is_set():
            return
        if not queue.first(f"count:{public_key}", VISITED):
            continue
        tenant = find(public_key)
        is_quiet = time.time() * 1000 - marked_at > QUIET
        if tenant is None or tenant.state != "active" or (_counted(tenant, stopping) and is_quiet):
            queue.uncounted.remove(public_key, marked_at)


def _counted(tenant: Tenant, stopping: Event) -> bool:
    """Count what waits; whether nothing does any more. A failure is logged, and the next round tries again."""
    try:
        for _ in range(AT_A_STRETCH):
            with transaction(tenant):
                counted = analysis.count()
            if counted is None or stopping.is_set():
                return False
            if counted < analysis.MOST:
                return counted == 0
    except Exception:
        log.exception("counting_failed", tenant=tenant.public_key)
    return False


def _run(queue: Queue, stopping: Event) -> None:
    while not stopping.wait(PAUSE):
        try:
            visit_marked(queue, stopping)
        except redis.RedisError as error:
            log.warning("marks_are_unreachable", error=type(error).__name__)
        except Exception:
            log.exception("round_failed")
