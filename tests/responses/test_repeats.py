"""Sections that repeat, over HTTP: their answer is kept as a whole, judged instance by instance, and sealed as a whole
where one of its fields is sensitive."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from surveyapp.responses.service import doors
from surveyapp.transaction import transaction
from tenants.db import session
from tests.factories.responses import published
from tests.scenario import begin

FAMILY = {
    "title": "Family",
    "sections": [
        {
            "name": "people",
            "title": "People",
            "repeat": {"min": 1, "max": 3},
            "fields": [
                {"name": "name", "label": "Name", "field_type": "text", "is_required": True},
                {"name": "age", "label": "Age of {name}", "field_type": "number"},
                {"name": "illness", "label": "Illness", "field_type": "text", "is_sensitive": True},
            ],
        },
        {
            "name": "rooms",
            "title": "Rooms",
            "repeat": {"count": "count({people})"},
            "fields": [{"name": "bed", "label": "Bed", "field_type": "text", "visible_if": "at({age}, {.number}) > 3"}],
        },
    ],
}


@pytest.fixture
def family(app, tenant_a):
    doors.forget()
    return published(tenant_a, FAMILY)


def kept(api, respondent):
    return api.as_admin().get(f"/responses/{respondent.id}").json["answers"]


def test_instances_are_answered_and_submitted(app, api, family):
    respondent = begin(app, family.link).sees("people[0].name", "people[0].age")
    respondent.answer(people=[{"name": "Ann", "age": 30}, {"name": "Bob"}]).sees("people[1].name", "rooms[0].bed")
    respondent.does_not_see("rooms[1].bed").answer(rooms=[{"bed": "big"}, {"bed": "small"}])
    respondent.submit()
    assert kept(api, respondent) == {
        "people": [{"name": "Ann", "age": 30}, {"name": "Bob"}],
        "rooms": [{"bed": "big"}, {}],
    }


def test_a_fault_points_into_its_instance(app, family):
    refused = begin(app, family.link).try_answer({"people": [{"name": "Ann"}, {"age": "old"}]})
    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json["errors"]] == [
        ("/answers/people/1/age", "not_a_number")
    ]


def test_a_submit_wants_enough_instances_and_all_of_each(app, family):
    respondent = begin(app, family.link)
    none = respondent.answer(people=[]).try_submit()
    assert [(each["pointer"], each["code"]) for each in none.json["errors"]] == [
        ("/answers/people", "too_few_instances")
    ]
    lacking = respondent.answer(people=[{"name": "Ann"}, {}]).try_submit()
    assert [each["pointer"] for each in lacking.json["errors"]] == ["/answers/people/1/name"]


def test_one_sensitive_field_seals_the_whole_answer(app, api, family, tenant_a):
    respondent = begin(app, family.link, people=[{"name": "Kanarienvogel", "illness": "none"}])
    with transaction(tenant_a, read_only=True):
        row = session.execute(text("SELECT answers::text, sealed::text FROM survey_responses")).one()
    assert "Kanarienvogel" not in row[0] + row[1]
    assert "people" not in row[0] and "people" in row[1]
    assert respondent.elsewhere().reply["answers"] == {"people": [{"name": "Kanarienvogel", "illness": "none"}]}
    respondent.submit()
    assert kept(api, respondent) == {"people": [{"name": "Kanarienvogel", "illness": "none"}]}


ANSWERS_BY_FIELD = """
    SELECT f.name, a.value, a.encrypted_value IS NOT NULL
      FROM field_answers a JOIN fields f ON f.id = a.field_id ORDER BY f.name
"""
TOUR = {
    "title": "Tour",
    "sections": [
        {
            "name": "stops",
            "title": "Stops",
            "repeat": {},
            "fields": [
                {"name": "town", "label": "Town", "field_type": "text"},
                {"name": "nights", "label": "Nights", "field_type": "number"},
                {"name": "remark", "label": "Remark", "field_type": "text"},
            ],
        },
        {
            "name": "rooms",
            "title": "Rooms",
            "repeat": {"items": [{"value": "big", "label": "Big"}, {"value": "small", "label": "Small"}]},
            "fields": [{"name": "beds", "label": "Beds", "field_type": "number"}],
        },
    ],
}


def by_field(tenant):
    with transaction(tenant, read_only=True):
        return [tuple(row) for row in session.execute(text(ANSWERS_BY_FIELD))]


def test_a_field_of_a_repeat_is_one_row_with_its_values_by_instance(app, tenant_a):
    doors.forget()
    begin(app, published(tenant_a, TOUR).link, stops=[{"town": "Ulm"}, {"nights": 2}, {}], rooms={"small": {"beds": 1}})
    assert by_field(tenant_a) == [
        ("beds", '{"small": 1}', False),
        ("nights", "[null, 2, null]", False),
        ("town", '["Ulm", null, null]', False),
    ]


def test_a_sealed_repeat_is_ciphertext_under_each_of_its_fields(app, family, tenant_a):
    begin(app, family.link, people=[{"name": "Ann"}])
    assert by_field(tenant_a) == [("age", None, True), ("illness", None, True), ("name", None, True)]


def test_a_response_has_one_row_for_a_field(app, family, tenant_a):
    begin(app, family.link, people=[{"name": "Ann"}, {"name": "Bob"}])
    with transaction(tenant_a, read_only=True):
        counted = session.execute(
            text("SELECT count(*), count(DISTINCT id), count(DISTINCT field_id) FROM field_answers")
        )
        assert tuple(counted.one()) == (3, 3, 3)
