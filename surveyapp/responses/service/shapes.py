"""What the verbs answer: plain values, no request, no row of the database.

Answers in here are the respondent's own, sensitive ones in clear: they go back to whoever holds the session token and
nowhere else. Their reprs leave them out, so that a log line or a traceback cannot hold one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from surveyapp.logic.issues import Issue
from surveyapp.logic.state import State

Document = Mapping[str, object]
Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Form:
    """A published version as respondents may see it: no review logic, no ids of the organization's (V09).

    `state` is what shows before anything is answered, `today` the day by the survey's calendar where the survey asks,
    `guided` names the fields whose guidance comes and goes with their answer.
    """

    version: int
    definition: Document
    state: State
    today: str | None = None
    guided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """A version as a browser evaluates it: what respondents may see, and the engine's nodes (`docs/engine.md`)."""

    definition: Document
    logic: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a response stands after a change, with the answers so far: `errors` are those of the draft; a completed one
    has none."""

    id: UUID
    status: str
    revision: int
    state: State
    errors: tuple[Issue, ...] = ()
    completed_at: datetime | None = None
    answers: Answers = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Begun(Progress):
    """A new response and what opens it again: both secrets are shown here once and stored as a hash only (C7)."""

    session_token: str = field(default="", repr=False)
    resume_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Work(Progress):
    """A response taken up again: the answers so far, the form of *its* version, where it was left (A06)."""

    form: Form | None = field(default=None, repr=False)
    last_section: str | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a resume code opens: put both into a cookie and redirect (DESIGN 8)."""

    id: UUID
    session_token: str = field(repr=False)
