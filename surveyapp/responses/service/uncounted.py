"""For the analyses above: what has happened to responses and is not counted yet, and what has been (I04)."""

from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from surveyapp.responses.models import COMPLETED
from surveyapp.responses.queries import uncounted
from surveyapp.responses.service import sealing
from surveyapp.responses.service.shapes import Answers
from tenants import context
from tenants.db import session
from tenants.errors import BadSeal
from tenants.streaming import batches

log = structlog.get_logger(__name__)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Work:
    """A completed response with its answers in clear."""

    version_id: UUID
    started_at: datetime
    completed_at: datetime
    answers: Answers = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A response that began, moved or was completed. `work` with its completion alone, which is told once.

    `is_first`: nothing was told of it before. `section` is where it stands now, "" before it has told any.
    """

    response_id: UUID
    survey_id: UUID
    version_id: UUID
    section: str
    is_first: bool
    is_completed: bool
    work: Work | None


def take(most: int) -> list[Change]:
    """Take at most so many changes of the entered organization away, the oldest responses' of a survey first.

    They are gone once the caller's transaction commits: whoever takes them has counted them by then.
    """
    return [_change(row) for row in session.execute(uncounted.TAKE, {"most": most})]


def forget(survey_id: UUID, response_id: UUID) -> bool:
    """Have nothing of a response wait any more; whether its completion did."""
    return any(session.scalars(uncounted.FORGET, {"survey": survey_id, "response": response_id}).all())


def held(response_id: UUID) -> tuple[UUID, Work | None] | None:
    """(version, the work if it is completed) of a response, which cannot change until the transaction ends."""
    row = session.scalars(uncounted.held(response_id)).one_or_none()
    return None if row is None else (row.version_id, _work(row) if row.status == COMPLETED else None)


def counted(survey_id: UUID) -> Generator[Work]:
    """Every completed response that waits no more, as of one moment, however many there are."""
    with closing(batches(uncounted.counted(survey_id), BATCH)) as found:
        for batch in found:
            for response_id, version_id, started_at, completed_at, answers, sealed in batch:
                yield Work(version_id, started_at, completed_at, _opened(response_id, answers, sealed))


def waiting(survey_id: UUID, most: int) -> int:
    """How many changes of a survey wait, counted up to `most`."""
    return session.scalar(uncounted.waiting(survey_id, most)) or 0


def any_waiting() -> bool:
    """Whether anything waits in the entered organization."""
    return bool(session.scalar(uncounted.any_waiting()))


def _change(row: Any) -> Change:
    is_completed = row.status == COMPLETED
    work = _work(row) if row.completed else None
    return Change(row.id, row.survey_id, row.version_id, row.section, row.revision == 1, is_completed, work)


def _work(row: Any) -> Work:
    return Work(row.version_id, row.started_at, row.completed_at, _opened(row.id, row.answers, row.sealed))


def _opened(response_id: UUID, answers: Answers, sealed: Mapping[str, str]) -> Answers:
    """All answers in clear, as the logic needs them; one that does not open is an answer without a value."""
    if not sealed:
        return answers
    try:
        return sealing.joined(context.current(), response_id, answers, sealed)
    except BadSeal:
        log.error("sealed_value_does_not_open", response_id=str(response_id))
        return {**answers, **dict.fromkeys(sealed, "")}
