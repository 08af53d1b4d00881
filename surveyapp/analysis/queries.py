"""Statements over what has been counted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, Insert, Select, delete, func, insert, select, text

from surveyapp.analysis.models import CountedDraft, Tally
from surveyapp.responses.queries import uncounted as responses

TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:turn, 0))")
WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:turn, 0))")
"""Whose turn it is to count an organization's responses: the lock ends with the transaction."""

STORE = text("""
INSERT INTO tallies (version_id, part, tally, revision, counted_at)
SELECT u.version_id, u.part, CAST(u.tally AS jsonb), 1, now()
  FROM unnest(CAST(:versions AS uuid[]), CAST(:parts AS text[]), CAST(:tallies AS text[])) u (version_id, part, tally)
    ON CONFLICT (version_id, part) DO UPDATE
   SET tally = excluded.tally, revision = tallies.revision + 1, counted_at = excluded.counted_at
""")
"""Tallies written over those that were there."""

STAND = text("""
INSERT INTO counted_drafts (version_id, response_id, section)
SELECT u.version_id, u.response_id, u.section
  FROM unnest(CAST(:versions AS uuid[]), CAST(:responses AS uuid[]), CAST(:sections AS text[]))
       u (version_id, response_id, section)
    ON CONFLICT (version_id, response_id) DO UPDATE SET section = excluded.section
""")
"""Where unfinished responses are counted to stand."""


def tallies(version_ids: Collection[UUID]) -> Select[UUID, str, dict[str, Any], int, datetime]:
    """Everything counted of some versions."""
    return select(Tally.version_id, Tally.part, Tally.tally, Tally.revision, Tally.counted_at).where(
        Tally.version_id.in_(version_ids)
    )


def drafts(version_ids: Collection[UUID], response_ids: Collection[UUID]) -> Select[UUID, str]:
    """Where some responses are counted to stand."""
    return select(CountedDraft.response_id, CountedDraft.section).where(
        CountedDraft.version_id.in_(version_ids), CountedDraft.response_id.in_(response_ids)
    )


def without_drafts(version_ids: Collection[UUID], response_ids: Collection[UUID] | None = None) -> Delete:
    """Responses that are counted as unfinished no more: some of them, or all."""
    gone = delete(CountedDraft).where(CountedDraft.version_id.in_(version_ids))
    return gone if response_ids is None else gone.where(CountedDraft.response_id.in_(response_ids))


def standing(version_ids: Collection[UUID]) -> Select[UUID, str, int]:
    """(version, section, how many) of the unfinished responses as counted."""
    return (
        select(CountedDraft.version_id, CountedDraft.section, func.count())
        .where(CountedDraft.version_id.in_(version_ids))
        .group_by(CountedDraft.version_id, CountedDraft.section)
    )


def stand_anew(survey_id: UUID) -> Insert:
    """Every unfinished response to a survey, where it stands now."""
    return insert(CountedDraft).from_select(["version_id", "response_id", "section"], responses.standing(survey_id))


def astray(survey_id: UUID, version_ids: Collection[UUID]) -> Select[UUID]:
    """Versions with responses that stand elsewhere than they are counted to, though no change of theirs waits."""
    stands = responses.standing(survey_id).subquery()
    known = select(CountedDraft).where(CountedDraft.version_id.in_(version_ids)).subquery()
    response_id = func.coalesce(stands.c.response_id, known.c.response_id)
    return (
        select(func.coalesce(stands.c.version_id, known.c.version_id))
        .select_from(stands.join(known, stands.c.response_id == known.c.response_id, full=True))
        .where(
            stands.c.section.is_distinct_from(known.c.section),
            response_id.not_in(responses.unsettled(survey_id)),
        )
        .distinct()
    )
