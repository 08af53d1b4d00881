"""Death, haste and company: whatever happens to whoever counts, the tallies are those of the responses."""

from __future__ import annotations

import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from surveyapp.analysis import service as analysis
from surveyapp.permissions import Actor
from surveyapp.responses import service as responses
from surveyapp.surveys import service as surveys
from surveyapp.transaction import transaction
from tests.analysis.conftest import completed, count, disagreements
from tests.scenario import begin, submit
from tests.server import Process

ACTOR = Actor()


def counted_until_done(tenant, most: int = 7) -> None:
    while count(tenant, most) != 0:
        pass


@pytest.mark.slow
def test_a_worker_that_is_killed_before_its_commit_has_counted_nothing(app, survey, environment, tmp_path):
    for _ in range(5):
        submit(app, survey.link, employed="no")
    begin(app, survey.link).stays_in("home")
    command = [sys.executable, "-m", "tests.analysis.dying_counter", survey.tenant.public_key]
    died = Process(command, environment, tmp_path / "log")
    assert died.process.wait(60) == -signal.SIGKILL, died.log.read_text()
    assert completed(survey) == 0
    counted_until_done(survey.tenant)
    assert completed(survey) == 5
    assert disagreements(survey) == ()


def test_whoever_comes_while_another_counts_is_told_to_wait(app, survey):
    submit(app, survey.link, employed="no")
    inside, leave = Event(), Event()

    def counts_slowly() -> None:
        with transaction(survey.tenant):
            assert analysis.count() == 1
            inside.set()
            leave.wait(10)

    with ThreadPoolExecutor(1) as other:
        slow = other.submit(counts_slowly)
        assert inside.wait(10)
        assert count(survey.tenant) is None
        leave.set()
        slow.result()
    assert (count(survey.tenant), completed(survey)) == (0, 1)


def test_submissions_go_on_while_somebody_counts(app, survey):
    submit(app, survey.link, employed="no")
    with transaction(survey.tenant):
        assert analysis.count() == 1
        with ThreadPoolExecutor(1) as other:
            other.submit(lambda: submit(app, survey.link, employed="no")).result(timeout=10)
    counted_until_done(survey.tenant)
    assert completed(survey) == 2


def test_many_who_submit_and_many_who_count_agree(app, survey):
    begun, start, done = [], Barrier(5), Event()

    def answers(number: int) -> None:
        start.wait()
        for turn in range(15):
            respondent = begin(app, survey.link, employed="no", rooms=turn)
            respondent.stays_in("home" if turn % 2 else "work")
            if turn % 3:
                respondent.submit()
            begun.append(respondent.id)

    def counts() -> None:
        start.wait()
        while not done.is_set():
            count(survey.tenant, 4)

    with ThreadPoolExecutor(5) as crowd:
        people = [crowd.submit(answers, number) for number in range(3)]
        counters = [crowd.submit(counts) for _ in range(2)]
        try:
            for each in people:
                each.result()
        finally:
            done.set()
        for each in counters:
            each.result()
    counted_until_done(survey.tenant)
    assert (len(begun), completed(survey)) == (45, 30)
    assert disagreements(survey) == ()


def test_a_response_that_is_deleted_before_it_is_counted_never_counts(app, survey):
    gone = submit(app, survey.link, employed="no").json["id"]
    begun = begin(app, survey.link).stays_in("work")
    with transaction(survey.tenant):
        for response_id in (gone, begun.id):
            responses.delete(response_id, actor=ACTOR)
    counted_until_done(survey.tenant)
    assert completed(survey) == 0
    assert disagreements(survey) == ()


def test_an_unfinished_response_that_is_deleted_stands_nowhere(app, survey, tallies):
    begun = begin(app, survey.link).stays_in("work")
    counted_until_done(survey.tenant)
    with transaction(survey.tenant):
        responses.delete(begun.id, actor=ACTOR)
    assert tallies()["standing"] == {}
    assert disagreements(survey) == ()


def test_a_deletion_that_rolls_back_leaves_the_counts_alone(app, survey):
    kept = submit(app, survey.link, employed="no").json["id"]
    counted_until_done(survey.tenant)
    with pytest.raises(ZeroDivisionError), transaction(survey.tenant):
        responses.delete(kept, actor=ACTOR)
        raise ZeroDivisionError
    assert completed(survey) == 1
    assert disagreements(survey) == ()


def test_a_survey_that_is_deleted_takes_its_tallies_along_and_what_waits_is_dropped(app, survey, tenant_a):
    submit(app, survey.link, employed="no")
    counted_until_done(tenant_a)
    submit(app, survey.link, employed="no")
    with transaction(tenant_a):
        surveys.delete(survey.survey_id, surveys.revision(survey.survey_id), actor=ACTOR)
    assert count(tenant_a) == 0
    with transaction(tenant_a, read_only=True):
        assert not analysis.is_behind()
