"""Claiming and ending: the fence that makes a job take effect once."""

from __future__ import annotations

from threading import Event, Thread
from uuid import UUID

import pytest

from surveyapp.jobs import service
from surveyapp.transaction import transaction
from tests.factories.jobs import actor_of, claimed, go_silent, job_of, make_due, start_job

KINDS = {"count": 3}


def claim(tenant, job_id: UUID, kinds=KINDS):
    with transaction(tenant):
        return service.claim(job_id, kinds)


def test_a_claimed_job_is_running_and_counts_the_attempt(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claim(tenant_a, job_id)
    job = job_of(tenant_a, job_id)
    assert (job.state, job.attempts, held.attempt) == ("running", 1, 1)
    assert job.started_at is not None


def test_a_running_job_is_nobody_elses(app, tenant_a):
    job_id = start_job(tenant_a)
    claim(tenant_a, job_id)
    assert claim(tenant_a, job_id) is None


def test_a_job_that_is_being_claimed_is_passed_over_without_waiting(app, tenant_a):
    job_id, holding, done = start_job(tenant_a), Event(), Event()

    def hold() -> None:
        with transaction(tenant_a):
            assert service.claim(job_id, KINDS) is not None
            holding.set()
            done.wait(20)

    holder = Thread(target=hold)
    holder.start()
    assert holding.wait(20)
    assert claim(tenant_a, job_id) is None
    done.set()
    holder.join()


def test_a_kind_that_this_worker_does_not_know_is_left_for_another(app, tenant_a):
    job_id = start_job(tenant_a, "of a newer version")
    assert claim(tenant_a, job_id) is None
    assert job_of(tenant_a, job_id).state == "queued"


def test_a_job_whose_worker_fell_silent_is_taken_again(app, tenant_a):
    job_id = start_job(tenant_a)
    claim(tenant_a, job_id)
    go_silent(tenant_a, job_id)
    assert claim(tenant_a, job_id).attempt == 2


def test_a_worker_thought_dead_cannot_end_what_another_has_taken(app, tenant_a):
    job_id = start_job(tenant_a)
    first = claim(tenant_a, job_id)
    go_silent(tenant_a, job_id)
    claim(tenant_a, job_id)
    with pytest.raises(service.Taken), transaction(tenant_a):
        service.succeed(first, service.Done())
    assert job_of(tenant_a, job_id).state == "running"


def test_a_job_that_kills_its_workers_fails_in_the_end(app, tenant_a):
    job_id = start_job(tenant_a)
    for _ in range(3):
        assert claim(tenant_a, job_id) is not None
        go_silent(tenant_a, job_id)
    assert claim(tenant_a, job_id) is None
    job = job_of(tenant_a, job_id)
    assert (job.state, job.error["code"]) == ("failed", "worker_was_lost")


def test_a_heartbeat_tells_the_progress(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claim(tenant_a, job_id)
    with transaction(tenant_a):
        service.beat(held, 0.25)
    assert job_of(tenant_a, job_id).progress == 0.25


def test_a_heartbeat_learns_that_the_job_was_cancelled(app, tenant_a):
    job_id = start_job(tenant_a)
    held, actor = claim(tenant_a, job_id), actor_of(tenant_a)
    with transaction(tenant_a):
        service.cancel(job_id, actor=actor)
    with pytest.raises(service.Taken), transaction(tenant_a):
        service.beat(held, 0.5)


def test_a_cancelled_job_cannot_succeed_any_more(app, tenant_a):
    job_id = start_job(tenant_a)
    held, actor = claim(tenant_a, job_id), actor_of(tenant_a)
    with transaction(tenant_a):
        service.cancel(job_id, actor=actor)
    with pytest.raises(service.Taken), transaction(tenant_a):
        service.succeed(held, service.Done())
    assert job_of(tenant_a, job_id).state == "cancelled"


def test_success_keeps_result_and_file(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claimed(tenant_a, job_id)
    with transaction(tenant_a):
        service.succeed(held, service.Done({"rows": 3}, "exports/x.csv", "/api/v1/exports/x/file"))
    job = job_of(tenant_a, job_id)
    assert (job.state, job.progress, job.result, job.file_path) == ("succeeded", 1.0, {"rows": 3}, "exports/x.csv")


def test_a_failure_that_may_pass_is_queued_for_later(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claim(tenant_a, job_id)
    with transaction(tenant_a):
        service.fail(held, "internal_error", "No.", again=True)
    job = job_of(tenant_a, job_id)
    assert job.state == "queued"
    assert job.due_at > job.started_at
    assert claim(tenant_a, job_id) is None
    make_due(tenant_a, job_id)
    assert claim(tenant_a, job_id).attempt == 2


def test_the_delay_grows_with_each_attempt_up_to_a_bound(app, tenant_a):
    job_id = start_job(tenant_a)
    delays = [
        service.running.delay_after(service.Claim(job_id, "count", attempt, {}, None, True)).total_seconds()
        for attempt in range(1, 8)
    ]
    assert delays == sorted(delays)
    assert 5 <= delays[0] < 6
    assert delays[-1] <= 660


def test_the_last_attempt_that_fails_ends_the_job(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claimed(tenant_a, job_id, attempts=1)
    with transaction(tenant_a):
        service.fail(held, "internal_error", "No.", again=True)
    assert job_of(tenant_a, job_id).state == "failed"


def test_an_attempt_that_the_worker_gave_back_does_not_count(app, tenant_a):
    job_id = start_job(tenant_a)
    for _ in range(5):
        held = claimed(tenant_a, job_id, attempts=1)
        with transaction(tenant_a):
            service.release(held)
    assert job_of(tenant_a, job_id).state == "queued"


def test_waiting_lists_what_is_due_or_lost_and_nothing_else(app, tenant_a):
    queued, running, lost, ended = (start_job(tenant_a) for _ in range(4))
    claim(tenant_a, running)
    claim(tenant_a, lost)
    go_silent(tenant_a, lost)
    actor = actor_of(tenant_a)
    with transaction(tenant_a):
        service.cancel(ended, actor=actor)
    with transaction(tenant_a, read_only=True):
        assert service.waiting() == [(queued, "count", 0), (lost, "count", 1)]


def test_an_organization_is_idle_once_nothing_is_queued_or_running(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claim(tenant_a, job_id)
    with transaction(tenant_a):
        assert not service.is_idle()
        service.succeed(held, service.Done())
        assert service.is_idle()
