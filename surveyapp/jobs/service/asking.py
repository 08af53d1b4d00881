"""Asking for background work, and changing one's mind.

A job is seen by the member or API key that asked for it and by those who manage users; for others it is 403.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.jobs import queries
from surveyapp.jobs.models import CANCELLED, ENDED, FAILED, QUEUED, RUNNING, WHILE_ACTIVE, Job
from surveyapp.permissions import Actor
from surveyapp.transaction import after_commit
from tenants.context import current
from tenants.db import new_id, session

SEES_ALL = "manage_users"


class Queue(Protocol):
    """What hurries a job on. Both calls may fail or be lost: the sweeps find the row."""

    def mark(self, public_key: str) -> None:
        """Remember, before the commit, that this organization has work waiting."""

    def hint(self, public_key: str, job_id: UUID, kind: str) -> None:
        """Tell a worker, after the commit, to look at this row."""


class _NoQueue:
    """Bound until the application binds a real one: rows wait for a sweep."""

    def mark(self, public_key: str) -> None: ...

    def hint(self, public_key: str, job_id: UUID, kind: str) -> None: ...


_queue: Queue = _NoQueue()


def bind_queue(queue: Queue) -> None:
    """Tell this room where to send hints; the composition root does, once."""
    global _queue
    _queue = queue


def start(kind: str, arguments: Mapping[str, Any], *, actor: Actor | None, unique_key: str | None = None) -> Job:
    """Ask for work: the row commits or rolls back with the caller's transaction, the hint follows the commit.

    While a job of this kind with the same `unique_key` is queued or running, that one is the answer.
    """
    values = {
        "id": new_id(),
        "kind": kind,
        "arguments": dict(arguments),
        "created_by": actor.user_id if actor else None,
        "api_key_id": actor.api_key_id if actor else None,
        "unique_key": unique_key,
    }
    job = _insert(values)
    while job is None:
        job = session.scalar(queries.active(kind, str(unique_key))) or _insert(values)
    hurry(job)
    return job


def get(job_id: UUID, *, actor: Actor, lock: bool = False) -> Job:
    """One job that the actor may see. Raises not_found, permission_is_missing."""
    job = session.get(Job, job_id, with_for_update=lock or None)
    if job is None:
        raise problems.not_found()
    if not actor.may(SEES_ALL) and not _is_own(job, actor):
        raise problems.permission_is_missing("The job belongs to somebody else.", permission=SEES_ALL)
    return job


def listed(*, actor: Actor, kind: str | None = None, state: str | None = None) -> Select[Job]:
    """The jobs that the actor may see, the newest first."""
    found = queries.newest(kind, state)
    return found if actor.may(SEES_ALL) else found.where(queries.owned_by(actor.user_id, actor.api_key_id))


def cancel(job_id: UUID, *, actor: Actor) -> Job:
    """End a job without a result; a worker that runs it finds out within seconds and drops what it has.

    Cancelling twice is a success. Raises job_has_ended when it succeeded or failed before.
    """
    job = get(job_id, actor=actor, lock=True)
    if job.state == CANCELLED:
        return job
    if job.state in ENDED:
        raise problems.job_has_ended(state=job.state)
    before = job.state
    job.state, job.finished_at = CANCELLED, func.now()
    _flush(job)
    _record(actor, job, "job.cancelled", before)
    return job


def retry(job_id: UUID, *, actor: Actor) -> Job:
    """Queue a failed or cancelled job again with all its attempts.

    Raises job_has_ended when it succeeded, conflict while it is still at work or its unique key is held by another.
    """
    job = get(job_id, actor=actor, lock=True)
    if job.state in (QUEUED, RUNNING):
        raise problems.conflict("The job has not ended.", state=job.state)
    if job.state not in (CANCELLED, FAILED):
        raise problems.job_has_ended(state=job.state)
    before = job.state
    _queue_again(job)
    _record(actor, job, "job.retried", before)
    hurry(job)
    return job


def hurry(job: Job) -> None:
    """Mark the organization now and hint after the commit."""
    mark()
    after_commit(partial(_queue.hint, current().public_key, job.id, job.kind))


def mark() -> None:
    """Have the fast sweep look after the current organization."""
    _queue.mark(current().public_key)


def _is_own(job: Job, actor: Actor) -> bool:
    theirs = ((job.created_by, actor.user_id), (job.api_key_id, actor.api_key_id))
    return any(owner is not None and owner == asking for owner, asking in theirs)


def _insert(values: Mapping[str, Any]) -> Job | None:
    """None when the unique key is held. No exception, so that the caller's transaction lives on."""
    statement = (
        insert(Job)
        .values(values)
        .on_conflict_do_nothing(index_elements=[Job.kind, Job.unique_key], index_where=WHILE_ACTIVE)
    )
    return session.scalars(statement.returning(Job)).first()


def _queue_again(job: Job) -> None:
    job.state, job.attempts_forgiven, job.progress = QUEUED, job.attempts, 0.0
    job.due_at, job.finished_at, job.started_at = func.now(), None, None
    job.error = job.result = None
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise problems.conflict("Another job of this kind is at work on the same thing.") from None
    session.refresh(job)


def _record(actor: Actor, job: Job, event: str, before: str) -> None:
    audit.record(actor, "updated", "job", job.id, event, before={"state": before}, after={"state": job.state})


def _flush(job: Job) -> None:
    """Write, and read back what the database's clock put in."""
    session.flush()
    session.refresh(job)
