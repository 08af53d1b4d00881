"""The door a link opens: where it leads, whether it is open, and why not.

A door is remembered for a moment, so that showing a form asks PostgreSQL nothing. A publication or a closing is seen at
once by the process that made it and within `SECONDS` by the others. A write checks the door again in its own statement,
so it may presume what was seen a while ago: where that was wrong nothing is written and the door is asked.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock
from uuid import UUID

from surveyapp import problems
from surveyapp.events import (
    Event,
    LinkChanged,
    SurveyClosed,
    SurveyDeleted,
    SurveyPublished,
    SurveyReopened,
    subscribe,
)
from surveyapp.responses.queries import respondent
from surveyapp.responses.service import tokens
from surveyapp.transaction import after_commit
from tenants import context, direct
from tenants.context import Tenant
from tenants.direct import Row

SECONDS = 2.0
PRESUMED_SECONDS = 600.0
KEPT = 4096


@dataclass(frozen=True, slots=True)
class FoundDoor:
    """A link with its survey and the version it shows, as one look found them."""

    survey_id: UUID
    version_id: UUID | None
    survey_status: str
    is_active: bool
    opens_at: datetime | None
    closes_at: datetime | None
    max_responses: int | None
    completed_count: int
    checked_at: datetime


def find(tenant: Tenant, link: str) -> FoundDoor:
    """The door as it was at most `SECONDS` ago; raises link_not_found."""
    return remembered(tenant, link, SECONDS) or ask(tenant, link)


def remembered(tenant: Tenant, link: str, seconds: float = PRESUMED_SECONDS) -> FoundDoor | None:
    """The door, if this process looked within `seconds`. As it is, only a write may use it: see above."""
    entry = _doors.get((tenant.organization_id, tokens.stored(link)))
    return entry[1] if entry is not None and entry[0] + seconds > time.monotonic() else None


def ask(tenant: Tenant, link: str) -> FoundDoor:
    """The door as it is; raises link_not_found."""
    hashed = tokens.stored(link)
    row = direct.one_or_none(respondent.DOOR, {"link": hashed})
    if row is None:
        raise problems.link_not_found()
    door = FoundDoor(**row._asdict())
    with _lock:
        _doors[tenant.organization_id, hashed] = (time.monotonic(), door)
        while len(_doors) > KEPT:
            _doors.popitem(last=False)
    return door


def refuse_shut(door: FoundDoor | Row, *, counted: bool = True) -> None:
    """Raise why a door, or that of a response's row, is shut.

    `counted`: what is wanted would take one of the link's `max_responses`.
    """
    if door.survey_status != "published":
        raise problems.survey_is_closed() if door.survey_status == "closed" else problems.survey_is_not_published()
    if door.opens_at is not None and door.opens_at > door.checked_at:
        raise problems.link_is_not_open_yet(opens_at=door.opens_at)
    if not door.is_active or (door.closes_at is not None and door.closes_at <= door.checked_at):
        raise problems.link_is_closed(closes_at=door.closes_at)
    if counted and door.max_responses is not None and door.completed_count >= door.max_responses:
        raise problems.link_is_full()


def forget(organization_id: UUID | None = None) -> None:
    """Look again next time, at one organization's doors or at all."""
    with _lock:
        for key in [key for key in _doors if organization_id in (None, key[0])]:
            del _doors[key]


def _forget_after(event: Event) -> None:
    """The doors of the organization where it happened; those of a thousand others stay known."""
    after_commit(partial(forget, context.current().organization_id))


_doors: OrderedDict[tuple[UUID, str], tuple[float, FoundDoor]] = OrderedDict()
_lock = Lock()

for _change in (LinkChanged, SurveyClosed, SurveyDeleted, SurveyPublished, SurveyReopened):
    subscribe(_change, _forget_after)
