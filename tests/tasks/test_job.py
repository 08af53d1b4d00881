"""Running a row: what the work wrote commits with `succeeded`, or not at all."""

from __future__ import annotations

from threading import Event, Thread
from uuid import UUID

import pytest

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.audit.models import AuditLog
from surveyapp.jobs import service
from surveyapp.jobs.service import Done
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction, transaction
from tasks import job
from tenants import files, registry, resolve
from tenants.context import current
from tenants.db import session
from tests.factories.jobs import actor_of, claimed, eventually, go_silent, job_of, make_due, start_job


def leave_a_trace(held, progress) -> Done:
    """Work with an effect in the database that can be counted."""
    audit.record(Actor(), "created", "job", held.id, "trace")
    return Done({"attempt": held.attempt})


def traces(tenant, job_id: UUID) -> int:
    with transaction(tenant, read_only=True):
        return session.query(AuditLog).filter_by(resource_id=job_id, event="trace").count()


def run(tenant, job_id: UUID, kind: str = "count") -> None:
    job.run(tenant.public_key, str(job_id), kind)


def test_a_job_that_succeeds_leaves_its_result_and_its_effect(kind, tenant_a):
    kind("count", leave_a_trace)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    row = job_of(tenant_a, job_id)
    assert (row.state, row.progress, row.result) == ("succeeded", 1.0, {"attempt": 1})
    assert traces(tenant_a, job_id) == 1


def test_work_runs_in_its_own_organization(kind, tenant_a):
    seen = []
    kind("count", lambda held, progress: seen.append(current().organization_id))
    run(tenant_a, start_job(tenant_a))
    assert seen == [tenant_a.organization_id]


def test_a_message_that_comes_twice_is_done_once(kind, tenant_a):
    kind("count", leave_a_trace)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    run(tenant_a, job_id)
    assert traces(tenant_a, job_id) == 1


