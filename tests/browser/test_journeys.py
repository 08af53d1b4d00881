"""A whole survey answered in a browser, with script and without: the same answers arrive."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from surveyapp.responses.models import SurveyResponse
from surveyapp.responses.service import sealing
from surveyapp.transaction import transaction
from tenants.db import session
from tests.browser.conftest import demo
from tests.browser.respondent import Respondent

pytestmark = pytest.mark.slow
HEALTH = {
    "agree": "yes",
    "region": "lake",
    "district": "reed_island",
    "settlement": "village",
    "years_here": "12",
    "size": "4",
    "under_five": "1",
    "water_source": "surface",
    "water_minutes": "25",
    "water_treated": "yes",
    "water_method": ["boil", "filter"],
    "full_name": "Noor Haddad",
    "age": "31",
    "sex": "female",
    "works": "no",
    "not_working": "home",
    "child_birth": "2024-02-29",
    "child_card": "no",
    "child_fever": "yes",
    "child_fever_care": "no",
    "child_fever_why_not": "The boat was not running.",
    "pregnant": "yes",
    "months_pregnant": "5",
    "antenatal": "yes",
    "antenatal_visits": "2",
    "health": "fair",
    "has_condition": "yes",
    "which": ["pressure", "diabetes"],
    "pressure_medicine": "stopped",
    "pressure_why": "effects",
    "insulin": "no",
    "low_mood": "daily",
    "talk_to": "family",
    "facility": "boat_clinic",
    "travel_minutes": "40",
    "needed_care": "yes",
    "got_care": "sometimes",
    "no_care_why": ["far"],
    "spent": "12,50",
    "borrowed": "no",
    "again": "yes",
    "phone": "+49 30 1234567",
}
NUMBERS = ("years_here", "size", "under_five", "water_minutes", "age", "months_pregnant", "antenatal_visits")


def stored(survey) -> dict:
    """The answers of the one completed response, opened."""
    with transaction(survey.tenant, read_only=True):
        row = session.query(SurveyResponse).one()
        assert row.status == "completed"
        return sealing.joined(survey.tenant, row.id, row.answers, row.sealed)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no_script"])
def test_a_deep_survey_is_answered_to_the_end_and_everything_arrives(survey, opened, script):
    health = survey(demo("household_health"))
    titles = Respondent(opened(health, script=script)).walk(HEALTH)
    expected = {**HEALTH, **{name: int(HEALTH[name]) for name in NUMBERS}, "travel_minutes": 40, "spent": 12.5}
    assert stored(health) == expected
    assert titles[-1] == "Thank you"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no_script"])
def test_who_does_not_agree_is_asked_nothing_further(survey, opened, script):
    health = survey(demo("household_health"))
    titles = Respondent(opened(health, script=script)).walk({"agree": "no", "decline_reason": "time"})
    assert stored(health) == {"agree": "no", "decline_reason": "time"}
    assert "Where you live" not in titles


def test_a_section_is_asked_only_of_those_it_concerns(survey, opened):
    page = opened(survey(demo("customer_satisfaction")), script=False)
    respondent = Respondent(page)
    for name, value in {"channel": "store", "country": "fr", "product_line": "tents", "first_order": "no"}.items():
        respondent.answer(name, value)
    respondent.press("Next")
    expect(page.locator(".notice")).to_contain_text("more to ask")
    assert respondent.shows("previous_orders")
    respondent.press("Next")
    expect(page.locator("h1")).to_have_text("In the store")
    offered = [each.get_attribute("value") for each in respondent.question("store").locator("option").all()]
    assert offered == ["", "lyon", "grenoble", "other"]


def test_going_back_keeps_what_was_answered(survey, opened):
    respondent = Respondent(opened(survey(demo("household_health")), script=False))
    respondent.answer("agree", "yes")
    respondent.press("Next").press("Next")
    respondent.answer("settlement", "town")
    respondent.press("Back")
    assert respondent.value("agree") == "yes"
    respondent.press("Next")
    assert respondent.value("settlement") == "town"


def test_what_is_missing_is_listed_with_links_and_nothing_typed_is_lost(survey, opened):
    respondent = Respondent(opened(survey(demo("household_health")), script=False))
    respondent.answer("agree", "yes")
    respondent.press("Next").press("Next")
    respondent.answer("region", "coast")
    respondent.answer("years_here", "many")
    page = respondent.press("Next").page
    assert page.title().startswith("Error: Where you live")
    summary = page.locator("#summary li").all_inner_texts()
    assert [line.split("\n")[-1] for line in summary] == [
        "Please choose an answer.",
        "Please enter a number, in digits.",
    ]
    assert respondent.error("district") == "", "it offered nothing before the region was known"
    assert respondent.value("years_here") == "many"
    assert respondent.value("region") == "coast"
    page.locator("#summary a", has_text="years").click()
    expect(page.locator("#f-years_here")).to_be_focused()


def test_the_answers_can_be_read_through_and_changed_before_they_are_sent(survey, opened):
    respondent = Respondent(opened(survey(demo("household_health")), script=False))
    respondent.answer("agree", "no")
    page = respondent.press("Next").press("Next").page
    expect(page.locator("h1")).to_have_text("Your answers")
    expect(page.locator(".read dd").first).to_have_text("No, I do not wish to take part")
    page.locator(".read a").first.click()
    assert respondent.value("agree") == "no"


def test_what_was_submitted_is_not_asked_again(survey, opened):
    health = survey(demo("household_health"))
    page = opened(health, script=False)
    Respondent(page).walk({"agree": "no"})
    page.reload()
    expect(page.locator("h1")).to_have_text("Thank you")
    Respondent(page).press("Start a new response")
    expect(page.locator("h1")).to_have_text("Household and health survey")
