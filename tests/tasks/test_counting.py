"""Whatever is submitted is counted soon by a worker, and at the latest by the slow sweep; Redis may come and go."""

from __future__ import annotations

import time
from threading import Event

import pytest
import redis

from surveyapp.analysis import service as analysis
from surveyapp.responses.service import doors
from surveyapp.transaction import transaction
from tasks import counting, schedule, subscriptions
from tasks.marks import Marks, Notes
from tasks.queue import Queue
from tenants import context
from tests.analysis.conftest import completed
from tests.factories.jobs import eventually
from tests.factories.responses import published
from tests.scenario import begin, submit
from tests.server import Worker


@pytest.fixture
def survey(queue, tenant_a):
    yield published(tenant_a)
    doors.forget()


@pytest.fixture
def stopping() -> Event:
    return Event()


def waits(tenant) -> bool:
    with transaction(tenant, read_only=True):
        return analysis.is_behind()


def is_marked(queue: Queue, tenant) -> bool:
    return tenant.public_key in dict(queue.uncounted.all())


def age_marks(queue: Queue, milliseconds: int) -> None:
    for public_key, marked_at in queue.uncounted.all():
        queue.redis.zadd("surveyapp:uncounted", {public_key: marked_at - milliseconds})


def test_a_submission_marks_its_organization(app, queue, survey):
    submit(app, survey.link, employed="no")
    assert eventually(lambda: is_marked(queue, survey.tenant))


def test_a_beginning_marks_its_organization_too(app, queue, survey):
    begin(app, survey.link)
    assert eventually(lambda: is_marked(queue, survey.tenant))


def test_what_rolls_back_marks_nothing(queue, survey):
    with pytest.raises(ZeroDivisionError), transaction(survey.tenant):
        subscriptions.note_uncounted(None)
        raise ZeroDivisionError
    assert not subscriptions._notes[0]._noted


def test_a_round_counts_what_waits_in_marked_organizations(app, queue, survey, stopping):
    submit(app, survey.link, employed="no")
    queue.mark_uncounted(survey.tenant.public_key)
    counting.visit_marked(queue, stopping)
    assert (completed(survey), waits(survey.tenant)) == (1, False)


def test_an_organization_is_visited_until_it_has_been_quiet(app, queue, survey, stopping):
    """A submission just after the mark leaves none of its own: the mark must outlast the first empty visit."""
    queue.mark_uncounted(survey.tenant.public_key)
    counting.visit_marked(queue, stopping)
    assert is_marked(queue, survey.tenant)
    age_marks(queue, counting.QUIET)
    queue.redis.delete(f"surveyapp:once:count:{survey.tenant.public_key}")
    counting.visit_marked(queue, stopping)
    assert not is_marked(queue, survey.tenant)


def test_a_mark_outlives_the_visit_that_still_found_something(app, queue, survey, stopping):
    submit(app, survey.link, employed="no")
    queue.mark_uncounted(survey.tenant.public_key)
    age_marks(queue, counting.QUIET)
    counting.visit_marked(queue, stopping)
    assert is_marked(queue, survey.tenant)


def test_an_organization_that_another_worker_has_just_visited_is_passed_over(app, queue, survey, stopping):
    submit(app, survey.link, employed="no")
    queue.mark_uncounted(survey.tenant.public_key)
    assert queue.first(f"count:{survey.tenant.public_key}", 60)
    counting.visit_marked(queue, stopping)
    assert waits(survey.tenant)


def test_one_organizations_trouble_does_not_keep_the_others_waiting(
    app, queue, survey, tenant_b, stopping, monkeypatch
):
    other = published(tenant_b)
    submit(app, other.link, employed="no")
    counted = analysis.count

    def fails_for_the_first():
        if context.current() == survey.tenant:
            raise ZeroDivisionError
        return counted()

    monkeypatch.setattr(analysis, "count", fails_for_the_first)
    for tenant in (survey.tenant, tenant_b):
        queue.mark_uncounted(tenant.public_key)
    counting.visit_marked(queue, stopping)
    assert completed(other) == 1


def test_a_mark_of_nobody_is_forgotten(queue, survey, stopping):
    queue.mark_uncounted("0" * 20)
    counting.visit_marked(queue, stopping)
    assert queue.uncounted.all() == []


def test_what_redis_has_forgotten_is_found_by_the_slow_sweep(app, queue, survey, stopping):
    submit(app, survey.link, employed="no")
    eventually(lambda: is_marked(queue, survey.tenant))
    queue.redis.flushdb()
    schedule.slow_sweep(queue)
    counting.visit_marked(queue, stopping)
    assert completed(survey) == 1


class Flaky:
    """Marks that are away at first."""

    def __init__(self, marks: Marks) -> None:
        self.marks, self.refused = marks, 0

    def add(self, public_keys) -> None:
        if self.refused < 2:
            self.refused += 1
            raise redis.ConnectionError("away")
        self.marks.add(public_keys)


def test_notes_are_kept_while_redis_is_away(queue):
    notes = Notes(Flaky(queue.uncounted))
    notes.PAUSE = 0.01
    notes.note("key")
    assert eventually(lambda: [key for key, _ in queue.uncounted.all()]) == ["key"]


def test_a_submission_does_not_need_redis(app, survey, queue, stopping):
    subscriptions.bind(Queue("unix:///nowhere/redis.sock?db=0"))
    assert submit(app, survey.link, employed="no").status_code == 201
    subscriptions.bind(queue)
    schedule.slow_sweep(queue)
    counting.visit_marked(queue, stopping)
    assert completed(survey) == 1


@pytest.mark.slow
def test_a_running_worker_counts_what_comes_in(app, queue, survey, environment, tmp_path):
    worker = Worker(environment, tmp_path / "worker.log")
    try:
        for number in range(1, 4):
            submit(app, survey.link, employed="no")
            eventually(lambda expected=number: completed(survey) == expected)
    finally:
        worker.stop()
        print(worker.log.read_text())
    assert worker.process.returncode == 0


@pytest.mark.slow
def test_two_workers_count_each_response_once(app, queue, survey, environment, tmp_path):
    workers = [Worker(environment, tmp_path / f"worker{number}.log") for number in range(2)]
    try:
        for _ in range(40):
            submit(app, survey.link, employed="no")
            time.sleep(0.02)
        eventually(lambda: completed(survey) >= 40)
    finally:
        for worker in workers:
            worker.kill()
    assert completed(survey) == 40
