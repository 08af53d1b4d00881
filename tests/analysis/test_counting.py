"""Each completed response counts once, whoever dies and whoever comes at the same time (I04)."""

from __future__ import annotations

import pytest

from surveyapp.analysis import service as analysis
from surveyapp.transaction import transaction
from tests.analysis.conftest import count, disagreements
from tests.scenario import begin, submit


def test_a_submission_is_counted_by_what_it_answers(app, survey, tallies):
    submit(app, survey.link, employed="no", rooms=4, remarks="quiet")
    submit(app, survey.link, employed="yes", job="baker", rooms=2)
    assert count(survey.tenant) == 2
    assert tallies()["completed"] == 2
    assert tallies("employed")["counts"] == {"no": 1, "yes": 1}
    assert tallies("rooms")["counts"] == {"4": 1, "2": 1}
    assert (tallies("job")["shown"], tallies("job")["answered"]) == (1, 1)
    assert (tallies("remarks")["shown"], tallies("remarks")["answered"], tallies("remarks")["total"]) == (2, 1, "5")


def test_what_was_counted_is_not_counted_again(app, survey, tallies):
    submit(app, survey.link, employed="no")
    assert [count(survey.tenant), count(survey.tenant)] == [1, 0]
    assert tallies()["completed"] == 1


def test_a_count_that_does_not_commit_has_counted_nothing(app, survey, tallies):
    submit(app, survey.link, employed="no")
    with pytest.raises(ZeroDivisionError), transaction(survey.tenant):
        assert analysis.count() == 1
        raise ZeroDivisionError
    assert tallies() == {}
    assert count(survey.tenant) == 1
    assert tallies()["completed"] == 1


def test_an_unfinished_response_stands_in_one_section_at_a_time(app, survey, tallies):
    respondent = begin(app, survey.link)
    seen = []
    for step in (lambda: None, lambda: respondent.stays_in("work", employed="no"), lambda: respondent.stays_in("home")):
        step()
        count(survey.tenant)
        seen.append(tallies()["standing"])
    assert seen == [{"": 1}, {"work": 1}, {"home": 1}]
    respondent.submit()
    count(survey.tenant)
    assert (tallies()["standing"], tallies()["completed"]) == ({}, 1)


def test_moves_that_are_counted_together_count_as_one(app, survey, tallies):
    begin(app, survey.link).stays_in("work").stays_in("home").stays_in("work")
    count(survey.tenant)
    assert tallies()["standing"] == {"work": 1}


def test_moves_that_are_counted_one_by_one_count_the_same(app, survey, tallies):
    begin(app, survey.link, employed="no").stays_in("work").stays_in("home").submit()
    begin(app, survey.link).stays_in("home").stays_in("work")
    while count(survey.tenant, most=1):
        assert sum(tallies()["standing"].values()) + tallies()["completed"] <= 2
    assert (tallies()["standing"], tallies()["completed"]) == ({"work": 1}, 1)
    assert disagreements(survey) == ()


def test_a_deleted_response_is_taken_out_of_the_counts(app, survey, api, tallies):
    kept = submit(app, survey.link, employed="no", rooms=4)
    gone = submit(app, survey.link, employed="no", rooms=7, illness="flu")
    count(survey.tenant)
    assert api.as_admin().delete(f"/responses/{gone.json['id']}").status_code == 204
    assert kept.status_code == 201
    assert (tallies()["completed"], tallies("rooms")["counts"], tallies("illness")["answered"]) == (1, {"4": 1}, 0)
    assert disagreements(survey) == ()
