"""How a job's row is run: claimed, worked on inside one transaction, ended in that same transaction.

    @job("export_csv", attempts=3)
    def export_csv(held, progress):
        \"\"\"Write the survey's responses as CSV.\"\"\"
        return exports.write(held, progress=progress)

What the work writes to the database commits together with the row's `succeeded`, or not at all, so a job that is begun
twice (its worker was killed, its message came twice) takes effect once. A Problem ends the job as failed, anything else
is tried again later, as often as the kind allows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from uuid import UUID

import structlog

from surveyapp.jobs import service
from surveyapp.jobs.service import Claim, Done, Progress
from surveyapp.problems import Problem, internal_error
from surveyapp.transaction import shared_transaction, transaction
from tasks.pulse import Pulse, Stopping
from tenants import files, resolve
from tenants.context import Tenant

log = structlog.get_logger(__name__)

Work = Callable[[Claim, Progress], Done | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job that this worker can do."""

    attempts: int
    work: Work


KINDS: dict[str, Kind] = {}
stopping = Event()
"""Set when this worker must stop: jobs that report go back to the queue, the others finish."""


def job(kind: str, *, attempts: int = 3) -> Callable[[Work], Work]:
    """Register the function as what does jobs of `kind`, tried at most so often."""

    def register(work: Work) -> Work:
        if kind in KINDS:
            raise ValueError(f"two jobs are called {kind}")
        KINDS[kind] = Kind(attempts, work)
        return work

    return register


def run(public_key: str, job_id: str, kind: str) -> None:
    """Do what a hint points at, if it is still to be done. The one task that Huey knows for all jobs."""
    tenant = find(public_key)
    if tenant is None or tenant.state != "active":
        return
    with structlog.contextvars.bound_contextvars(tenant=tenant.public_key, job_id=job_id, kind=kind):
        with transaction(tenant):
            held = service.claim(UUID(job_id), {name: known.attempts for name, known in KINDS.items()})
        if held is not None:
            _attempt(tenant, held)


def find(public_key: str) -> Tenant | None:
    """The organization with this public key."""
    with shared_transaction(read_only=True):
        return resolve.by_public_key(public_key)


def _attempt(tenant: Tenant, held: Claim) -> None:
    """One attempt, from its claim to its end; whatever comes of it is said by the row."""
    log.info("job_started", attempt=held.attempt)
    try:
        _work(tenant, held)
    except service.Taken:
        log.info("job_taken", attempt=held.attempt)
    except Stopping:
        _end(tenant, held, partial(service.release, held))
    except Problem as problem:
        _end(tenant, held, partial(service.fail, held, problem.code, problem.detail or problem.kind.title, again=False))
    except Exception:
        log.exception("job_broke", attempt=held.attempt)
        _end(tenant, held, partial(service.fail, held, internal_error.code, internal_error.title, again=True))
    else:
        log.info("job_succeeded", attempt=held.attempt)


def _work(tenant: Tenant, held: Claim) -> None:
    done: Done | None = None
    try:
        with Pulse(tenant, held, stopping) as pulse, transaction(tenant):
            done = KINDS[held.kind].work(held, pulse.progress) or Done()
            service.succeed(held, done)
    except BaseException:
        if done is not None and done.file_path is not None:
            files.remove(tenant, done.file_path)
        raise


def _end(tenant: Tenant, held: Claim, write: Callable[[], None]) -> None:
    try:
        with transaction(tenant):
            write()
        log.info("job_put_down", attempt=held.attempt)
    except service.Taken:
        log.info("job_taken", attempt=held.attempt)