def test_two_workers_with_the_same_hint_do_it_once(kind, tenant_a):
    kind("count", leave_a_trace)
    job_id = start_job(tenant_a)
    workers = [Thread(target=run, args=(tenant_a, job_id)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert traces(tenant_a, job_id) == 1
    assert job_of(tenant_a, job_id).attempts == 1


def test_an_unforeseen_failure_is_undone_and_queued_again(kind, tenant_a):
    def break_down(held, progress):
        leave_a_trace(held, progress)
        raise RuntimeError("the answer was 42")

    kind("count", break_down)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    row = job_of(tenant_a, job_id)
    assert (row.state, row.error["code"]) == ("queued", "internal_error")
    assert "42" not in row.error["detail"]
    assert traces(tenant_a, job_id) == 0


def test_a_failure_that_passes_is_made_good_by_a_later_attempt(kind, tenant_a):
    def fail_once(held, progress):
        if held.attempt == 1:
            raise RuntimeError
        return leave_a_trace(held, progress)

    kind("count", fail_once)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    make_due(tenant_a, job_id)
    run(tenant_a, job_id)
    row = job_of(tenant_a, job_id)
    assert (row.state, row.attempts, row.error) == ("succeeded", 2, None)


def test_a_job_that_always_fails_is_given_up(kind, tenant_a):
    def break_down(held, progress):
        raise RuntimeError

    kind("count", break_down, attempts=2)
    job_id = start_job(tenant_a)
    for _ in range(2):
        make_due(tenant_a, job_id)
        run(tenant_a, job_id)
    assert job_of(tenant_a, job_id).state == "failed"


def test_a_problem_ends_the_job_at_once_and_says_what_it_was(kind, tenant_a):
    def refuse(held, progress):
        raise problems.survey_is_closed("It closed yesterday.")

    kind("count", refuse)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    row = job_of(tenant_a, job_id)
    assert (row.state, row.attempts) == ("failed", 1)
    assert row.error == {"code": "survey_is_closed", "detail": "It closed yesterday."}


def test_progress_can_be_watched_while_the_work_goes_on(kind, tenant_a):
    seen, watched = [], Event()

    def report(held, progress):
        progress(1, 4)
        assert watched.wait(20)

    kind("count", report)
    job_id = start_job(tenant_a)
    worker = Thread(target=run, args=(tenant_a, job_id))
    worker.start()
    seen.append(eventually(lambda: job_of(tenant_a, job_id).progress))
    watched.set()
    worker.join()
    assert seen == [0.25]


def test_a_job_cancelled_while_it_runs_stops_and_is_undone(kind, tenant_a):
    began = Event()

    def work_for_ever(held, progress):
        leave_a_trace(held, progress)
        began.set()
        eventually(lambda: progress(1, 2))

    kind("count", work_for_ever)
    job_id, actor = start_job(tenant_a), actor_of(tenant_a)
    worker = Thread(target=run, args=(tenant_a, job_id))
    worker.start()
    assert began.wait(20)
    with transaction(tenant_a):
        service.cancel(job_id, actor=actor)
    worker.join(20)
    assert not worker.is_alive()
    assert job_of(tenant_a, job_id).state == "cancelled"
    assert traces(tenant_a, job_id) == 0


def test_a_job_cancelled_at_the_last_moment_leaves_no_effect_and_no_file(kind, tenant_a):
    def cancelled_after_the_last_report(held, progress):
        leave_a_trace(held, progress)
        files.folder(tenant_a, "exports")
        files.path_of(tenant_a, "exports/late.csv").write_bytes(b"x")
        canceller = Thread(target=cancel)
        canceller.start()
        canceller.join()
        return Done(file_path="exports/late.csv")

    def cancel():
        with transaction(tenant_a):
            service.cancel(job_id, actor=actor)

    kind("count", cancelled_after_the_last_report)
    job_id, actor = start_job(tenant_a), actor_of(tenant_a)
    run(tenant_a, job_id)
    assert job_of(tenant_a, job_id).state == "cancelled"
    assert traces(tenant_a, job_id) == 0
    assert not files.path_of(tenant_a, "exports/late.csv").exists()


def test_a_worker_that_is_told_to_stop_gives_the_job_back(kind, tenant_a):
    def stopped(held, progress):
        leave_a_trace(held, progress)
        job.stopping.set()
        progress(1, 2)

    kind("count", stopped, attempts=1)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    assert job_of(tenant_a, job_id).state == "queued"
    assert traces(tenant_a, job_id) == 0
    job.stopping.clear()
    kind("count", leave_a_trace, attempts=1)
    run(tenant_a, job_id)
    assert job_of(tenant_a, job_id).state == "succeeded"


def test_a_slow_worker_whose_job_was_taken_leaves_no_effect(kind, tenant_a):
    def overtaken(held, progress):
        leave_a_trace(held, progress)
        other = Thread(target=take)
        other.start()
        other.join()

    def take():
        go_silent(tenant_a, job_id)
        claimed(tenant_a, job_id)

    kind("count", overtaken)
    job_id = start_job(tenant_a)
    run(tenant_a, job_id)
    row = job_of(tenant_a, job_id)
    assert (row.state, row.attempts) == ("running", 2)
    assert traces(tenant_a, job_id) == 0


def test_a_suspended_organizations_jobs_wait(kind, tenant_a):
    kind("count", leave_a_trace)
    job_id = start_job(tenant_a)
    with shared_transaction():
        registry.set_state(tenant_a.organization_id, "suspended")
    resolve.forget()
    run(tenant_a, job_id)
    with shared_transaction():
        registry.set_state(tenant_a.organization_id, "active")
    assert job_of(tenant_a, job_id).state == "queued"


def test_a_hint_for_nobody_is_let_go(app):
    job.run("no such organization", "018f0000-0000-7000-8000-000000000001", "count")


def test_a_hint_of_one_organization_does_not_reach_anothers_row(kind, tenant_a, tenant_b):
    kind("count", leave_a_trace)
    job_id = start_job(tenant_a)
    run(tenant_b, job_id)
    assert job_of(tenant_a, job_id).state == "queued"


def test_two_kinds_cannot_share_a_name(monkeypatch):
    monkeypatch.setattr(job, "KINDS", {})
    job.job("count")(leave_a_trace)
    with pytest.raises(ValueError, match="count"):
        job.job("count")(leave_a_trace)
