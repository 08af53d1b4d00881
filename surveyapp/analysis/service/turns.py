"""One at a time counts an organization's responses: what is read of the tallies is still so when they are written."""

from surveyapp.analysis import queries
from tenants import context
from tenants.db import session


def take() -> bool:
    """Have the turn until the transaction ends, unless somebody else has it."""
    return bool(session.scalar(queries.TURN, {"turn": _name()}))


def wait() -> None:
    """Have the turn as soon as nobody else has it; what they counted is seen by the statements that follow."""
    session.execute(queries.WAIT, {"turn": _name()})


def _name() -> str:
    return f"analysis of {context.current().schema}"
