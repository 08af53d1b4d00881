"""A survey with answers of every kind, and exports run to their end in this process."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tasks import exports as kinds
from tasks import job
from tenants import files
from tenants.context import Tenant
from tests.api import Api
from tests.factories.jobs import add_response, add_survey

assert "export_csv" in job.KINDS, kinds

DOCUMENT: dict[str, Any] = {
    "title": "Trip to work",
    "sections": [
        {
            "name": "work",
            "title": "Work",
            "fields": [
                {"name": "comment", "label": "Anything else?", "field_type": "text"},
                {"name": "minutes", "label": "How long?", "field_type": "number"},
                {
                    "name": "means",
                    "label": "How do you travel?",
                    "field_type": "checkbox",
                    "options": [
                        {"value": "bike", "label": "Bicycle"},
                        {"value": "bus", "label": "Bus"},
                        {"value": "foot", "label": "On foot"},
                    ],
                },
                {
                    "name": "place",
                    "label": "Where to?",
                    "field_type": "radio",
                    "options": [{"value": "town", "label": "Town"}, {"value": "away", "label": "Away"}],
                },
                {"name": "happy", "label": "Content?", "field_type": "boolean"},
                {"name": "salary", "label": "Salary", "field_type": "text", "is_sensitive": True},
            ],
        }
    ],
}


class Exports:
    """Asks for exports over HTTP as an analyst, runs them here, and reads the file."""

    def __init__(self, api: Api, tenant: Tenant) -> None:
        self.caller, self.tenant = api.as_analyst(), tenant

    def start(self, survey_id: UUID, **options: Any) -> dict[str, Any]:
        reply = self.caller.post(f"/surveys/{survey_id}/exports", json=options)
        assert reply.status_code == 202, reply.get_json()
        return reply.get_json()

    def run(self, survey_id: UUID, **options: Any) -> dict[str, Any]:
        """The job after it has run."""
        return self.finish(self.start(survey_id, **options))

    def finish(self, started: dict[str, Any]) -> dict[str, Any]:
        job.run(self.tenant.public_key, started["id"], started["kind"])
        return self.caller.get(f"/jobs/{started['id']}").get_json()

    def content(self, survey_id: UUID, **options: Any) -> bytes:
        ended = self.run(survey_id, **options)
        assert ended["state"] == "succeeded", ended
        reply = self.caller.get(ended["file_url"].removeprefix("/api/v1"))
        assert reply.status_code == 200
        return reply.data

    def rows(self, survey_id: UUID, **options: Any) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.content(survey_id, **options).decode("utf-8-sig"), newline="")))


@pytest.fixture(autouse=True)
def empty_storage(app, tenant_a: Tenant) -> None:
    """Rows are put back between tests, files are not."""
    files.remove_all(tenant_a.organization_id)


@pytest.fixture
def exported(api: Api, tenant_a: Tenant) -> Exports:
    return Exports(api, tenant_a)


@pytest.fixture
def survey(app, tenant_a: Tenant) -> tuple[UUID, UUID]:
    """(survey, its only version)"""
    survey_id, [version_id] = add_survey(tenant_a, DOCUMENT)
    return survey_id, version_id


@pytest.fixture
def answered(survey: tuple[UUID, UUID], tenant_a: Tenant) -> Callable[..., UUID]:
    """`answered({"comment": "fine"})` adds a completed response to the survey."""

    def add(answers: dict[str, Any], **options: Any) -> UUID:
        return add_response(tenant_a, survey[0], survey[1], answers, **options)

    return add
