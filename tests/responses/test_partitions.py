"""A large tenant's responses lie in partitions by month; everything behaves as in the one partition of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text

from surveyapp.responses.service import moments
from surveyapp.transaction import transaction
from tenants.columns import new_id, utc_now
from tenants.db import session
from tests.factories.responses import published
from tests.scenario import begin, submit

HOUR = timedelta(hours=1)


@pytest.fixture
def monthly(app, tenant_a, database) -> Iterator[str]:
    """A partition for the present hour; its name."""
    name, now = "survey_responses_now", utc_now()
    bounds = moments.first_id(now - HOUR), moments.first_id(now + HOUR)
    parent = f"{tenant_a.schema}.survey_responses"
    with closing(psycopg.connect(database.owner_url, autocommit=True)) as owner:
        owner.execute(f"SET search_path = {tenant_a.schema}")
        owner.execute(
            f"CREATE TABLE {name} PARTITION OF {parent} FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')"
            " WITH (fillfactor = 80)"
        )
        yield name
        owner.execute(f"DROP TABLE {name}")


def test_a_response_in_a_month_of_its_own_is_begun_saved_submitted_and_read(app, api, tenant_a, monthly):
    survey = published(tenant_a, max_responses=2)
    respondent = begin(app, survey.link, employed="yes").answer(job="baker", illness="flu").submit()
    assert submit(app, survey.link, employed="no").status_code == 201
    with transaction(tenant_a):
        lies_in = session.scalars(text("SELECT DISTINCT tableoid::regclass::text FROM survey_responses")).all()
        seen = session.scalar(text("SELECT count(*) FROM field_answers"))
    assert (list(lies_in), seen) == ([monthly], 4)
    assert api.as_admin().get(f"/responses/{respondent.id}").json["answers"]["illness"] == "flu"
    assert api.as_admin().delete(f"/responses/{respondent.id}").status_code == 204


def test_an_id_tells_its_moment_and_a_moment_its_first_id():
    made = new_id()
    moment = moments.of(made)
    assert abs(utc_now() - moment) < HOUR
    assert moments.first_id(moment) <= made < moments.first_id(moment + timedelta(milliseconds=1))


def test_a_bound_between_two_milliseconds_belongs_to_the_later_one():
    moment = datetime(2026, 1, 1, 12, 0, 0, 500, tzinfo=UTC)
    assert moments.of(moments.first_id(moment)) == datetime(2026, 1, 1, 12, 0, 0, 1000, tzinfo=UTC)


def test_a_moment_before_all_ids_is_no_error():
    assert moments.first_id(datetime(1, 1, 1, tzinfo=UTC)).int >> 80 == 0
