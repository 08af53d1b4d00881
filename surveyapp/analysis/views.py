"""What a survey's responses say taken together, over HTTP."""

from typing import Any
from uuid import UUID

from surveyapp.analysis import service
from surveyapp.analysis.schemas import AnalyticsOut, AnalyticsQuery
from surveyapp.http import etags
from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("analysis", __name__, description="What the responses say taken together.")


@blueprint.route("/surveys/<uuid:survey_id>/analytics", permission="view_analytics")
@blueprint.arguments(AnalyticsQuery, location="query")
@blueprint.response(200, AnalyticsOut)
def read_analytics(query: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Read what has been counted of a survey, current within two seconds."""
    found = service.analytics(survey_id, query["version"])
    etags.set_(found.fingerprint)
    return found.document
