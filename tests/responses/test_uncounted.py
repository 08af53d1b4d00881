"""What a change leaves for the analyses to count, written by the statement that makes the change (I04)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from surveyapp.permissions import Actor
from surveyapp.responses import service
from surveyapp.responses.models import UncountedResponse
from surveyapp.transaction import transaction
from tenants.db import session
from tests.scenario import begin, submit, try_begin


@pytest.fixture
def uncounted(survey):
    """(id of the response, revision, whether it was completed) of everything that waits, in order."""

    def read() -> list[tuple[str, int, bool]]:
        with transaction(survey.tenant, read_only=True):
            waiting = session.scalars(select(UncountedResponse).order_by(UncountedResponse.revision)).all()
            assert {each.survey_id for each in waiting} <= {survey.survey_id}
            return [(str(each.response_id), each.revision, each.completed) for each in waiting]

    return read


def test_a_one_shot_submission_waits_once_as_completed(app, survey, uncounted):
    response_id = submit(app, survey.link, employed="no").json["id"]
    assert uncounted() == [(response_id, 1, True)]


def test_a_response_waits_when_it_begins_and_when_it_is_completed(app, survey, uncounted):
    respondent = begin(app, survey.link, employed="no").answer(rooms=2).submit()
    assert uncounted() == [(respondent.id, 1, False), (respondent.id, 3, True)]


def test_an_autosave_within_a_section_leaves_nothing(app, survey, uncounted):
    respondent = begin(app, survey.link).stays_in("work", employed="no").stays_in("work", employed="yes")
    respondent.answer(job="baker")
    assert uncounted() == [(respondent.id, 1, False), (respondent.id, 2, False)]


def test_every_move_to_another_section_waits(app, survey, uncounted):
    respondent = begin(app, survey.link).stays_in("work").stays_in("home").stays_in("work")
    assert uncounted() == [(respondent.id, revision, False) for revision in (1, 2, 3, 4)]


def test_what_is_refused_or_repeated_leaves_nothing(app, survey, uncounted):
    assert submit(app, survey.link).status_code == 422
    respondent = begin(app, survey.link, employed="no")
    assert respondent.try_submit(mutation="m").status_code == respondent.try_submit(mutation="m").status_code == 200
    assert uncounted() == [(respondent.id, 1, False), (respondent.id, 2, True)]


def test_a_shut_door_leaves_nothing(app, survey, uncounted):
    survey.change_link(is_active=False)
    assert try_begin(app, survey.link, {"employed": "no"}).status_code == 409
    assert uncounted() == []


def test_what_rolls_back_leaves_nothing(app, survey, uncounted):
    with pytest.raises(ZeroDivisionError), transaction(survey.tenant):
        service.begin(survey.tenant, survey.link, {"employed": "no"}, actor=Actor(), complete=True)
        raise ZeroDivisionError
    assert uncounted() == []
