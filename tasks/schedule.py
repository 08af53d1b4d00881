"""What comes round by the clock. Each worker's scheduler asks every second; Redis lets one of them do each duty.

Hints get lost (Redis restarts, a worker dies between taking a message and reading its row). The fast sweep visits the
organizations known to have work waiting; the slow one reaches every organization within ten minutes, whatever Redis
has forgotten, and tidies up in each while it is there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from surveyapp.accounts import service as accounts
from surveyapp.analysis import service as analysis
from surveyapp.exports import service as exports
from surveyapp.http import idempotency
from surveyapp.jobs import service as jobs
from surveyapp.transaction import shared_transaction, transaction
from tasks.job import find, stopping
from tasks.queue import Queue
from tenants import registry
from tenants.context import Tenant
from tenants.db import passing_through

log = structlog.get_logger(__name__)

HINT_AGAIN = 60.0
"""Seconds before a sweep hints at the same attempt of the same job again: a long queue must not grow by its sweeps."""
SETTLED = timedelta(minutes=2)
"""A mark is set before its job's commit: an organization without work keeps a mark younger than this."""
FILES_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do every so many seconds."""

    name: str
    every: float
    do: Callable[[Queue], None]


def fast_sweep(queue: Queue) -> None:
    """Hint at the work of organizations that are marked; forget those that have none any more."""
    for public_key, marked_at in queue.marked():
        if stopping.is_set():
            return
        tenant = find(public_key)
        if tenant is None or tenant.state != "active" or _is_idle(queue, tenant, marked_at):
            queue.unmark(public_key, marked_at)


def slow_sweep(queue: Queue) -> None:
    """Visit every active organization: hint at its work, remove what has expired.

    On connections that are closed afterwards, since a backend keeps memory for each organization it has met.
    """
    with shared_transaction(read_only=True):
        tenants = registry.tenants()
    with passing_through():
        for tenant in tenants:
            if stopping.is_set():
                return
            _guarded("visit", partial(visit, queue, tenant), tenant)


def visit(queue: Queue, tenant: Tenant) -> None:
    """One organization's turn in the slow sweep."""
    with transaction(tenant):
        if _hint_waiting(queue, tenant):
            queue.mark(tenant.public_key)
        if analysis.is_behind():
            queue.mark_uncounted(tenant.public_key)
        idempotency.forget_old()
        exports.forget_old(FILES_KEPT)


def provisioning_sweep(queue: Queue) -> None:
    """Hint at organizations that still wait for their schema."""
    with shared_transaction(read_only=True):
        tenants = registry.tenants(("provisioning",))
    for tenant in tenants:
        if queue.first(f"provision:{tenant.organization_id}", HINT_AGAIN):
            queue.hint_provisioning(tenant.organization_id)


def accounts_tidy(queue: Queue) -> None:
    """Remove spent links, counts of failures and sessions long over."""
    accounts.tidy()


DUTIES = (
    Duty("fast_sweep", 5, fast_sweep),
    Duty("provisioning_sweep", 15, provisioning_sweep),
    Duty("slow_sweep", 300, slow_sweep),
    Duty("accounts_tidy", 86_400, accounts_tidy),
)


def tick(queue: Queue) -> None:
    """Do what is due and nobody else has done; a duty that fails is logged and comes round again."""
    for duty in DUTIES:
        if not stopping.is_set() and queue.first(duty.name, duty.every):
            _guarded(duty.name, partial(duty.do, queue))


def _is_idle(queue: Queue, tenant: Tenant, marked_at: int) -> bool:
    with transaction(tenant, read_only=True):
        _hint_waiting(queue, tenant)
        settled = time.time() * 1000 - marked_at > SETTLED.total_seconds() * 1000
        return settled and jobs.is_idle()


def _hint_waiting(queue: Queue, tenant: Tenant) -> bool:
    """Hint at what waits in the open transaction's organization; whether there was anything."""
    waiting = jobs.waiting()
    for job_id, kind, attempts in waiting:
        if queue.first(f"hint:{job_id}:{attempts}", HINT_AGAIN):
            queue.hint(tenant.public_key, job_id, kind)
    return bool(waiting)


def _guarded(what: str, action: Callable[[], None], tenant: Tenant | None = None) -> None:
    try:
        action()
    except Exception:
        log.exception("duty_failed", duty=what, tenant=tenant.public_key if tenant else None)
