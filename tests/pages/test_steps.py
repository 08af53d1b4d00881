"""The form, posted: what is kept, where it leads, and what is said about what is wrong."""

from __future__ import annotations

import pytest

from surveyapp.responses.models import SurveyResponse
from surveyapp.transaction import transaction
from tenants.db import session
from tests.factories.responses import HOUSEHOLD, Published, published
from tests.pages.visitor import Visitor


def rows(survey: Published) -> list[tuple[str, dict]]:
    with transaction(survey.tenant, read_only=True):
        return [(row.status, dict(row.answers)) for row in session.query(SurveyResponse).order_by(SurveyResponse.id)]


def test_looking_at_the_page_begins_nothing(visitor, survey):
    visitor.get()
    assert rows(survey) == []


def test_a_step_is_stored_and_leads_on(visitor, survey):
    visitor.post(employed="no")
    assert visitor.form.texts["h1"] == ["Home"]
    assert rows(survey) == [("in_progress", {"employed": "no"})]


def test_what_an_answer_brings_up_is_asked_before_going_on(visitor):
    visitor.post(employed="yes")
    assert "a.job" in dict(visitor.form.fields), "the job shows now"
    assert visitor.form.errors == [], "and is no mistake yet"
    visitor.post()
    assert visitor.page.status_code == 422
    assert visitor.form.errors == ["Please answer this question."]
    visitor.post(job="baker")
    assert visitor.form.texts["h1"] == ["Home"]


def test_one_answer_of_the_wrong_shape_does_not_take_the_others_down(visitor, survey):
    visitor.post(employed="no", income="lots")
    assert visitor.page.status_code == 422
    assert visitor.form.errors == ["Please enter a number, in digits."]
    assert dict(visitor.form.fields)["a.income"] == "lots", "what was typed is still there"
    assert rows(survey) == [("in_progress", {"employed": "no"})]


def test_an_answer_beyond_its_limits_holds_back_but_is_kept(visitor, survey):
    visitor.post(employed="no")
    visitor.post("submit", rooms="21")
    assert visitor.form.errors == ["Please enter 20 or less."]
    assert rows(survey)[0][1]["rooms"] == 21


def test_going_back_is_never_held_up(visitor):
    visitor.post(employed="no")
    visitor.post("back", rooms="21")
    assert visitor.page.status_code == 200
    assert dict(visitor.form.fields)["a.employed"] == "no"


def test_an_emptied_answer_is_removed(visitor, survey):
    visitor.post(employed="no")
    visitor.post("later", remarks="Nice.")
    visitor.post("later", remarks="")
    assert rows(survey)[0][1] == {"employed": "no"}


def test_the_last_step_submits_and_thanks(visitor, survey):
    visitor.post(employed="no")
    visitor.post("submit", country="us", region="tx")
    assert visitor.form.texts["h1"] == ["Thank you"]
    assert rows(survey) == [("completed", {"employed": "no", "country": "us", "region": "tx"})]


def test_a_choice_that_another_answer_took_away_is_asked_again(visitor, survey):
    visitor.post(employed="no")
    visitor.post("later", country="us")
    visitor.post("later", region="tx")
    visitor.post("submit", country="de")
    assert visitor.page.status_code == 200, "the new options were not on the form yet"
    assert visitor.form.options["a.region"] == ["", "by", "tx"], "what was chosen stays in sight"
    visitor.post("submit")
    assert visitor.form.errors == ["Your earlier choice is no longer available. Please choose again."]
    visitor.post("submit", region="by")
    assert visitor.form.texts["h1"] == ["Thank you"]


def test_submitting_twice_is_submitting_once(visitor, survey):
    visitor.post(employed="no")
    form = [*visitor.form.fields, ("action", "submit")]
    visitor.send(form)
    visitor.send(form)
    assert visitor.form.texts["h1"] == ["Thank you"]
    assert len(rows(survey)) == 1


def test_a_review_with_gaps_leads_to_the_first_of_them(visitor):
    visitor.post("later")
    visitor.get("?review=1")
    assert visitor.form.texts["h1"] == ["Your answers"]
    visitor.post("submit")
    assert visitor.form.errors == ["Please choose an answer."]
    assert dict(visitor.form.fields)["section"] == "work"


def test_what_the_form_did_not_ask_is_not_taken(visitor, survey):
    fields = [*visitor.form.fields, ("a.employed", "no"), ("a.job", "king"), ("a.rooms", "3"), ("action", "next")]
    visitor.send(fields)
    assert rows(survey) == [("in_progress", {"employed": "no"})]


def test_the_response_continues_where_it_was_left(visitor):
    visitor.post(employed="no")
    visitor.get()
    assert dict(visitor.form.fields)["section"] == "home"


def test_the_response_continues_where_something_is_missing(visitor):
    visitor.post(employed="no")
    visitor.post("back")
    visitor.post("later", employed="yes")
    visitor.get("?at=home")
    visitor.post("later", rooms="3")
    visitor.get()
    assert dict(visitor.form.fields)["section"] == "work"


def test_a_section_asked_for_that_does_not_show_gives_another(visitor):
    visitor.post(employed="no")
    assert visitor.get("?at=nowhere").status_code == 200


def test_a_response_keeps_the_version_that_it_was_begun_on(visitor, survey):
    visitor.post(employed="no")
    changed = {**HOUSEHOLD, "sections": [{**s, "title": f"New {s['title']}"} for s in HOUSEHOLD["sections"]]}
    survey.publish_again(changed)
    visitor.get()
    assert visitor.form.texts["h1"] == ["Home"]


def test_somebody_else_may_answer_on_the_same_device(visitor, survey):
    visitor.post(employed="no")
    visitor.post("submit")
    visitor.post("restart")
    visitor.post(employed="no")
    assert [status for status, _ in rows(survey)] == ["completed", "in_progress"]


def test_a_survey_in_which_nothing_shows_can_be_sent_and_nothing_else(app, tenant_a):
    blank = {"title": "Blank", "sections": [{"name": "only", "title": "Only", "fields": []}]}
    visitor = Visitor(app, published(tenant_a, blank).link)
    visitor.post("submit")
    assert visitor.form.texts["h1"] == ["Thank you"]


def titled(title: str, name: str = "page1", **section: object) -> dict:
    question = {"name": "q", "label": "Q", "field_type": "text"}
    last = {"name": "last", "title": "The end", "fields": [{**question, "name": "z"}]}
    first = {"name": name, "title": title, "fields": [question], **section}
    return {"title": "Lunch", "sections": [first, last]}


@pytest.mark.parametrize("title", ["page1", "Lunch"])
def test_a_section_that_nobody_has_given_a_title_is_called_by_its_place(app, tenant_a, title):
    visitor = Visitor(app, published(tenant_a, titled(title)).link)
    assert visitor.form.texts["h1"] == ["Lunch"]
    assert "Section 1 of 2" in visitor.body and f">{title}</h2>" not in visitor.body
    visitor.post("next", q="x")
    assert visitor.heading == "The end"
    visitor.post("review", z="y")
    assert visitor.form.texts["h2"] == ["Section 1 of 2", "The end"]


@pytest.mark.parametrize(("title", "name"), [("welcome", "welcome"), ("Page1", "page1"), ("page1", "other")])
def test_a_title_that_says_something_is_shown(app, tenant_a, title, name):
    assert Visitor(app, published(tenant_a, titled(title, name)).link).form.texts["h2"] == [title]
