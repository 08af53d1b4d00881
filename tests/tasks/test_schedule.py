"""The sweeps: nothing that was asked for is ever lost, nothing that has expired stays."""

from __future__ import annotations

import os
import time
from datetime import timedelta

from sqlalchemy import update

from surveyapp.jobs.models import Job
from surveyapp.jobs.service import Done
from surveyapp.transaction import shared_transaction, transaction
from tasks import job, schedule
from tenants import files, registry
from tenants.db import session, utc_now
from tenants.models import IdempotencyKey
from tests.factories.jobs import claimed, go_silent, job_of, start_job


def run_what_is_queued(queue) -> int:
    """Do what a worker would: every message in the queue, through Huey."""
    done = 0
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)
        done += 1
    return done


def lose_every_message(queue) -> None:
    queue.huey.storage.flush_queue()


def test_a_hint_runs_its_job_through_huey(queue, kind, tenant_a):
    queue.register("tasks.job.run", job.run)
    kind("count", lambda held, progress: Done({"rows": 1}))
    job_id = start_job(tenant_a)
    assert run_what_is_queued(queue) == 1
    assert job_of(tenant_a, job_id).result == {"rows": 1}


def test_a_job_whose_message_was_lost_is_found_by_the_fast_sweep(queue, kind, tenant_a):
    queue.register("tasks.job.run", job.run)
    kind("count", lambda held, progress: None)
    job_id = start_job(tenant_a)
    lose_every_message(queue)
    schedule.fast_sweep(queue)
    run_what_is_queued(queue)
    assert job_of(tenant_a, job_id).state == "succeeded"


def test_a_job_whose_message_and_mark_were_lost_is_found_by_the_slow_sweep(queue, kind, tenant_a):
    queue.register("tasks.job.run", job.run)
    kind("count", lambda held, progress: None)
    job_id = start_job(tenant_a)
    queue.redis.flushdb()
    schedule.fast_sweep(queue)
    assert queue.huey.pending_count() == 0
    schedule.slow_sweep(queue)
    run_what_is_queued(queue)
    assert job_of(tenant_a, job_id).state == "succeeded"


def test_a_job_whose_worker_died_is_found_by_the_fast_sweep(queue, kind, tenant_a):
    queue.register("tasks.job.run", job.run)
    kind("count", lambda held, progress: None)
    job_id = start_job(tenant_a)
    claimed(tenant_a, job_id)
    go_silent(tenant_a, job_id)
    lose_every_message(queue)
    schedule.fast_sweep(queue)
    run_what_is_queued(queue)
    assert (job_of(tenant_a, job_id).state, job_of(tenant_a, job_id).attempts) == ("succeeded", 2)


def test_a_sweep_does_not_fill_the_queue_with_the_same_hint(queue, tenant_a):
    start_job(tenant_a)
    lose_every_message(queue)
    for _ in range(5):
        schedule.fast_sweep(queue)
    assert queue.huey.pending_count() == 1


def test_an_organization_with_nothing_left_to_do_is_not_visited_any_more(queue, tenant_a):
    long_ago = int(time.time() * 1000) - 10 * 60_000
    queue.redis.zadd("surveyapp:jobs:waiting", {tenant_a.public_key: long_ago})
    schedule.fast_sweep(queue)
    assert queue.marked() == []


def test_a_mark_whose_job_may_not_have_committed_yet_stays(queue, tenant_a):
    queue.mark(tenant_a.public_key)
    schedule.fast_sweep(queue)
    assert [public_key for public_key, _ in queue.marked()] == [tenant_a.public_key]


def test_an_organization_with_work_keeps_its_mark_however_old(queue, tenant_a):
    start_job(tenant_a)
    long_ago = int(time.time() * 1000) - 10 * 60_000
    queue.redis.zadd("surveyapp:jobs:waiting", {tenant_a.public_key: long_ago})
    schedule.fast_sweep(queue)
    assert [public_key for public_key, _ in queue.marked()] == [tenant_a.public_key]


