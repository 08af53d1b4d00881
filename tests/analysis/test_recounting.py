"""Counting anew agrees with what was counted as it came, and mends what does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from sqlalchemy import text

from surveyapp.analysis import service as analysis
from surveyapp.analysis.service import recounting
from surveyapp.permissions import Actor
from surveyapp.problems import Problem
from surveyapp.responses import service as responses
from surveyapp.transaction import transaction
from tenants.columns import new_id
from tenants.db import session
from tests.analysis.conftest import completed, count, disagreements
from tests.factories.responses import HOUSEHOLD
from tests.scenario import begin, submit

ACTOR = Actor()


def rebuilt(survey) -> analysis.Recount:
    with transaction(survey.tenant):
        return analysis.rebuild(survey.survey_id)


def counted_until_done(survey, most: int = analysis.MOST) -> None:
    while count(survey.tenant, most):
        pass


def broken(survey, statement: str) -> None:
    with transaction(survey.tenant):
        session.execute(text(statement))


def any_answers(random: Random) -> dict:
    """What a household may answer, as a person would: some of it, sensitive answers too."""
    given = {"employed": random.choice(("yes", "no"))}
    if given["employed"] == "yes":
        given["job"] = "x" * random.randint(1, 9)
    maybe = {
        "income": random.randint(0, 10**6),
        "illness": "flu",
        "country": (country := random.choice(("us", "de"))),
        "region": {"us": "tx", "de": "by"}[country],
        "rooms": random.choice((random.randint(1, 20), random.randint(1, 200) / 10)),
        "remarks": "y" * random.randint(1, 30),
    }
    return given | {name: value for name, value in maybe.items() if random.random() < 0.7 or name == "country"}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_responses_a_recount_agrees(app, survey, seed):
    """Beginnings, moves, submissions, deletions, another version, and counts of any size in between."""
    random, alive = Random(seed), []
    for turn in range(60):
        act = random.random()
        if turn == 30:
            survey.publish_again(HOUSEHOLD)
        if act < 0.4:
            alive.append(submit(app, survey.link, **any_answers(random)).json["id"])
        elif act < 0.7:
            respondent = begin(app, survey.link, **any_answers(random)).stays_in(random.choice(("work", "home")))
            alive.append(respondent.id)
            if random.random() < 0.5:
                respondent.stays_in("home").submit()
        elif act < 0.85 and alive:
            with transaction(survey.tenant):
                responses.delete(alive.pop(random.randrange(len(alive))), actor=ACTOR)
        else:
            count(survey.tenant, random.randint(1, 5))
        if turn % 20 == 19:
            assert disagreements(survey) == ()
    counted_until_done(survey, 3)
    assert disagreements(survey) == ()


def test_a_rebuild_of_what_agrees_changes_nothing(app, survey):
    submit(app, survey.link, employed="no", rooms=2)
    begin(app, survey.link).stays_in("home")
    counted_until_done(survey)
    assert rebuilt(survey).differences == ()


BREAKING = {
    "a field": ("""UPDATE tallies SET tally = '{"shown": 9}' WHERE part = 'rooms'""", ("1/rooms",)),
    "the whole": ("""UPDATE tallies SET tally = '{"completed": 9}' WHERE part = ''""", ("1/",)),
    "everything": ("DELETE FROM tallies", None),
    "a draft": ("UPDATE counted_drafts SET section = 'work'", ("1/", "1/standing")),
    "a draft that is gone": ("DELETE FROM counted_drafts", ("1/", "1/standing")),
}


@pytest.mark.parametrize("what", BREAKING)
def test_a_check_finds_what_does_not_agree_and_a_rebuild_mends_it(app, survey, what):
    statement, expected = BREAKING[what]
    submit(app, survey.link, employed="no", rooms=2)
    begin(app, survey.link).stays_in("home")
    counted_until_done(survey)
    broken(survey, statement)
    found = disagreements(survey)
    assert found == expected if expected is not None else found
    rebuilt(survey)
    assert disagreements(survey) == ()
    assert completed(survey) == 1


def test_what_waits_is_neither_missed_nor_counted_twice(app, survey):
    submit(app, survey.link, employed="no")
    counted_until_done(survey)
    submit(app, survey.link, employed="no")
    respondent = begin(app, survey.link, employed="no").stays_in("work")
    assert rebuilt(survey).responses == 1
    assert completed(survey) == 1
    respondent.submit()
    counted_until_done(survey)
    assert completed(survey) == 3
    assert disagreements(survey) == ()


def test_responses_come_in_while_a_rebuild_reads(app, survey, monkeypatch):
    """Between the completed responses and the unfinished ones somebody begins, somebody moves and somebody submits."""
    early = begin(app, survey.link, employed="no").stays_in("work")
    mover = begin(app, survey.link).stays_in("work")
    counted_until_done(survey)
    held = recounting.surveys.held

    def people() -> None:
        begin(app, survey.link).stays_in("home")
        submit(app, survey.link, employed="no")
        mover.stays_in("home")
        early.submit()

    def meanwhile(survey_ids):
        with ThreadPoolExecutor(1) as others:
            others.submit(people).result(timeout=20)
        return held(survey_ids)

    with monkeypatch.context() as patching:
        patching.setattr(recounting.surveys, "held", meanwhile)
        rebuilt(survey)
    counted_until_done(survey)
    assert completed(survey) == 2
    assert disagreements(survey) == ()


def test_a_recount_takes_many_responses_in_pieces(app, survey, monkeypatch):
    monkeypatch.setattr(recounting, "TOGETHER", 2)
    for rooms in range(5):
        submit(app, survey.link, employed="no", rooms=rooms)
    counted_until_done(survey)
    assert (rebuilt(survey).responses, rebuilt(survey).differences) == (5, ())


def test_a_survey_that_is_not_there_is_not_found(survey):
    with pytest.raises(Problem), transaction(survey.tenant):
        analysis.check(new_id())
