"""Watching jobs; they are started where the work is (`POST surveys/{id}/exports`)."""

from typing import Any
from uuid import UUID

from surveyapp.http.auth import current_actor
from surveyapp.http.blueprint import Blueprint
from surveyapp.http.paging import page, page_schema
from surveyapp.jobs import service
from surveyapp.jobs.models import Job
from surveyapp.jobs.schemas import JobOut, JobsQuery

blueprint = Blueprint("jobs", __name__, description="Work in the background: watch it, cancel it, try it again.")


@blueprint.route("/jobs", permission="member")
@blueprint.arguments(JobsQuery, location="query")
@blueprint.response(200, page_schema(JobOut))
def list_jobs(query: dict[str, Any]) -> dict[str, object]:
    """List your jobs, the newest first; those who manage users see everybody's."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    return page(service.listed(actor=current_actor(), **query), limit=limit, cursor=cursor)


@blueprint.route("/jobs/<uuid:job_id>", permission="member")
@blueprint.response(200, JobOut)
def read_job(job_id: UUID) -> Job:
    """Read one job: its state, progress, result and file."""
    return service.get(job_id, actor=current_actor())


@blueprint.route("/jobs/<uuid:job_id>/cancel", methods=["POST"], permission="member")
@blueprint.response(200, JobOut)
def cancel_job(job_id: UUID) -> Job:
    """Cancel a job; the worker that runs it stops within seconds."""
    return service.cancel(job_id, actor=current_actor())


@blueprint.route("/jobs/<uuid:job_id>/retry", methods=["POST"], permission="member")
@blueprint.response(200, JobOut)
def retry_job(job_id: UUID) -> Job:
    """Queue a failed or cancelled job again."""
    return service.retry(job_id, actor=current_actor())