def test_an_unknown_mark_is_taken_off(queue, app):
    queue.mark("no such organization")
    schedule.fast_sweep(queue)
    assert queue.marked() == []


def test_an_organization_that_waits_for_its_schema_is_hinted_at(queue, app):
    with shared_transaction():
        organization_id = registry.create("Late", "late").id
    schedule.provisioning_sweep(queue)
    message = queue.huey.serializer.deserialize(queue.huey.storage.dequeue())
    assert message.args == (str(organization_id),)


def test_idempotency_keys_are_freed_after_a_day(queue, tenant_a):
    with transaction(tenant_a):
        session.add(IdempotencyKey(key_hash="0" * 64, fingerprint="0" * 64, created_at=utc_now() - timedelta(hours=25)))
        session.add(IdempotencyKey(key_hash="1" * 64, fingerprint="0" * 64))
    schedule.slow_sweep(queue)
    with transaction(tenant_a, read_only=True):
        assert [row.key_hash for row in session.query(IdempotencyKey)] == ["1" * 64]


def test_an_exports_file_goes_after_a_week(queue, tenant_a):
    files.folder(tenant_a, "exports")
    old, fresh = files.path_of(tenant_a, "exports/old.csv"), files.path_of(tenant_a, "exports/fresh.csv")
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    job_id = ended_with_file(tenant_a, "exports/old.csv", days=8)
    kept = ended_with_file(tenant_a, "exports/fresh.csv", days=6)
    week_ago = time.time() - 8 * 86_400
    os.utime(old, (week_ago, week_ago))
    schedule.slow_sweep(queue)
    assert (old.exists(), fresh.exists()) == (False, True)
    assert job_of(tenant_a, job_id).file_path is None
    assert job_of(tenant_a, kept).file_path == "exports/fresh.csv"


def test_what_a_killed_worker_left_of_a_file_goes_too(queue, tenant_a):
    files.folder(tenant_a, "exports")
    part = files.path_of(tenant_a, "exports/x.1.csv.part")
    part.write_bytes(b"x")
    week_ago = time.time() - 8 * 86_400
    os.utime(part, (week_ago, week_ago))
    schedule.slow_sweep(queue)
    assert not part.exists()


def test_a_tick_does_each_duty_once_in_its_time(queue, app, monkeypatch):
    done = []
    monkeypatch.setattr(schedule, "DUTIES", (schedule.Duty("count", 60, done.append),))
    schedule.tick(queue)
    schedule.tick(queue)
    assert done == [queue]


def test_a_duty_that_fails_does_not_keep_the_others_from_theirs(queue, app, monkeypatch):
    done = []

    def fail(queue) -> None:
        raise RuntimeError

    duties = (schedule.Duty("fail", 60, fail), schedule.Duty("count", 60, done.append))
    monkeypatch.setattr(schedule, "DUTIES", duties)
    schedule.tick(queue)
    assert done == [queue]


def test_an_organization_that_cannot_be_entered_does_not_stop_the_slow_sweep(
    queue, kind, tenant_a, tenant_b, monkeypatch
):
    job_id = start_job(tenant_b)
    queue.redis.flushdb()
    visit = schedule.visit

    def broken_for_a(queue, tenant) -> None:
        if tenant.organization_id == tenant_a.organization_id:
            raise RuntimeError
        visit(queue, tenant)

    monkeypatch.setattr(schedule, "visit", broken_for_a)
    schedule.slow_sweep(queue)
    message = queue.huey.serializer.deserialize(queue.huey.storage.dequeue())
    assert message.args[1] == str(job_id)


def ended_with_file(tenant, path: str, *, days: int):
    job_id = start_job(tenant)
    with transaction(tenant):
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(state="succeeded", finished_at=utc_now() - timedelta(days=days), file_path=path, result={"rows": 0})
        )
    return job_id
