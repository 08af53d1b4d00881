"""`max_responses` counts completed responses: the counter of a capped link, touched last (DESIGN 13)."""

from uuid import UUID

from surveyapp import problems
from surveyapp.responses.queries import respondent
from tenants import direct
from tenants.db import session


def take_place(link_id: UUID, max_responses: int | None) -> None:
    """Take one of a capped link's places; raises link_is_full when the last one went in the meantime.

    What this transaction wrote is rolled back first: a caller that shows the problem instead of passing it on must not
    commit a response over the cap.
    """
    if max_responses is None:
        return
    if direct.one_or_none(respondent.COUNT, {"link_id": link_id}) is None:
        session.rollback()
        raise problems.link_is_full()


def recount(link_id: UUID) -> None:
    """Count a capped link's completed responses anew: one was deleted, and its place is free again."""
    for statement in (respondent.HOLD_LINK, respondent.RECOUNT):
        direct.execute(statement, {"link_id": link_id})
