"""Making a survey from a document or a file, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from surveyapp.formats import service
from surveyapp.formats.schemas import IMPORT, ExportQuery, ExportReportOut, ImportedOut, ImportIn
from surveyapp.http import etags
from surveyapp.http.auth import current_actor
from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("formats", __name__, description="Surveys in the formats that people already have.")

MEMBERS = ("title", "description", "language", "timezone", "translations", "sections", "rules", "dependencies")
DOWNLOAD = {
    "type": "object",
    "description": "The members of a document of ours; in any other format what that has, a file where it is one.",
    "properties": {name: {} for name in MEMBERS},
}
BINARY = {"type": "string", "format": "binary"}


@blueprint.route("/surveys/import", methods=["POST"], permission="create_survey", idempotent=True)
@blueprint.arguments(ImportIn, location="json_or_multipart", example=IMPORT)
@blueprint.response(201, ImportedOut)
def import_survey(source: dict[str, Any]) -> Any:
    """Make a survey from a document or a file, and tell what could not be carried over."""
    return service.import_(**source, actor=current_actor())


@blueprint.route("/surveys/<uuid:survey_id>/export", permission="member")
@blueprint.arguments(ExportQuery, location="query")
@blueprint.response(200, DOWNLOAD, description="`X-Loss-Count` is how many things the format cannot say.")
@blueprint.doc(responses={200: {"content": {service.XLSX: {"schema": BINARY}}}})
def export_survey(query: dict[str, Any], survey_id: UUID) -> Any:
    """Download the draft in a format that import takes."""
    stamped = service.export(survey_id, query["format"])
    etags.set_(stamped.revision)
    download = stamped.part
    response = Response(download.content, content_type=download.media_type)
    name = f"survey-{survey_id}.{download.ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Loss-Count"] = str(download.losses)
    return response


@blueprint.route("/surveys/<uuid:survey_id>/export/report", permission="member")
@blueprint.arguments(ExportQuery, location="query")
@blueprint.response(200, ExportReportOut)
def read_export_report(query: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Read what the draft says and its export does not."""
    return {"report": service.losses(survey_id, query["format"])}
