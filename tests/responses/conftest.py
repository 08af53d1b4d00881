from __future__ import annotations

import pytest

from surveyapp.responses.service import doors
from tenants.context import Tenant
from tests.factories.responses import Published, published


@pytest.fixture
def survey(app, tenant_a: Tenant) -> Published:
    """The household survey, open to anybody with its link."""
    return published(tenant_a)


@pytest.fixture(autouse=True)
def forgotten_doors():
    """Each test looks at its own doors."""
    yield
    doors.forget()
