"""A response is deleted: what was counted of it is taken away, in the transaction that deletes it."""

from uuid import UUID

from surveyapp import problems
from surveyapp.analysis import queries
from surveyapp.analysis.service import storing, turns
from surveyapp.analysis.service.counting import as_counted
from surveyapp.analysis.service.tallying import Increments
from surveyapp.events import ResponseDeleted, subscribe
from surveyapp.responses.service import uncounted
from surveyapp.surveys import service as surveys
from tenants.db import session


def forget(event: ResponseDeleted) -> None:
    """Take a response out of the tallies; one that has not been counted yet never will be.

    In our turn nobody counts it, and held it cannot be completed meanwhile. In this order, so that none who holds a
    response waits for a turn.
    """
    turns.wait()
    held = uncounted.held(event.response_id)
    if held is None:
        raise problems.response_not_found()
    version_id, work = held
    waited = uncounted.forget(event.survey_id, event.response_id)
    sums = Increments(surveys.compiled(version_id).definition)
    standing = _leaves(version_id, event.response_id)
    if standing is not None:
        sums.standing[standing] -= 1
    if work is not None and not waited:
        sums.add(as_counted(work), -1)
    if standing is not None or sums.completed:
        storing.add({version_id: sums})


def _leaves(version_id: UUID, response_id: UUID) -> str | None:
    """The section that the response was counted to stand in, and is no more."""
    stood = session.execute(queries.drafts([version_id], [response_id])).one_or_none()
    if stood is None:
        return None
    session.execute(queries.without_drafts([version_id], [response_id]))
    return str(stood.section)


subscribe(ResponseDeleted, forget)
