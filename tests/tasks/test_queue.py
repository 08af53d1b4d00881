"""Hints, marks, and who comes first."""

from __future__ import annotations

from uuid import UUID

from tasks.queue import PROVISION, RUN_JOB, Queue
from tests.factories.jobs import start_job

ID = UUID("018f0000-0000-7000-8000-000000000001")


def test_a_hint_names_the_organization_the_row_and_its_kind(queue):
    queue.hint("key", ID, "count")
    message = queue.huey.serializer.deserialize(queue.huey.storage.dequeue())
    assert (message.name, message.args) == (RUN_JOB, ("key", str(ID), "count"))


def test_provisioning_is_hinted_by_the_organizations_id(queue):
    queue.hint_provisioning(ID)
    message = queue.huey.serializer.deserialize(queue.huey.storage.dequeue())
    assert (message.name, message.args) == (PROVISION, (str(ID),))


def test_an_unreachable_redis_fails_nobody(app, tenant_a):
    nowhere = Queue("unix:///nowhere/redis.sock?db=0")
    nowhere.mark("key")
    nowhere.hint("key", ID, "count")
    nowhere.hint_provisioning(ID)


def test_a_job_started_while_redis_is_away_is_queued_all_the_same(app, tenant_a, monkeypatch):
    monkeypatch.setattr("surveyapp.jobs.service.asking._queue", Queue("unix:///nowhere/redis.sock?db=0"))
    assert start_job(tenant_a)


def test_a_mark_is_forgotten_once_it_is_taken_off(queue):
    queue.mark("key")
    [(public_key, marked_at)] = queue.marked()
    queue.unmark(public_key, marked_at)
    assert queue.marked() == []


def test_a_mark_made_again_meanwhile_stays(queue):
    queue.mark("key")
    [(_, marked_at)] = queue.marked()
    queue.redis.zadd("surveyapp:jobs:waiting", {"key": marked_at + 1})
    queue.unmark("key", marked_at)
    assert queue.marked() == [("key", marked_at + 1)]


def test_of_many_only_one_comes_first(queue):
    assert [queue.first("sweep", 60) for _ in range(3)] == [True, False, False]


def test_two_installations_on_one_redis_do_not_meet(queue, redis_url):
    other = Queue(redis_url, "another")
    other.mark("key")
    other.hint("key", ID, "count")
    assert queue.marked() == []
    assert queue.huey.pending_count() == 0
    other.redis.close()
