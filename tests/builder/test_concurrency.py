"""Two authors at once: whoever comes second waits, then learns that the survey changed (L19)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import psycopg
import pytest

from surveyapp.builder import service
from surveyapp.permissions import Actor
from surveyapp.transaction import transaction
from tests.factories.surveys import YES_NO, author


@pytest.fixture
def written(api):
    return author(api.as_admin())


@pytest.fixture
def pair(written):
    section = written.section()
    return [written.field(section, label, "radio", options=YES_NO) for label in ("a", "b")]


def rule(source, target):
    return {
        "target_type": "field",
        "target_id": UUID(target["id"]),
        "source_field_id": UUID(source["id"]),
        "operator": "equals",
        "value": "yes",
    }


def someone_waits_for_a_lock(database):
    """Whether a session of this database stands behind another's lock; asked until it does."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with psycopg.connect(database.admin_url, autocommit=True) as observer:
        for _ in range(1000):
            if observer.execute(question).fetchone()[0]:
                return True
            time.sleep(0.01)
    return False


def test_of_two_requests_that_would_close_one_circle_exactly_one_is_stored(written, pair):
    a, b = pair
    start, etag = Barrier(2), written.revision

    def post(source, target):
        body = {key: str(value) for key, value in rule(source, target).items()}
        start.wait()
        return written.caller.post(f"{written.path}/rules", json=body, if_match=etag).status_code

    with ThreadPoolExecutor(2) as both:
        statuses = sorted(both.map(post, (a, b), (b, a)))
    assert statuses == [201, 412]
    assert len(written.items(f"{written.path}/rules")) == 1


def test_the_second_waits_for_the_first_to_commit_and_is_then_refused_the_circle(written, pair, tenant_a, database):
    a, b = pair
    body = {key: str(value) for key, value in rule(b, a).items()}

    def close_the_circle(etag):
        return written.caller.post(f"{written.path}/rules", json=body, if_match=etag)

    with ThreadPoolExecutor(1) as other:
        with transaction(tenant_a):
            service.rules.create(UUID(written.id), written.revision, rule(a, b), actor=Actor())
            waiting = other.submit(close_the_circle, written.revision)
            assert someone_waits_for_a_lock(database) and not waiting.done()
        assert waiting.result().status_code == 412
    reply = close_the_circle(written.revision + 1)
    assert reply.status_code == 422
    assert [fault["code"] for fault in reply.get_json()["errors"]] == ["rule_cycle"]


def test_a_rollback_of_the_first_lets_the_second_through(written, pair, tenant_a, database):
    a, b = pair
    body = {key: str(value) for key, value in rule(b, a).items()}
    with ThreadPoolExecutor(1) as other:
        with pytest.raises(RuntimeError), transaction(tenant_a):
            service.rules.create(UUID(written.id), written.revision, rule(a, b), actor=Actor())
            etag = written.revision
            waiting = other.submit(lambda: written.caller.post(f"{written.path}/rules", json=body, if_match=etag))
            assert someone_waits_for_a_lock(database)
            raise RuntimeError("the first gives up")
        assert waiting.result().status_code == 201


def test_an_author_at_work_keeps_nobody_from_reading(written, pair, tenant_a):
    a, b = pair
    with ThreadPoolExecutor(1) as other, transaction(tenant_a):
        service.rules.create(UUID(written.id), written.revision, rule(a, b), actor=Actor())
        reading = other.submit(lambda: written.caller.get(f"{written.path}/definition"))
        assert reading.result(timeout=30).get_json()["rules"] == []


def test_many_authors_at_once_lose_nothing_of_what_was_acknowledged(written):
    def add(number):
        while True:
            etag = written.caller.get(written.path).headers["ETag"]
            body = {"title": f"Section {number}"}
            reply = written.caller.post(f"{written.path}/sections", json=body, if_match=etag)
            if reply.status_code == 201:
                return reply.get_json()["id"]
            assert reply.status_code == 412, reply.get_json()

    with ThreadPoolExecutor(4) as authors:
        made = list(authors.map(add, range(8)))
    sections = written.items(f"{written.path}/sections")
    assert {section["id"] for section in sections} == set(made)
    assert [section["order"] for section in sections] == list(range(1, 9))
