"""A household by its people, in a browser: by script and without, by keyboard, past axe, and on another device."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.respondent import Respondent
from tests.browser.test_access import DARK, PHONE, finds_nothing
from tests.pages.test_repeats import ROSTER, stored

pytestmark = pytest.mark.slow


def pressed(page: Page, label: str, at: int = 0) -> None:
    """Press a button that leads to the page again, or with script changes only this one."""
    button = page.get_by_role("button", name=label, exact=True).nth(at)
    if page.locator("html.live").count():
        button.click()
    else:
        with page.expect_navigation():
            button.click()


def add(page: Page) -> None:
    """One more instance."""
    count = page.locator(".instance").count()
    pressed(page, "+ Add another" if page.get_by_role("button", name="+ Add another").count() else "Add another")
    expect(page.locator(".instance")).to_have_count(count + 1)


def filled(page: Page) -> Respondent:
    respondent = Respondent(page)
    respondent.answer("people[0].name", "Ann")
    respondent.answer("people[0].age", "30")
    add(page)
    respondent.answer("people[1].name", "Bob")
    respondent.answer("people[1].age", "7")
    return respondent


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_people_are_added_and_taken_away_and_nothing_is_lost(survey, opened, script):
    roster = survey(ROSTER)
    page = opened(roster, script=script)
    respondent = filled(page)
    pressed(page, "Remove", 0)
    expect(page.locator(".conflict")).to_contain_text("Remove this with all its answers?")
    pressed(page, "Yes, remove")
    expect(page.locator(".instance")).to_have_count(1)
    assert respondent.value("people[0].name") == "Bob"
    if script:
        respondent.is_saved()
    assert stored(roster)["people"] == [{"name": "Bob", "age": 7}]


def test_without_script_whoever_adds_a_person_is_led_there(survey, opened):
    page = opened(survey(ROSTER), script=False)
    filled(page)
    assert page.url.endswith("#i-people%5B1%5D")
    assert page.evaluate("document.getElementById('i-people[1]').getBoundingClientRect().top < innerHeight")


def test_the_page_decides_within_an_instance_by_itself(survey, opened):
    page = opened(survey(ROSTER))
    respondent = filled(page)
    respondent.is_saved()
    page.route("**/answers", lambda route: route.abort())
    respondent.answer("people[1].age", "40")
    expect(respondent.question("people[1].works")).to_be_visible()
    respondent.answer("people[0].age", "3")
    expect(respondent.question("people[0].works")).to_be_hidden()
    respondent.answer("people[0].name", "Anna")
    expect(page.locator("[id='l-people[0].age']")).to_have_text("How old is Anna?")
    expect(page.locator("[id='l-people[1].age']")).to_have_text("How old is Bob?")


def test_what_the_page_decided_is_what_the_server_says(survey, opened):
    page = opened(survey(ROSTER))
    respondent = filled(page)
    respondent.answer("people[1].age", "40")
    respondent.answer("people[1].works", "yes")
    respondent.is_saved()
    shown = respondent.shown()
    page.reload()
    assert respondent.shown() == shown
    assert respondent.value("people[1].works") == "yes"


def test_people_are_there_again_on_another_device(survey, opened):
    page = opened(survey(ROSTER))
    filled(page).is_saved()
    address = page.locator("#resume").input_value()
    other = opened(address, script=False)
    other.goto(f"{other.url.partition('?')[0]}?at=people")
    assert Respondent(other).value("people[1].name") == "Bob"


def test_one_for_each_choice_is_asked_and_saved(survey, opened):
    roster = survey(ROSTER)
    page = opened(roster)
    respondent = filled(page).press("Next")
    expect(page.locator("h1")).to_have_text("Travel of Ann, Bob")
    respondent.answer("where", ["u s", "de"])
    respondent.press("Next")
    expect(page.locator(".instance .head :is(h2, h3)")).to_have_text(["In United States", "In Germany"])
    respondent.answer("visits[u s].times", "4")
    respondent.is_saved()
    assert stored(roster)["visits"] == {"u s": {"times": 4}}


def test_enter_in_a_box_goes_on_and_takes_nobody_away(survey, opened):
    roster = survey(ROSTER)
    page = opened(roster)
    filled(page)
    with page.expect_navigation():
        page.locator("[id='f-people[0].name']").press("Enter")
    expect(page.locator("h1")).to_have_text("Travel of Ann, Bob")
    assert len(stored(roster)["people"]) == 2


def test_a_household_is_told_by_the_keyboard_alone(survey, opened):
    page = opened(survey(ROSTER))
    keys = page.keyboard

    def forward_to(selector: str) -> None:
        for _ in range(40):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    forward_to("[name='a.people[0].name']")
    keys.type("Ann")
    forward_to("[value=add]")
    keys.press("Enter")
    expect(page.locator("[name='a.people[1].name']")).to_be_focused()
    keys.type("Bob")
    forward_to("#next")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Travel of Ann, Bob")


def test_axe_finds_nothing_on_a_roster_that_is_not_the_first_section(survey, opened):
    before = {"name": "before", "title": "Before", "fields": [{"name": "any", "label": "Any?", "field_type": "text"}]}
    page = opened(survey(ROSTER | {"sections": [before, *ROSTER["sections"]]}))
    Respondent(page).press("Next")
    filled(page).is_saved()
    finds_nothing(page)
    expect(page.locator(".instance h2")).to_have_text(["Person 1", "Person 2"])


@pytest.mark.parametrize("look", [{}, DARK, PHONE, DARK | PHONE], ids=["light", "dark", "phone", "dark_phone"])
def test_axe_finds_nothing_on_a_roster(survey, opened, look):
    page = opened(survey(ROSTER), script=True, **look)
    filled(page).is_saved()
    finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pressed(page, "Remove", 1)
    finds_nothing(page)
    pressed(page, "No, keep")
    finds_nothing(page)
    Respondent(page).answer("people[1].name", "")
    Respondent(page).press("Next")
    expect(page.locator("#summary")).to_contain_text("Person 2: Name")
    finds_nothing(page)
