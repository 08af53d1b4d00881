"""One's own sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.accounts.schemas import auth as schemas
from surveyapp.accounts.service import sessions
from surveyapp.accounts.views.blueprint import blueprint
from surveyapp.http.auth import current_actor


@blueprint.route("/auth/sessions", permission="signed_in", unit="none")
@blueprint.response(200, schemas.SessionsOut)
def list_sessions() -> dict[str, Any]:
    """List your open sessions, in every organization."""
    return {"items": sessions.of(current_actor())}


@blueprint.route("/auth/sessions", methods=["DELETE"], permission="signed_in")
@blueprint.response(204)
def end_other_sessions() -> None:
    """Sign out everywhere else."""
    sessions.end_others(actor=current_actor())


@blueprint.route("/auth/sessions/<uuid:session_id>", methods=["DELETE"], permission="signed_in")
@blueprint.response(204)
def end_session(session_id: UUID) -> None:
    """End one of your sessions."""
    sessions.end(session_id, actor=current_actor())
