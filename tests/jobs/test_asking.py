"""Starting, cancelling and retrying, at the service's door."""

from __future__ import annotations

from threading import Thread
from uuid import UUID

import pytest

from surveyapp.jobs import service
from surveyapp.permissions import Actor
from surveyapp.problems import Problem
from surveyapp.transaction import transaction
from tenants.db import new_id, session
from tests.factories.jobs import actor_of, claimed, job_of, start_job


class Sent:
    """A queue that remembers what it was told, in the order of telling."""

    def __init__(self) -> None:
        self.told: list[tuple] = []

    def mark(self, public_key: str) -> None:
        self.told.append(("mark", public_key))

    def hint(self, public_key: str, job_id: UUID, kind: str) -> None:
        self.told.append(("hint", public_key, job_id, kind))


@pytest.fixture
def sent(app, monkeypatch) -> Sent:
    queue = Sent()
    monkeypatch.setattr("surveyapp.jobs.service.asking._queue", queue)
    return queue


def test_the_organization_is_marked_before_the_commit_and_the_hint_follows_it(sent, tenant_a):
    with transaction(tenant_a):
        job_id = service.start("count", {}, actor=None).id
        before_commit = list(sent.told)
    assert before_commit == [("mark", tenant_a.public_key)]
    assert sent.told == [("mark", tenant_a.public_key), ("hint", tenant_a.public_key, job_id, "count")]


def test_a_rollback_takes_the_row_and_the_hint_along(sent, tenant_a):
    with pytest.raises(RuntimeError), transaction(tenant_a):
        service.start("count", {}, actor=None)
        raise RuntimeError
    with transaction(tenant_a):
        assert service.is_idle()
    assert [what for what, *_ in sent.told] == ["mark"]


def test_a_new_job_waits_in_the_queue_without_progress(app, tenant_a):
    job = job_of(tenant_a, start_job(tenant_a, arguments={"survey_id": "x"}))
    assert (job.state, job.progress, job.attempts, job.arguments) == ("queued", 0.0, 0, {"survey_id": "x"})


def test_a_unique_key_answers_with_the_job_that_holds_it(app, tenant_a):
    first = start_job(tenant_a, unique_key="survey 1")
    assert start_job(tenant_a, unique_key="survey 1") == first


def test_a_unique_key_belongs_to_one_kind(app, tenant_a):
    first = start_job(tenant_a, unique_key="survey 1")
    assert start_job(tenant_a, "other", unique_key="survey 1") != first


def test_a_unique_key_is_free_again_once_its_job_has_ended(app, tenant_a):
    first = start_job(tenant_a, unique_key="survey 1")
    cancel(tenant_a, first)
    assert start_job(tenant_a, unique_key="survey 1") != first


def test_two_that_race_for_a_unique_key_get_the_same_job(app, tenant_a):
    found: list[UUID] = []
    racers = [Thread(target=lambda: found.append(start_job(tenant_a, unique_key="race"))) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_jobs_without_a_unique_key_are_never_the_same(app, tenant_a):
    assert start_job(tenant_a) != start_job(tenant_a)


def test_a_queued_job_is_cancelled_at_once(app, tenant_a):
    job_id = start_job(tenant_a)
    cancel(tenant_a, job_id)
    job = job_of(tenant_a, job_id)
    assert job.state == "cancelled"
    assert job.finished_at is not None


def test_cancelling_twice_is_a_success(app, tenant_a):
    job_id = start_job(tenant_a)
    cancel(tenant_a, job_id)
    cancel(tenant_a, job_id)
    assert job_of(tenant_a, job_id).state == "cancelled"


def test_what_has_succeeded_cannot_be_cancelled(app, tenant_a):
    job_id = succeeded(tenant_a)
    with pytest.raises(Problem, match="job_has_ended"):
        cancel(tenant_a, job_id)


def test_what_has_succeeded_cannot_be_tried_again(app, tenant_a):
    job_id = succeeded(tenant_a)
    with pytest.raises(Problem, match="job_has_ended"):
        retry(tenant_a, job_id)


def test_what_is_still_queued_cannot_be_tried_again(app, tenant_a):
    job_id = start_job(tenant_a)
    with pytest.raises(Problem, match="conflict"):
        retry(tenant_a, job_id)


def test_a_retry_by_hand_has_all_its_attempts_again(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claimed(tenant_a, job_id, attempts=1)
    with transaction(tenant_a):
        service.fail(held, "internal_error", "No.", again=True)
    retry(tenant_a, job_id)
    assert job_of(tenant_a, job_id).state == "queued"
    assert claimed(tenant_a, job_id, attempts=1).attempt == 2


def test_a_retry_clears_the_error(app, tenant_a):
    job_id = start_job(tenant_a)
    held = claimed(tenant_a, job_id)
    with transaction(tenant_a):
        service.fail(held, "survey_is_closed", "Closed.", again=False)
    assert job_of(tenant_a, job_id).error == {"code": "survey_is_closed", "detail": "Closed."}
    retry(tenant_a, job_id)
    assert job_of(tenant_a, job_id).error is None


def test_a_retry_hints_again(sent, tenant_a):
    job_id = start_job(tenant_a)
    cancel(tenant_a, job_id)
    sent.told.clear()
    retry(tenant_a, job_id)
    assert ("hint", tenant_a.public_key, job_id, "count") in sent.told


def test_a_retry_is_refused_while_another_holds_the_unique_key(app, tenant_a):
    first = start_job(tenant_a, unique_key="survey 1")
    cancel(tenant_a, first)
    start_job(tenant_a, unique_key="survey 1")
    with pytest.raises(Problem, match="conflict"):
        retry(tenant_a, first)


def test_a_job_of_one_organization_is_unknown_to_another(app, tenant_a, tenant_b):
    job_id = start_job(tenant_a)
    stranger = actor_of(tenant_b)
    with pytest.raises(Problem, match="not_found"), transaction(tenant_b):
        service.get(job_id, actor=stranger)


def test_an_api_key_sees_its_own_jobs_and_no_others(app, tenant_a):
    key = Actor(organization_id=tenant_a.organization_id, api_key_id=new_id())
    others = start_job(tenant_a, role="analyst")
    with transaction(tenant_a):
        own = service.start("count", {}, actor=key).id
    with transaction(tenant_a, read_only=True):
        assert service.get(own, actor=key).id == own
        assert [job.id for job in session.scalars(service.listed(actor=key))] == [own]
        with pytest.raises(Problem, match="permission_is_missing"):
            service.get(others, actor=key)


def test_a_job_of_nobody_is_not_everybodys(app, tenant_a):
    nobody = Actor(organization_id=tenant_a.organization_id)
    with transaction(tenant_a):
        job_id = service.start("count", {}, actor=None).id
    with transaction(tenant_a, read_only=True):
        assert session.scalars(service.listed(actor=nobody)).all() == []
        with pytest.raises(Problem, match="permission_is_missing"):
            service.get(job_id, actor=nobody)


def cancel(tenant, job_id: UUID) -> None:
    actor = actor_of(tenant)
    with transaction(tenant):
        service.cancel(job_id, actor=actor)


def retry(tenant, job_id: UUID) -> None:
    actor = actor_of(tenant)
    with transaction(tenant):
        service.retry(job_id, actor=actor)


def succeeded(tenant) -> UUID:
    job_id = start_job(tenant)
    held = claimed(tenant, job_id)
    with transaction(tenant):
        service.succeed(held, service.Done({"rows": 3}))
    return job_id
