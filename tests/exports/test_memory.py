"""However many responses there are, an export holds one batch of them."""

from __future__ import annotations

import os
import subprocess
import sys
from uuid import UUID

import pytest

from surveyapp.transaction import transaction
from tenants.context import Tenant
from tenants.db import session
from tests.factories.jobs import job_of
from tests.server import HOUSE

ROWS = 20_000
BOUND_KB = 16_000
"""Far below the 20 MB of answers themselves, which take several times that as Python objects."""

FILL = """
INSERT INTO survey_responses (id, survey_id, version_id, session_token, status, completed_at, answers)
SELECT gen_random_uuid(), %s, %s, n::text, 'completed', now(),
       jsonb_build_object('comment', repeat('x', 1000), 'minutes', n, 'means', '["bus", "bike"]'::jsonb)
  FROM generate_series(1, %s) n
"""


def fill(tenant: Tenant, survey: tuple[UUID, UUID], rows: int) -> None:
    with transaction(tenant):
        session.connection().exec_driver_sql(FILL, (*survey, rows))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_responses(exported, survey, tenant_a, environment):
    fill(tenant_a, survey, 1_000)
    small = exported.start(survey[0])["id"]
    command = [sys.executable, "-m", "tests.exports.measuring", tenant_a.public_key]
    settings = {"cwd": HOUSE, "env": {**os.environ, **environment}, "text": True}
    before = subprocess.check_output([*command, small], stderr=subprocess.DEVNULL, **settings)
    fill(tenant_a, survey, ROWS)
    large = exported.start(survey[0])["id"]
    after = subprocess.check_output([*command, large], stderr=subprocess.DEVNULL, **settings)
    assert job_of(tenant_a, large).result["rows"] == ROWS + 1_000
    assert int(after) - int(before) < BOUND_KB
