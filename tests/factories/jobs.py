"""Jobs in a tenant, their rows, and surveys with responses for exports to read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from surveyapp.jobs import service
from surveyapp.jobs.models import Job
from surveyapp.permissions import Actor, permissions_of
from surveyapp.responses.models import SurveyResponse
from surveyapp.surveys.models import Survey, SurveyVersion
from surveyapp.transaction import transaction
from tenants import encrypted
from tenants.context import Tenant
from tenants.db import new_id, session, utc_now
from tenants.models import Member


def actor_of(tenant: Tenant, role: str = "admin") -> Actor:
    """The standing member of `tenant` with that role, as services see them."""
    with transaction(tenant, read_only=True):
        user_id = session.scalars(select(Member.user_id).where(Member.email.like(f"{role}@%"))).one()
    return Actor(user_id=user_id, organization_id=tenant.organization_id, permissions=permissions_of(role))


def start_job(tenant: Tenant, kind: str = "count", *, role: str = "admin", **options: Any) -> UUID:
    actor = actor_of(tenant, role)
    with transaction(tenant):
        return service.start(kind, options.pop("arguments", {}), actor=actor, **options).id


def job_of(tenant: Tenant, job_id: UUID) -> Job:
    """The row as it is committed now."""
    with transaction(tenant, read_only=True):
        return session.get_one(Job, job_id)


def claimed(tenant: Tenant, job_id: UUID, attempts: int = 3) -> service.Claim:
    with transaction(tenant):
        held = service.claim(job_id, dict.fromkeys(session.scalars(select(Job.kind)), attempts))
    assert held is not None
    return held


def go_silent(tenant: Tenant, job_id: UUID) -> None:
    """Let the worker of a running job have been silent for longer than a heartbeat may take."""
    with transaction(tenant):
        long_ago = utc_now() - 2 * service.STALE_AFTER
        session.execute(update(Job).where(Job.id == job_id).values(heartbeat_at=long_ago))


def make_due(tenant: Tenant, job_id: UUID) -> None:
    """Let the delay of a retry be over."""
    with transaction(tenant):
        session.execute(update(Job).where(Job.id == job_id).values(due_at=utc_now() - timedelta(seconds=1)))


def eventually(question: Callable[[], Any], seconds: float = 30) -> Any:
    """The first truthy answer; fails when there is none for so long (a bound for broken code, not a measurement)."""
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
    return answer


def add_survey(tenant: Tenant, *documents: Mapping[str, Any], title: str = "Trip to work") -> tuple[UUID, list[UUID]]:
    """A published survey with one version for each document: its id and theirs."""
    survey = Survey(id=new_id(), title=title, status="published", current_version=len(documents))
    versions = [
        SurveyVersion(id=new_id(), survey_id=survey.id, number=number, definition=document, checksum="0" * 64)
        for number, document in enumerate(documents, 1)
    ]
    with transaction(tenant):
        session.add(survey)
        session.flush()
        session.add_all(versions)
    return survey.id, [version.id for version in versions]


def add_response(
    tenant: Tenant,
    survey_id: UUID,
    version_id: UUID,
    answers: Mapping[str, Any],
    *,
    sensitive: Mapping[str, Any] | None = None,
    completed: bool = True,
) -> UUID:
    """A response with these answers, those of `sensitive` sealed."""
    response = SurveyResponse(
        id=new_id(), survey_id=survey_id, version_id=version_id, session_token=new_id().hex, answers=dict(answers)
    )
    response.sealed = {
        name: encrypted.seal_value(tenant, response.id, name, value) for name, value in (sensitive or {}).items()
    }
    response.started_at = utc_now()
    if completed:
        response.status, response.completed_at = "completed", response.started_at
    with transaction(tenant):
        session.add(response)
    return response.id
