"""What can have happened, in the past tense, ids only; and how a lower room tells a higher one.

`announce()` calls the subscribers at once, inside the open transaction: what they write commits or rolls back with the
cause. Whatever must wait for the commit registers itself with `transaction.after_commit`. `tasks/subscriptions.py`
holds the table of who listens to what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; carries ids, never data."""


@dataclass(frozen=True, slots=True)
class OrganizationRegistered(Event):
    organization_id: UUID


@dataclass(frozen=True, slots=True)
class SurveyPublished(Event):
    survey_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True)
class SurveyClosed(Event):
    survey_id: UUID


@dataclass(frozen=True, slots=True)
class SurveyReopened(Event):
    survey_id: UUID


@dataclass(frozen=True, slots=True)
class SurveyDeleted(Event):
    survey_id: UUID


@dataclass(frozen=True, slots=True)
class LinkChanged(Event):
    link_id: UUID


@dataclass(frozen=True, slots=True)
class ResponseBegun(Event):
    survey_id: UUID
    response_id: UUID


@dataclass(frozen=True, slots=True)
class ResponseMoved(Event):
    """The respondent went on to another section, or back to one."""

    survey_id: UUID
    response_id: UUID


@dataclass(frozen=True, slots=True)
class ResponseSubmitted(Event):
    survey_id: UUID
    response_id: UUID


@dataclass(frozen=True, slots=True)
class ResponseDeleted(Event):
    """Told while the response is still there to be read."""

    survey_id: UUID
    response_id: UUID


@dataclass(frozen=True, slots=True)
class UserDeleted(Event):
    user_id: UUID


E_ = TypeVar("E_", bound=Event)
_subscribers: dict[type[Event], list[Callable[..., None]]] = defaultdict(list)
_writing: set[type[Event]] = set()


def subscribe(kind: type[E_], handler: Callable[[E_], None], *, writes: bool = True) -> None:
    """Have `handler` called for each event of `kind`, inside the transaction that announces it.

    Not `writes`: it touches no table, and may be told after the commit as well.
    """
    if handler not in _subscribers[kind]:
        _subscribers[kind].append(handler)
    if writes:
        _writing.add(kind)


def is_written_down(kind: type[Event]) -> bool:
    """Whether a subscriber writes when it is told, so that what has happened must still be uncommitted by then."""
    return kind in _writing


def announce(event: Event) -> None:
    """Tell the subscribers now; an exception of theirs fails the transaction."""
    for handler in _subscribers[type(event)]:
        handler(event)
