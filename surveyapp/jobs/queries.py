"""Named selects over jobs.

Times are the database's: workers' clocks may disagree with each other. States are literals where an index is partial by
them, since a generic plan cannot match a parameter to such an index.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from surveyapp.jobs.models import ENDED, IS_QUEUED, IS_RUNNING, WHILE_ACTIVE, Job

STALE_AFTER = timedelta(seconds=30)
"""A running job whose worker has not been heard of for so long may be taken by another."""


def newest(kind: str | None = None, state: str | None = None) -> Select[Job]:
    """All jobs, the newest first."""
    found = select(Job).order_by(Job.id.desc())
    for column, value in ((Job.kind, kind), (Job.state, state)):
        if value is not None:
            found = found.where(column == value)
    return found


def owned_by(user_id: UUID | None, api_key_id: UUID | None) -> ColumnElement[bool]:
    """Whether a job belongs to this member or this API key; to nobody, when both are None."""
    return or_(
        Job.created_by == user_id if user_id else false(), Job.api_key_id == api_key_id if api_key_id else false()
    )


def active(kind: str, unique_key: str) -> Select[Job]:
    """The one job of this kind that holds `unique_key` now."""
    return select(Job).where(Job.kind == kind, Job.unique_key == unique_key, WHILE_ACTIVE)


def claimable(job_id: UUID, kinds: Collection[str]) -> Select[Job]:
    """The job, locked, if it may be run now; nothing when another worker is claiming it this moment."""
    found = select(Job).where(Job.id == job_id, Job.kind.in_(kinds), _may_run())
    return found.with_for_update(skip_locked=True)


def waiting(limit: int) -> Select[UUID, str, int]:
    """(id, kind, attempts) of jobs that nobody runs though they are due: the oldest first."""
    return select(Job.id, Job.kind, Job.attempts).where(_may_run()).order_by(Job.id).limit(limit)


def any_active() -> Select[bool]:
    return select(exists(select(Job.id).where(WHILE_ACTIVE)))


def with_expired_files(age: timedelta) -> Select[Job]:
    """Ended jobs that still name a file though they ended longer ago than `age`."""
    return select(Job).where(Job.file_path.is_not(None), Job.finished_at < func.now() - age)


def ended_with_argument(kind: str, name: str, value: str) -> Select[Job]:
    """Jobs of a kind with a file, whose argument `name` is `value`."""
    return select(Job).where(
        Job.kind == kind, Job.state.in_(ENDED), Job.file_path.is_not(None), Job.arguments[name].astext == value
    )


def active_with_argument(kind: str, name: str, value: str) -> Select[Job]:
    """Jobs of a kind that are queued or running, whose argument `name` is `value`."""
    return select(Job).where(Job.kind == kind, WHILE_ACTIVE, Job.arguments[name].astext == value)


def _may_run() -> ColumnElement[bool]:
    due = and_(IS_QUEUED, Job.due_at <= func.now())
    lost = and_(IS_RUNNING, Job.heartbeat_at < func.now() - STALE_AFTER)
    return or_(due, lost)
