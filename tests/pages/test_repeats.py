"""A section that repeats on the page, without script: its instances, one more, one fewer, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from surveyapp.responses.models import SurveyResponse
from surveyapp.transaction import transaction
from tenants.context import Tenant
from tenants.db import session
from tests.factories.responses import Published, published
from tests.pages.visitor import Visitor

COUNTRIES = [{"value": "u s", "label": "United States"}, {"value": "de", "label": "Germany"}]
ROSTER = {
    "title": "Household",
    "translations": {"de": {"fields": {"where": {"options": {"de": "Deutschland"}}, "age": {"label": "Alter"}}}},
    "sections": [
        {
            "name": "people",
            "title": "Person",
            "repeat": {"min": 1, "max": 3},
            "fields": [
                {"name": "name", "label": "Name", "field_type": "text", "is_required": True},
                {"name": "age", "label": "How old is {name}?", "field_type": "number"},
                {"name": "works", "label": "Works?", "field_type": "boolean", "visible_if": "{age} >= 15"},
            ],
        },
        {
            "name": "travel",
            "title": "Travel of {name}",
            "fields": [{"name": "where", "label": "Where?", "field_type": "checkbox", "options": COUNTRIES}],
        },
        {
            "name": "visits",
            "title": "In {.item}",
            "repeat": {"for_each": "where"},
            "fields": [{"name": "times", "label": "Times in {.item}", "field_type": "number"}],
        },
    ],
}


@pytest.fixture
def roster(app: Flask, tenant_a: Tenant) -> Published:
    return published(tenant_a, ROSTER)


@pytest.fixture
def visitor(app: Flask, roster: Published) -> Visitor:
    return Visitor(app, roster.link)


def stored(survey: Published) -> dict:
    with transaction(survey.tenant, read_only=True):
        return dict(session.query(SurveyResponse).one().answers)


def legends(visitor: Visitor) -> list[str]:
    return re.findall(r'<h[23] id="n-[^>]*>(.*?)</h[23]>', visitor.body)


def ann(age="30") -> dict:
    return {"people[0].name": "Ann", "people[0].age": age}


def two(visitor: Visitor) -> Visitor:
    visitor.post("add", **ann())
    visitor.post("later", **{"people[1].name": "Bob", "people[1].age": "7"})
    visitor.get("?at=people")
    return visitor


def test_as_many_are_asked_as_there_must_be(visitor):
    assert legends(visitor) == ["Person 1"]
    assert {"a.people[0].name", "a.people[0].age"} <= dict(visitor.form.fields).keys()


def test_one_more_keeps_what_was_typed_and_leads_there(visitor, roster):
    visitor.post("add", follow=False, **ann())
    assert visitor.page.headers["Location"].endswith("?at=people#i-people%5B1%5D")
    visitor.get("?at=people")
    assert legends(visitor) == ["Person 1", "Person 2"]
    assert dict(visitor.form.fields)["a.people[0].name"] == "Ann"
    assert stored(roster) == {"people": [{"name": "Ann", "age": 30}, {}]}


def test_adding_never_complains_of_what_is_still_missing(visitor):
    visitor.post("add")
    assert visitor.page.status_code == 200
    assert visitor.form.errors == []


def test_what_cannot_be_kept_stays_in_its_box_and_the_rest_is_kept(visitor, roster):
    visitor.post("add", **ann("old"))
    assert visitor.page.status_code == 422
    assert visitor.form.errors == ["Please enter a number, in digits."]
    assert dict(visitor.form.fields)["a.people[0].age"] == "old"
    assert stored(roster) == {"people": [{"name": "Ann"}]}


def test_no_more_than_the_most_can_be_added(visitor, roster):
    for _ in range(4):
        visitor.send([*visitor.form.fields, ("action", "add")])
    assert len(stored(roster)["people"]) == 3
    assert not visitor.offers("add")
    assert '<p class="hint" id="full">There is no room for more here.' in visitor.body


def test_an_empty_one_goes_at_once_and_never_the_last_that_must_be(visitor, roster):
    visitor.post("add", **ann())
    visitor.post("remove.1")
    assert stored(roster) == {"people": [{"name": "Ann", "age": 30}]}
    assert not visitor.offers("remove.0")
    visitor.post("removed.0")
    assert stored(roster) == {"people": [{"name": "Ann", "age": 30}]}


def test_one_with_answers_goes_after_a_question(visitor, roster):
    two(visitor).post("remove.0")
    assert visitor.offers("removed.0") and not visitor.offers("remove.0")
    assert len(stored(roster)["people"]) == 2
    visitor.post("removed.0")
    assert stored(roster) == {"people": [{"name": "Bob", "age": 7}]}


def test_one_that_is_kept_is_kept(visitor, roster):
    two(visitor).post("remove.0")
    visitor.post("keep.0", **{"people[0].age": "31"})
    assert visitor.offers("remove.0") and not visitor.offers("removed.0")
    assert stored(roster)["people"] == [{"name": "Ann", "age": 31}, {"name": "Bob", "age": 7}]


def test_the_instance_is_named_where_an_answer_is_missing(visitor):
    two(visitor).post("next", **{"people[1].name": ""})
    page = visitor.page.get_data(as_text=True)
    assert visitor.page.status_code == 422
    assert '<a href="#f-people[1].name">Person 2: Name</a>' in page


def test_a_condition_holds_for_its_own_instance(visitor):
    two(visitor)
    fields = dict(visitor.form.options)
    assert "a.people[0].works" in fields
    shown = dict(re.findall(r'data-field="people\[(\d)\].works"[^>]*?( hidden)?>', visitor.page.get_data(as_text=True)))
    assert shown == {"0": "", "1": " hidden"}


def test_texts_name_the_answers_of_their_own_instance_and_outside_of_all(visitor):
    two(visitor)
    page = visitor.page.get_data(as_text=True)
    assert "How old is Ann?" in page and "How old is Bob?" in page
    visitor.post("next")
    visitor.get("?at=travel")
    assert visitor.heading == "Travel of Ann, Bob"


def test_there_is_one_for_each_option_that_was_chosen(visitor, roster):
    two(visitor).get("?at=travel")
    visitor.post("next", where=["u s", "de"])
    assert legends(visitor) == ["In United States", "In Germany"]
    assert visitor.heading == "In \u2026"
    assert 'id="f-visits[u%20s].times"' in visitor.page.get_data(as_text=True)
    visitor.post("later", **{"visits[u s].times": "4"})
    assert stored(roster)["visits"] == {"u s": {"times": 4}}
    visitor.get("?at=travel")
    visitor.post("next", where=["de"])
    visitor.post("later", **{"visits[de].times": "2"})
    assert stored(roster)["visits"] == {"u s": {"times": 4}, "de": {"times": 2}}


def test_the_review_reads_one_after_the_other_and_submits(visitor, roster):
    two(visitor).get("?at=travel")
    visitor.post("next", where=["de"])
    visitor.post("review", **{"visits[de].times": "2"})
    page = visitor.page.get_data(as_text=True)
    assert re.findall(r'<h2 id="read-\d+">(.*?)</h2>', page) == [
        "Person 1",
        "Person 2",
        "Travel of Ann, Bob",
        "In Germany",
    ]
    assert "?at=people#f-people[1].age" in page
    visitor.post("submit")
    assert visitor.heading == "Thank you"
    assert stored(roster) == {
        "people": [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 7}],
        "where": ["de"],
        "visits": {"de": {"times": 2}},
    }


def test_questions_and_options_of_an_instance_are_translated(visitor):
    two(visitor).get("?at=people&lang=de")
    assert "Alter" in visitor.page.get_data(as_text=True)
    visitor.get("?at=travel&lang=de")
    visitor.post("next", where=["de"])
    assert legends(visitor) == ["In Deutschland"]


def test_the_script_saves_a_question_and_keeps_the_others(visitor, roster):
    two(visitor)
    reply = visitor.autosave("people", answers={"people[1].age": "40"})
    assert reply.status_code == 200
    assert "people[1].works" in reply.json["visible"]
    assert stored(roster)["people"] == [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 40}]


def test_the_script_may_send_its_change_again(visitor, roster):
    two(visitor)
    first = visitor.autosave("people", answers={"people[1].age": "40"}, mutation="m" * 9)
    again = visitor.autosave("people", answers={"people[1].age": "40"}, mutation="m" * 9)
    assert (again.status_code, again.json["revision"]) == (200, first.json["revision"])


def test_the_script_begins_a_response_with_an_instance(visitor, roster):
    assert visitor.autosave("people", answers={"people[0].name": "Ann"}).status_code == 200
    assert stored(roster) == {"people": [{"name": "Ann"}]}


def test_a_stale_page_is_told_the_answers_of_every_instance(visitor):
    two(visitor)
    known = visitor.hidden("revision")
    visitor.autosave("people", answers={"people[1].age": "40"})
    reply = visitor.autosave("people", answers={"people[1].age": "41"}, mutation="n" * 9, revision=int(known))
    assert reply.status_code == 409
    assert (reply.json["answers"]["people[0].name"], reply.json["answers"]["people[1].age"]) == ("Ann", "40")


@pytest.mark.parametrize(
    "hurtful",
    ["people[9999].name", "people[x].name", "people[-1].name", "people[0].nothing", "people", "other[0].name"],
)
def test_a_question_that_nobody_asked_is_never_kept(visitor, roster, hurtful):
    two(visitor)
    visitor.autosave("people", answers={hurtful: "1"})
    assert stored(roster)["people"] == [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 7}]


@pytest.mark.parametrize("action", ["remove", "remove.", "remove.7", "removed.x", "add.x.y", "keep", "keep.9"])
def test_a_button_that_nobody_showed_is_no_failure(visitor, action):
    assert two(visitor).post(action).status_code == 200
