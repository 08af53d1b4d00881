"""What script adds: the page follows the answers, saves them by itself, and bears a bad line and a second window."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from surveyapp.responses.models import SurveyResponse
from surveyapp.transaction import transaction
from tenants.db import session
from tests.browser.conftest import demo
from tests.browser.respondent import Respondent

pytestmark = pytest.mark.slow


def place(opened, survey):
    """The second section of the health survey, where the choices hang on one another."""
    respondent = Respondent(opened(survey))
    respondent.answer("agree", "yes")
    respondent.press("Next")
    expect(respondent.page.locator("h1")).to_have_text("Where you live")
    return respondent


def rows(survey) -> list[tuple[str, dict]]:
    with transaction(survey.tenant, read_only=True):
        return [(row.status, dict(row.answers)) for row in session.query(SurveyResponse).order_by(SurveyResponse.id)]


def test_a_question_comes_and_goes_with_the_answer_it_hangs_on(survey, opened):
    respondent = Respondent(opened(survey(demo("customer_satisfaction"))))
    assert not respondent.shows("product_other")
    respondent.answer("product_line", "other")
    expect(respondent.question("product_other")).to_be_visible()
    respondent.answer("product_line", "tents")
    expect(respondent.question("product_other")).to_be_hidden()


def test_a_choice_offers_what_the_answer_before_allows(survey, opened):
    respondent = place(opened, survey(demo("household_health")))
    respondent.answer("region", "lake")
    respondent.answer("district", "reed_island")
    respondent.is_saved()
    respondent.answer("region", "coast")
    options = respondent.question("district").locator("option")
    gone = "Reed Island (no longer available)"
    expect(options).to_have_text(["Please choose", "Port Salis", "The Dunes", "Salis Delta", gone])
    expect(respondent.question("district").locator(".error")).to_contain_text("no longer available")
    respondent.answer("region", "lake")
    expect(options).to_have_text(["Please choose", "East Lake", "West Lake", "Reed Island"])
    assert respondent.value("district") == "reed_island", "the choice before is back"
    expect(respondent.question("district").locator(".error")).to_be_hidden()


def test_answers_are_saved_without_a_button(survey, opened):
    health = survey(demo("household_health"))
    respondent = place(opened, health)
    respondent.answer("years_here", "7")
    respondent.is_saved()
    assert rows(health) == [("in_progress", {"agree": "yes", "years_here": 7})]
    respondent.page.reload()
    assert respondent.value("years_here") == "7"


def test_a_number_that_is_none_is_told_at_once_and_never_counts_as_saved(survey, opened):
    respondent = place(opened, survey(demo("household_health")))
    respondent.answer("years_here", "abc")
    respondent.question("years_here").locator("input").last.blur()
    expect(respondent.question("years_here").locator(".error")).to_have_text("Please enter a number, in digits.")
    respondent.press("Next")
    expect(respondent.page.locator("#summary")).to_be_focused()
    assert respondent.value("years_here") == "abc"


def test_the_address_to_continue_opens_the_response_in_another_browser(survey, opened):
    respondent = place(opened, survey(demo("household_health")))
    respondent.answer("settlement", "town")
    respondent.is_saved()
    respondent.page.locator("#later summary").click()
    address = respondent.page.locator("#resume").input_value()
    elsewhere = Respondent(opened(address))
    assert elsewhere.value("settlement") == "town"
    assert address.rsplit("/", 1)[1] not in elsewhere.page.url, "the code does not stay in the address bar"
    assert elsewhere.page.evaluate("document.cookie") == "", "no script can read the cookie"
    cookie = elsewhere.page.context.cookies()[0]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


def test_two_windows_that_change_different_answers_both_have_their_way(survey, opened):
    health = survey(demo("household_health"))
    one = place(opened, health)
    two = Respondent(one.page.context.new_page())
    two.page.goto(one.page.url)
    one.answer("settlement", "town")
    one.is_saved()
    two.answer("years_here", "3")
    two.is_saved()
    expect(two.question("settlement").locator("input[value=town]")).to_be_checked()
    assert rows(health)[0][1] == {"agree": "yes", "settlement": "town", "years_here": 3}


def test_two_windows_that_change_the_same_answer_ask_which_one_holds(survey, opened):
    health = survey(demo("household_health"))
    one = place(opened, health)
    two = Respondent(one.page.context.new_page())
    two.page.goto(one.page.url)
    one.answer("settlement", "town")
    one.is_saved()
    two.answer("settlement", "village")
    expect(two.question("settlement").locator(".conflict")).to_contain_text("A town")
    assert rows(health)[0][1]["settlement"] == "town", "nothing is overwritten in silence"
    two.press("Keep mine")
    two.is_saved()
    assert rows(health)[0][1]["settlement"] == "village"


def test_without_script_the_second_window_asks_as_well(survey, opened):
    health = survey(demo("household_health"))
    one = Respondent(opened(health, script=False))
    one.answer("agree", "yes")
    one.press("Next")
    two = Respondent(one.page.context.new_page())
    two.page.goto(one.page.url)
    one.answer("settlement", "town")
    one.press("Save and continue later")
    two.answer("settlement", "village")
    two.press("Next")
    expect(two.question("settlement").locator(".conflict")).to_contain_text("A town")
    two.answer("region", "lake")
    two.press("Next")
    assert rows(health)[0][1]["settlement"] == "village"


def test_a_lost_line_keeps_the_page_and_is_made_up_for(survey, opened):
    health = survey(demo("household_health"))
    respondent = place(opened, health)
    respondent.page.context.set_offline(True)
    respondent.answer("settlement", "city")
    expect(respondent.page.locator("#saved")).to_contain_text("No connection")
    respondent.press("Next")
    expect(respondent.page.locator("#waiting")).to_contain_text("Please stay on this page")
    respondent.page.context.set_offline(False)
    respondent.is_saved()
    assert rows(health)[0][1]["settlement"] == "city"


def test_a_reply_that_got_lost_is_no_conflict(survey, opened):
    health = survey(demo("household_health"))
    respondent = place(opened, health)
    lost = []

    def lose_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    respondent.page.route("**/answers", lose_first)
    respondent.answer("settlement", "city")
    respondent.is_saved()
    assert lost[0].status == 200
    expect(respondent.question("settlement").locator(".conflict")).to_have_count(0)
    assert rows(health)[0][1]["settlement"] == "city"


def test_an_impatient_finger_makes_one_response(survey, opened):
    health = survey(demo("household_health"))
    page = opened(health, script=False)
    Respondent(page).answer("agree", "no")
    page.get_by_role("button", name="Next").dblclick()
    expect(page.locator(".notice")).to_be_visible()
    assert len(rows(health)) == 1
