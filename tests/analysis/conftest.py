"""A survey whose responses are counted, and what was counted of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from surveyapp.analysis import service as analysis
from surveyapp.analysis.service import storing
from surveyapp.responses.service import doors
from surveyapp.surveys import service as surveys
from surveyapp.transaction import transaction
from tenants.context import Tenant
from tests.factories.responses import Published, published


@pytest.fixture
def survey(app, tenant_a: Tenant) -> Published:
    return published(tenant_a)


@pytest.fixture(autouse=True)
def forgotten_doors():
    yield
    doors.forget()


def count(tenant: Tenant, most: int = analysis.MOST) -> int | None:
    """One visit of a worker."""
    with transaction(tenant):
        return analysis.count(most)


@pytest.fixture
def tallies(survey) -> Callable[..., dict[str, Any]]:
    """`tallies("rooms")`: what was counted of a field of the first version, of the whole of it without a name."""

    def read(part: str = "", version: int = 1) -> dict[str, Any]:
        with transaction(survey.tenant, read_only=True):
            version_id = surveys.numbered(survey.survey_id, version).id
            return storing.read([version_id]).get((version_id, part), {})

    return read


def completed(survey: Published) -> int:
    """How many completed responses to the first version have been counted."""
    with transaction(survey.tenant, read_only=True):
        version_id = surveys.numbered(survey.survey_id, 1).id
        return storing.read([version_id]).get((version_id, storing.WHOLE), {}).get("completed", 0)


def disagreements(survey: Published) -> tuple[str, ...]:
    """Where the tallies differ from the responses."""
    with transaction(survey.tenant, read_only=True):
        return analysis.check(survey.survey_id).differences
