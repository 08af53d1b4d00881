"""The script's autosave: the same form, a few fields at a time, answered with what changes on the page."""

from typing import Any

from flask import Response, current_app, request

from surveyapp.http.auth import current_actor
from surveyapp.pages.schemas import AutosaveIn
from surveyapp.pages.service import live
from surveyapp.pages.views import visitors
from surveyapp.pages.views.room import blueprint
from surveyapp.pages.views.survey import WRITES

HEADER = "X-CSRF-Token"


@blueprint.route("/s/<link>/answers", methods=["PATCH"], public=True, by="link", limit=WRITES)
@blueprint.arguments(AutosaveIn)
def autosave(wanted: dict[str, Any], link: str) -> Response:
    """Keep what was changed. A stale revision is 409 with what is stored of the section."""
    visit = visitors.trusted(request.headers.get(HEADER, ""))
    saved = live.save(visitors.tenant(), link, visit, live.Wanted(**wanted), current_actor())
    return Response(current_app.json.dumps(saved.body), status=saved.status, mimetype="application/json")
