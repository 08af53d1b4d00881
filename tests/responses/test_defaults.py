"""Defaults over HTTP: they count as answers until somebody answers or clears them, also where answers are sealed."""

from __future__ import annotations

import pytest

from surveyapp.responses.service import doors
from tests.factories.responses import published
from tests.scenario import begin, submit

STAY = {
    "title": "Stay",
    "sections": [
        {
            "name": "stay",
            "title": "Stay",
            "fields": [
                {"name": "guests", "label": "Guests", "field_type": "number", "default": "2", "is_required": True},
                {"name": "beds", "label": "Beds", "field_type": "number", "default": "{guests} / 2"},
                {"name": "wish", "label": "Wish", "field_type": "text", "default": "'quiet'", "is_sensitive": True},
                {"name": "crib", "label": "Crib?", "field_type": "boolean", "visible_if": "{guests} > 2"},
            ],
        }
    ],
}


@pytest.fixture
def stay(app, tenant_a):
    doors.forget()
    return published(tenant_a, STAY)


def kept(api, respondent):
    return api.as_admin().get(f"/responses/{respondent.id}").json["answers"]


def test_who_answers_nothing_submits_the_defaults(app, api, stay):
    respondent = begin(app, stay.link)
    assert respondent.state["defaults"] == {"guests": 2, "beds": 1, "wish": "quiet"}
    respondent.submit()
    assert kept(api, respondent) == {"guests": 2, "beds": 1, "wish": "quiet"}


def test_what_is_cleared_stays_cleared_over_devices_and_is_not_submitted(app, api, stay):
    respondent = begin(app, stay.link).answer(beds=None, wish="").answer(guests=3).sees("crib").elsewhere()
    assert respondent.state.get("defaults") is None
    assert respondent.reply["answers"] == {"guests": 3, "beds": None, "wish": None}
    respondent.submit()
    assert kept(api, respondent) == {"guests": 3}


def test_a_required_default_that_was_cleared_is_missing(app, stay):
    reply = submit(app, stay.link, guests=None)
    assert [(error["pointer"], error["code"]) for error in reply.json["errors"]] == [
        ("/answers/guests", "answer_required")
    ]
