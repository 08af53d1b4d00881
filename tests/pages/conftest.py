from __future__ import annotations

import pytest
from flask import Flask

from surveyapp.responses.service import doors
from tenants.context import Tenant
from tests.factories.responses import Published, published
from tests.pages.visitor import Visitor


@pytest.fixture
def survey(app: Flask, tenant_a: Tenant) -> Published:
    """The household survey, open to anybody with its link."""
    return published(tenant_a)


@pytest.fixture
def visitor(app: Flask, survey: Published) -> Visitor:
    """Somebody who opens its page for the first time."""
    return Visitor(app, survey.link)


@pytest.fixture(autouse=True)
def forgotten_doors():
    """Each test looks at its own doors."""
    yield
    doors.forget()
