"""Counting what has happened, each change once: taken out of its table and added to the tallies in one transaction.

Whoever dies on the way has counted nothing, and the change waits for the next; whoever comes at the same time is told
that it is not their turn. Where an unfinished response stands is kept beside (`drafts`), so that a change which is told
twice in a row, or late, moves it only from where it was counted to stand.
"""

from collections.abc import Sequence
from uuid import UUID

from surveyapp.analysis.service import storing, turns
from surveyapp.analysis.service.drafts import Drafts
from surveyapp.analysis.service.tallying import Counted, Increments
from surveyapp.responses.service import uncounted
from surveyapp.responses.service.uncounted import Change, Work
from surveyapp.surveys import service as surveys

MOST = 1000
"""Changes in one transaction: some tenths of a second."""


def count(most: int = MOST) -> int | None:
    """Count at most so many of the entered organization's changes; how many, None while somebody else counts."""
    if not turns.take():
        return None
    changes = uncounted.take(most)
    there = surveys.held({change.survey_id for change in changes}) if changes else frozenset()
    if there:
        _count([change for change in changes if change.survey_id in there])
    return len(changes)


def is_behind() -> bool:
    """Whether something of the entered organization waits to be counted."""
    return uncounted.any_waiting()


def as_counted(work: Work) -> Counted:
    """A completed response as its version's logic sees it: evaluated as on the day of its completion."""
    survey = surveys.compiled(work.version_id)
    state = survey.evaluate(work.answers, today=surveys.today(survey, work.completed_at)).state
    return Counted(
        work.answers,
        state.visible_sections,
        state.visible_fields,
        surveys.day(survey, work.completed_at),
        int((work.completed_at - work.started_at).total_seconds()),
    )


def _count(changes: Sequence[Change]) -> None:
    known = Drafts.of(changes)
    increments: dict[UUID, Increments] = {}
    for change in changes:
        sums = increments.get(change.version_id)
        if sums is None:
            sums = increments[change.version_id] = Increments(surveys.compiled(change.version_id).definition)
        _add(sums, known, change)
    known.write()
    storing.add(increments)


def _add(sums: Increments, known: Drafts, change: Change) -> None:
    """A response that was completed meanwhile is left to its completion, which waits or is among the changes."""
    before = None
    if change.work is not None:
        before = known.leave(change)
        sums.add(as_counted(change.work))
    elif not change.is_completed:
        before = known.move(change)
        sums.standing[change.section] += 1
    if before is not None:
        sums.standing[before] -= 1
