"""Asking for an export."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from surveyapp.audit import service as audit
from surveyapp.jobs import service as jobs
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys

EXPORT = "export_csv"


def start(survey_id: UUID, options: Mapping[str, Any], *, actor: Actor) -> Any:
    """Queue an export of a survey's responses and record who asked; returns the job. Raises not_found."""
    surveys.get(survey_id)
    job = jobs.start(EXPORT, {"survey_id": str(survey_id), **options}, actor=actor)
    asked = {"job_id": str(job.id), **options}
    audit.record(actor, "exported", "survey", survey_id, "export.requested", after=asked)
    return job
