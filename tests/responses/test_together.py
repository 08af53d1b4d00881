"""Submissions that commit together: each is stored, checked and told of as if it had come alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import psycopg
import pytest
from sqlalchemy import text

from surveyapp import events, problems
from surveyapp.events import ResponseSubmitted
from surveyapp.transaction import transaction
from tenants import together
from tenants.db import session
from tests.factories.responses import published
from tests.rush import Rush, holding
from tests.scenario import try_begin

AGENT = "a browser"


class Submissions(Rush):
    """Respondents of one survey who submit at the same time."""

    def __init__(self, app, survey, connection, threads: ThreadPoolExecutor) -> None:
        super().__init__((survey.tenant.organization_id, survey.survey_id), connection, threads)
        self.app, self.survey = app, survey

    def gather(self, count: int, **body) -> None:
        """One goes first and hangs on a lock, the others wait for it by the time this returns."""
        warm = try_begin(self.app, self.survey.link, {})
        assert warm.status_code == 201, warm.json
        self.hold(f"{self.survey.tenant.schema}.survey_responses")
        self.submit({"employed": "no", "rooms": 0})
        for number in range(1, count):
            self.submit({"employed": "no", "rooms": number, "illness": f"nr {number}"}, **body)

    def submit(self, answers, **body) -> None:
        self.come(try_begin, self.app, self.survey.link, answers, complete=True, headers={"User-Agent": AGENT}, **body)


@pytest.fixture
def rush(app, survey, database, monkeypatch) -> Iterator[Submissions]:
    monkeypatch.setattr(together, "AT_ONCE", 1)
    with holding(database.admin_url) as (connection, threads):
        yield Submissions(app, survey, connection, threads)


def rows(survey, columns: str, table: str = "survey_responses", where: str = "user_agent = 'a browser'") -> list:
    with transaction(survey.tenant):
        return session.execute(text(f"SELECT {columns} FROM {table} WHERE {where}")).all()


def test_each_acknowledged_submission_is_there_once_with_its_own_answers(rush):
    rush.gather(8)
    replies = rush.release()
    assert [reply.status_code for reply in replies] == [201] * 8
    stored = {str(row.id): row.rooms for row in rows(rush.survey, "id, CAST(answers ->> 'rooms' AS integer) AS rooms")}
    assert stored == {reply.json["id"]: number for number, reply in enumerate(replies)}


def test_those_who_waited_share_a_transaction(rush):
    rush.gather(6)
    rush.release()
    assert len(rows(rush.survey, "DISTINCT CAST(xmin AS text)")) == 2


def test_each_has_its_line_in_the_trail_and_is_left_to_be_counted(rush):
    rush.gather(4)
    ids = {reply.json["id"] for reply in rush.release()}
    trail = rows(rush.survey, "resource_id", "audit_logs", "event = 'response.submitted' AND user_agent = 'a browser'")
    uncounted = rows(rush.survey, "response_id", "uncounted_responses", "completed")
    assert {str(row.resource_id) for row in trail} == {str(row.response_id) for row in uncounted} == ids


def test_alone_or_together_the_same_is_stored(rush):
    rush.gather(2)
    rush.release()
    alone, shared = rows(
        rush.survey,
        "survey_id, version_id, link_id, respondent_id, status, revision, last_mutation, started_at <= completed_at,"
        " updated_at = completed_at, last_section_id, ip_address, length(session_token), timings,"
        " jsonb_typeof(answers), jsonb_typeof(sealed), answers - 'rooms'",
    )
    assert alone == shared


def test_a_sensitive_answer_is_sealed(rush):
    rush.gather(3)
    rush.release()
    found = rows(rush.survey, "answers ? 'illness' AS clear, sealed ? 'illness' AS sealed")
    assert sorted(tuple(row) for row in found) == [(False, False), (False, True), (False, True)]


def test_a_door_that_shuts_while_they_wait_lets_none_of_them_in(rush, database):
    rush.gather(4)
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(f"UPDATE {rush.survey.tenant.schema}.survey_links SET is_active = false")
    replies = rush.release()
    assert {(reply.status_code, reply.json["code"]) for reply in replies} == {(409, "link_is_closed")}
    assert rows(rush.survey, "id") == []


def test_a_cap_set_while_they_wait_holds_for_them(rush, database):
    rush.gather(5)
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(f"UPDATE {rush.survey.tenant.schema}.survey_links SET max_responses = 2, completed_count = 0")
    replies = rush.release()
    assert sorted(reply.status_code for reply in replies[1:]) == [201, 201, 409, 409]


def test_an_unknown_section_is_its_senders_trouble_only(rush):
    rush.gather(3)
    strange = try_begin(rush.app, rush.survey.link, {"employed": "no"}, complete=True, last_section="nowhere")
    assert strange.status_code == 422
    assert [reply.status_code for reply in rush.release()] == [201, 201, 201]


def test_the_section_is_kept_for_each(rush):
    rush.gather(3, last_section="home")
    rush.release()
    names = rows(rush.survey, "(SELECT name FROM sections c WHERE c.id = last_section_id) AS name")
    assert sorted(row.name or "" for row in names) == ["", "home", "home"]


def test_a_capped_link_and_a_key_are_never_shared(app, survey, tenant_a, monkeypatch):
    """Their counter and their row live and die with the response, in its own transaction."""
    capped = published(tenant_a, max_responses=3)
    for link in (survey.link, capped.link):
        assert try_begin(app, link, {}).status_code == 201
    monkeypatch.setattr(together, "write", lambda *_: pytest.fail("it went together"))
    assert try_begin(app, capped.link, {"employed": "no"}, complete=True).status_code == 201
    assert try_begin(app, survey.link, {}, headers={"Idempotency-Key": "k"}).status_code == 201
    with pytest.raises(pytest.fail.Exception):
        try_begin(app, survey.link, {})


def test_what_a_subscriber_writes_shares_the_fate_of_the_response(app, survey, monkeypatch):
    def refuse(_: ResponseSubmitted) -> None:
        raise problems.conflict()

    for registry in ("_subscribers", "_writing"):
        monkeypatch.setattr(events, registry, copy(getattr(events, registry)))
    monkeypatch.setitem(events._subscribers, ResponseSubmitted, [])
    events.subscribe(ResponseSubmitted, refuse)
    reply = try_begin(app, survey.link, {"employed": "no"}, complete=True, headers={"User-Agent": AGENT})
    assert (reply.status_code, rows(survey, "id")) == (409, [])
