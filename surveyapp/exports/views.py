"""Asking for an export and downloading it; in between it is a job (`GET /jobs/{id}`)."""

import base64
from typing import Any
from uuid import UUID

from flask import Response, request

from surveyapp.exports import service
from surveyapp.exports.schemas import ExportIn, ExportOut
from surveyapp.http.auth import current_actor
from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("exports", __name__, description="Responses as a file.")

BINARY = {"type": "string", "format": "binary"}


@blueprint.route("/surveys/<uuid:survey_id>/exports", methods=["POST"], permission="export_responses", idempotent=True)
@blueprint.arguments(ExportIn)
@blueprint.response(202, ExportOut, description="The job that writes the file; `Location` is its address.")
def start_export(options: dict[str, Any], survey_id: UUID) -> tuple[Any, int, dict[str, str]]:
    """Export a survey's responses."""
    job = service.start(survey_id, options, actor=current_actor())
    return job, 202, {"Location": f"/api/v1/jobs/{job.id}"}


@blueprint.route(
    "/exports/<uuid:job_id>/file", permission="export_responses", reads_personal_data="export", limit="60 per minute"
)
@blueprint.response(200, BINARY, content_type="text/csv", description="The file, with its checksum in Repr-Digest.")
def download_export(job_id: UUID) -> Response:
    """Download an export."""
    found = service.download(job_id, actor=current_actor())
    response = Response(found.content, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
    response.headers["X-Row-Count"] = str(found.rows)
    response.headers["Cache-Control"] = "private, no-store"
    response.content_length = found.size
    response.set_etag(found.sha256)
    response.make_conditional(request)
    return response
