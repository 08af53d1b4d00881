"""Running background work: only `tasks/` calls these, each inside a transaction of its own.

The fence: every write names the attempt it belongs to. A worker that was too slow, cancelled or thought dead finds that
its attempt is over (`Taken`), rolls back and leaves no trace, so a job takes effect once however often it was begun.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, func, update

from surveyapp.jobs import queries
from surveyapp.jobs.models import CANCELLED, FAILED, QUEUED, RUNNING, SUCCEEDED, Job
from surveyapp.jobs.service.asking import mark
from tenants.db import session

FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(minutes=10)
WORKER_LOST = {"code": "worker_was_lost", "detail": "The worker that ran the job died each time."}


class Taken(Exception):
    """The attempt is over: the job was cancelled, or another worker has it. Nothing of it may be kept."""


class Progress(Protocol):
    """How work reports: `done` of `total` steps. Raises when the work must stop; let that pass, and clean up."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at one job: what the worker holds."""

    id: UUID
    kind: str
    attempt: int
    arguments: Mapping[str, Any]
    created_by: UUID | None
    may_try_again: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What work leaves behind: a result for its reader, and a file in the tenant's storage with its address."""

    result: Mapping[str, Any] = field(default_factory=dict)
    file_path: str | None = None
    file_url: str | None = None


def claim(job_id: UUID, attempts: Mapping[str, int]) -> Claim | None:
    """Take the job, if it is due and nobody has it. `attempts`: kinds this worker knows -> how often they may be tried.

    A job whose workers died too often is failed here instead: what kills every worker must not be tried for ever.
    """
    job = session.scalar(queries.claimable(job_id, attempts.keys()))
    if job is None:
        return None
    left = attempts[job.kind] - (job.attempts - job.attempts_forgiven)
    if left <= 0:
        job.state, job.error, job.finished_at = FAILED, WORKER_LOST, func.now()
        return None
    job.state, job.attempts, job.progress = RUNNING, job.attempts + 1, 0.0
    job.heartbeat_at, job.started_at = func.now(), func.coalesce(Job.started_at, func.now())
    session.flush()
    return Claim(job.id, job.kind, job.attempts, job.arguments, job.created_by, left > 1)


def beat(held: Claim, progress: float) -> None:
    """Say that the work goes on, and how far it is. Raises Taken."""
    _write(held, heartbeat_at=func.now(), progress=progress)


def succeed(held: Claim, done: Done) -> None:
    """The work is done; call it in the transaction that holds the work's own writes. Raises Taken."""
    _write(
        held,
        state=SUCCEEDED,
        progress=1.0,
        result=dict(done.result),
        error=None,
        file_path=done.file_path,
        file_url=done.file_url,
        finished_at=func.now(),
    )


def fail(held: Claim, code: str, detail: str, *, again: bool) -> None:
    """The attempt failed: queue the job for later while attempts are left and `again` may help. Raises Taken."""
    error = {"code": code, "detail": detail}
    if again and held.may_try_again:
        _write(held, state=QUEUED, error=error, due_at=func.now() + delay_after(held))
        mark()
    else:
        _write(held, state=FAILED, error=error, finished_at=func.now())


def release(held: Claim) -> None:
    """The worker must stop: put the job back at once, without counting the attempt. Raises Taken."""
    _write(held, state=QUEUED, due_at=func.now(), attempts_forgiven=Job.attempts_forgiven + 1)
    mark()


def delay_after(held: Claim) -> timedelta:
    """5, 20, 80 ... seconds, at most ten minutes; longer by the id's tenth, so that many do not return as one."""
    delay: timedelta = min(FIRST_DELAY * 4 ** min(held.attempt - 1, 10), LONGEST_DELAY)
    return delay * (1 + held.id.int % 100 / 1000)


def waiting(limit: int = 100) -> Sequence[tuple[UUID, str, int]]:
    """(id, kind, attempts) of jobs that are due, or whose worker is lost."""
    return [(row.id, row.kind, row.attempts) for row in session.execute(queries.waiting(limit))]


def is_idle() -> bool:
    """Whether the organization has no job queued or running."""
    return not session.scalar(queries.any_active())


def withdraw(kind: str, argument: str, value: str) -> Collection[str]:
    """End all active jobs of `kind` about `value`, and forget the files of the others; returns the paths to remove."""
    for job in session.scalars(queries.active_with_argument(kind, argument, value).with_for_update()):
        job.state, job.finished_at = CANCELLED, func.now()
    ended = session.scalars(queries.ended_with_argument(kind, argument, value).with_for_update()).all()
    return _forget(ended)


def forget_files(age: timedelta) -> Collection[str]:
    """Take the files from jobs that ended longer ago than `age`; returns the paths to remove after the commit."""
    return _forget(session.scalars(queries.with_expired_files(age).with_for_update(skip_locked=True)).all())


def _forget(jobs: Sequence[Job]) -> list[str]:
    paths = [job.file_path for job in jobs if job.file_path]
    for job in jobs:
        job.file_path = job.file_url = None
    return paths


def _write(held: Claim, **values: Any) -> None:
    mine: ColumnElement[bool] = (Job.id == held.id) & (Job.state == RUNNING) & (Job.attempts == held.attempt)
    if session.scalar(update(Job).where(mine).values(**values).returning(Job.id)) is None:
        raise Taken(held.kind)
