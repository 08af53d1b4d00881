"""Instances come and go in the page itself: at once, announced, saved like any answer, and nobody gets another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.respondent import Held, Respondent
from tests.browser.test_access import finds_nothing
from tests.browser.test_repeats import add, pressed
from tests.pages.test_repeats import ROSTER, stored

pytestmark = pytest.mark.slow
KINDS = [
    {"name": "name", "label": "Name", "field_type": "text"},
    {"name": "sure", "label": "Sure?", "field_type": "boolean"},
    {"name": "mood", "label": "Mood?", "field_type": "rating"},
    {
        "name": "likes",
        "label": "Likes?",
        "field_type": "checkbox",
        "options": [{"value": "people[0]", "label": "A"}, {"value": "b", "label": "B"}],
    },
    {
        "name": "views",
        "label": "Views?",
        "field_type": "matrix",
        "config": {"rows": [{"value": "x", "label": "X"}]},
        "options": [{"value": "g", "label": "Good"}, {"value": "b", "label": "Bad"}],
    },
    {
        "name": "order",
        "label": "Order?",
        "field_type": "ranking",
        "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
    },
]
EVERY_KIND = {
    "title": "Kinds",
    "sections": [{"name": "people", "title": "Person", "repeat": {"max": 5, "start": 2}, "fields": KINDS}],
}
ANY_NUMBER = {
    "title": "Pets",
    "sections": [
        {
            "name": "pets",
            "title": "Pet",
            "repeat": {"min": 0, "max": 9, "start": 0},
            "fields": [{"name": "pet", "label": "Which?", "field_type": "text"}],
        }
    ],
}


def told(page: Page, *people: tuple[str, str]) -> Respondent:
    """These people, saved."""
    respondent = Respondent(page)
    for at, (name, age) in enumerate(people):
        if at:
            add(page)
        respondent.answer(f"people[{at}].name", name)
        respondent.answer(f"people[{at}].age", age)
    respondent.is_saved()
    return respondent


def three(opened: Callable[..., Page], survey: Any) -> Respondent:
    return told(opened(survey), ("Ann", "30"), ("Bob", "30"), ("Cid", "7"))


def another_window(respondent: Respondent) -> Respondent:
    page = respondent.page.context.new_page()
    page.goto(f"{respondent.page.url.partition('?')[0]}?at=people")
    return Respondent(page)


def names(respondent: Respondent) -> list[str]:
    return [each.input_value() for each in respondent.page.locator("[name$='.name']").all()]


def taken_away(respondent: Respondent, at: int) -> None:
    respondent.page.locator(".instance").nth(at).get_by_role("button", name="Remove").click()
    pressed(respondent.page, "Yes, remove")


def stay(page: Page) -> Callable[[], bool]:
    """Whether the page is still the one that it is now."""
    page.evaluate("window.unchanged = true")
    return lambda: bool(page.evaluate("window.unchanged === true"))


def test_adding_stays_on_the_page_and_leads_to_the_first_question(survey, opened):
    page = opened(survey(ROSTER))
    stays = stay(page)
    add(page)
    assert stays()
    expect(page.locator("[name='a.people[1].name']")).to_be_focused()
    expect(page.locator("#told")).to_have_text("Added: Person 2")
    expect(page.get_by_role("group", name="Person 2", exact=True)).to_be_visible()


def test_removing_stays_on_the_page_and_leads_to_who_comes_next(survey, opened):
    respondent = three(opened, survey(ROSTER))
    stays = stay(respondent.page)
    taken_away(respondent, 0)
    assert stays()
    assert names(respondent) == ["Bob", "Cid"]
    expect(respondent.page.locator("[id='i-people[0]']")).to_be_focused()
    expect(respondent.page.locator("#told")).to_have_text("Removed: Person 1")
    expect(respondent.page.locator(".instance .head :is(h2, h3)")).to_have_text(["Person 1", "Person 2"])


def test_the_last_one_leads_back_to_the_button_that_adds(survey, opened):
    page = opened(survey(ANY_NUMBER))
    button = page.get_by_role("button", name="Add")
    button.click()
    expect(page.get_by_role("button", name="Add another")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(button).to_be_focused()
    expect(button).to_have_text("+ Add", use_inner_text=True)


def test_removing_is_asked_about_and_can_be_undone_by_keyboard(survey, opened):
    respondent = three(opened, survey(ROSTER))
    page = respondent.page
    page.locator(".instance").nth(1).get_by_role("button", name="Remove").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Yes, remove")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[id='i-people[1]']")).to_be_focused()
    expect(page.locator(".sure")).to_have_count(0)
    assert names(respondent) == ["Ann", "Bob", "Cid"]


def test_limits_hold_however_quickly_somebody_clicks(survey, opened):
    roster = survey(ROSTER)
    page = opened(roster)
    page.evaluate("() => { for (let at = 0; at < 7; at++) document.querySelector('[value=add]').click() }")
    expect(page.locator(".instance")).to_have_count(3)
    expect(page.get_by_text("There is no room for more here.")).to_be_visible()
    expect(page.get_by_role("button", name="Add another")).to_have_count(0)
    Respondent(page).is_saved()
    assert stored(roster) == {"people": [{}, {}, {}]}
    page.evaluate("() => { for (let at = 0; at < 7; at++) document.querySelector('[value^=remove]')?.click() }")
    expect(page.locator(".instance")).to_have_count(1)
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    Respondent(page).is_saved()
    assert stored(roster) == {"people": [{}]}


def test_a_new_one_is_decided_on_at_once_and_what_others_typed_stays(survey, opened):
    respondent = Respondent(opened(survey(ROSTER)))
    respondent.page.route("**/answers", lambda route: route.abort())
    respondent.answer("people[0].name", "Ann")
    add(respondent.page)
    assert respondent.shown() == ["people[0].name", "people[0].age", "people[1].name", "people[1].age"]
    respondent.answer("people[1].age", "40")
    expect(respondent.question("people[1].works")).to_be_visible()
    assert respondent.value("people[0].name") == "Ann"
    expect(respondent.page.locator("[id='l-people[0].age']")).to_have_text("How old is Ann?")


def test_every_kind_of_answer_moves_with_its_person(survey, opened):
    kinds = survey(EVERY_KIND)
    respondent = Respondent(opened(kinds))
    given = {"name": "Bob", "sure": "no", "mood": "4", "likes": ["people[0]"], "views": ["g"], "order": ["b", "a"]}
    respondent.answer("people[0].name", "Ann")
    respondent.answer("people[0].sure", "yes")
    for name, value in given.items():
        respondent.answer(f"people[1].{name}", value)
    taken_away(respondent, 0)
    respondent.is_saved()
    bob = {**given, "mood": 4, "views": {"x": "g"}}
    assert stored(kinds)["people"] == [bob]
    assert (respondent.value("people[0].sure"), respondent.value("people[0].likes")) == ("no", ["people[0]"])
    respondent.page.reload()
    assert respondent.value("people[0].order") == ["2.a", "1.b"]


def test_somebody_goes_while_a_save_is_under_way(survey, opened):
    roster = survey(ROSTER)
    respondent = three(opened, roster)
    saves = Held(respondent.page)
    respondent.answer("people[0].age", "31")
    respondent.answer("people[2].age", "8")
    respondent.question("people[2].age").locator("input").last.blur()
    saves.arrives()
    taken_away(respondent, 0)
    respondent.answer("people[0].age", "32")
    saves.let_go()
    respondent.is_saved()
    assert stored(roster)["people"] == [{"name": "Bob", "age": 32}, {"name": "Cid", "age": 8}]
    assert names(respondent) == ["Bob", "Cid"]


def test_somebody_comes_and_goes_while_there_is_no_line(survey, opened):
    roster = survey(ROSTER)
    respondent = told(opened(roster), ("Ann", "30"), ("Bob", "7"))
    context = respondent.page.context
    context.set_offline(True)
    taken_away(respondent, 0)
    add(respondent.page)
    respondent.answer("people[1].name", "Dot")
    expect(respondent.page.locator("#saved")).to_contain_text("No connection")
    context.set_offline(False)
    respondent.is_saved()
    assert stored(roster)["people"] == [{"name": "Bob", "age": 7}, {"name": "Dot"}]


@pytest.mark.parametrize("lost", [1, 3])
def test_a_lost_reply_takes_nobody_away_twice_and_brings_nobody_twice(survey, opened, lost):
    roster = survey(ROSTER)
    respondent = three(opened, roster)
    replies = []

    def lose(route: Route) -> None:
        if len(replies) == lost:
            return route.continue_()
        replies.append(route.fetch())
        return route.abort()

    respondent.page.route("**/answers", lose)
    taken_away(respondent, 0)
    add(respondent.page)
    respondent.answer("people[2].name", "Dot")
    respondent.is_saved()
    assert stored(roster)["people"] == [{"name": "Bob", "age": 30}, {"name": "Cid", "age": 7}, {"name": "Dot"}]
    expect(respondent.page.locator(".conflict")).to_have_count(0)


def test_the_form_can_be_sent_after_somebody_went(survey, opened):
    roster = survey(ROSTER)
    respondent = three(opened, roster)
    taken_away(respondent, 1)
    respondent.answer("people[1].name", "Cyd")
    respondent.press("Next")
    expect(respondent.page.locator("h1")).to_have_text("Travel of Ann, Cyd")
    assert stored(roster)["people"] == [{"name": "Ann", "age": 30}, {"name": "Cyd", "age": 7}]


def test_what_is_typed_for_one_follows_them_when_another_window_takes_somebody_away(survey, opened):
    roster = survey(ROSTER)
    one = three(opened, roster)
    two = another_window(one)
    taken_away(one, 0)
    one.is_saved()
    two.answer("people[2].age", "8")
    two.is_saved()
    assert stored(roster)["people"] == [{"name": "Bob", "age": 30}, {"name": "Cid", "age": 8}]
    assert names(two) == ["Bob", "Cid"]
    expect(two.page.locator("#told")).to_have_text("Removed: Person 1")


def test_nobody_gets_what_was_typed_for_whoever_is_gone(survey, opened):
    """Bob is as old as Ann was: by numbers alone his answer would look untouched."""
    roster = survey(ROSTER)
    one = three(opened, roster)
    two = another_window(one)
    taken_away(one, 0)
    one.is_saved()
    two.answer("people[0].age", "31")
    box = two.page.locator(".sure")
    expect(box).to_contain_text("removed in another window")
    two.is_saved()
    people = {person["name"]: person["age"] for person in stored(roster)["people"]}
    assert people == {"Ann": 31, "Bob": 30, "Cid": 7}
    box.get_by_role("button", name="Yes, remove").click()
    two.is_saved()
    assert [person["name"] for person in stored(roster)["people"]] == ["Bob", "Cid"]


def test_axe_finds_nothing_on_what_the_page_asks_about_instances(survey, opened):
    one = three(opened, survey(ROSTER))
    two = another_window(one)
    one.page.locator(".instance").nth(1).get_by_role("button", name="Remove").click()
    finds_nothing(one.page)
    pressed(one.page, "Yes, remove")
    finds_nothing(one.page)
    one.is_saved()
    two.answer("people[1].age", "31")
    expect(two.page.locator(".sure")).to_be_visible()
    finds_nothing(two.page)


def test_whoever_was_at_one_that_is_gone_is_led_to_the_next(survey, opened):
    one = three(opened, survey(ROSTER))
    two = another_window(one)
    taken_away(one, 0)
    one.is_saved()
    two.answer("people[2].age", "8")
    two.page.locator("[id='f-people[0].name']").focus()
    expect(two.page.locator(".instance")).to_have_count(2)
    expect(two.page.locator("[id='i-people[0]']")).to_be_focused()


def test_somebody_who_comes_in_another_window_is_shown_here(survey, opened):
    roster = survey(ROSTER)
    one = told(opened(roster), ("Ann", "30"))
    two = another_window(one)
    add(one.page)
    one.answer("people[1].name", "Bob")
    one.is_saved()
    two.answer("people[0].age", "31")
    expect(two.page.locator(".instance")).to_have_count(2)
    two.is_saved()
    assert names(two) == ["Ann", "Bob"]
    assert stored(roster)["people"] == [{"name": "Ann", "age": 31}, {"name": "Bob"}]
    expect(two.page.locator("#told")).to_have_text("Added: Person 2")


def test_both_windows_bring_somebody_and_both_stay(survey, opened):
    roster = survey(ROSTER)
    one = told(opened(roster), ("Ann", "30"))
    two = another_window(one)
    for respondent, name in ((one, "Bob"), (two, "Cid")):
        add(respondent.page)
        respondent.answer("people[1].name", name)
        respondent.is_saved()
    assert [person["name"] for person in stored(roster)["people"]] == ["Ann", "Bob", "Cid"]
    assert names(two) == ["Ann", "Bob", "Cid"]


def test_somebody_renamed_in_another_window_is_asked_about(survey, opened):
    roster = survey(ROSTER)
    one = three(opened, roster)
    two = another_window(one)
    one.answer("people[1].name", "Bea")
    one.is_saved()
    two.answer("people[1].age", "33")
    expect(two.question("people[1].age").locator(".conflict")).to_contain_text("30")
    assert stored(roster)["people"][1] == {"name": "Bea", "age": 30}
    assert two.value("people[1].name") == "Bea"
    two.press("Keep mine")
    two.is_saved()
    assert stored(roster)["people"][1] == {"name": "Bea", "age": 33}


def test_one_of_a_choice_that_another_window_took_back_leaves_the_page(survey, opened):
    roster = survey(ROSTER)
    one = told(opened(roster), ("Ann", "30"))
    one.press("Next")
    expect(one.page.locator("h1")).to_have_text("Travel of Ann")
    one.answer("where", ["u s", "de"])
    one.is_saved()
    two = Respondent(one.page.context.new_page())
    two.page.goto(f"{one.page.url.partition('?')[0]}?at=visits")
    expect(two.page.locator(".instance:visible .head")).to_have_text(["In United States", "In Germany"])
    one.question("where").locator("input[value='u s']").uncheck()
    one.is_saved()
    two.answer("visits[de].times", "2")
    expect(two.page.locator(".instance:visible .head")).to_have_text(["In Germany"])
    two.is_saved()
    assert stored(roster)["visits"] == {"de": {"times": 2}}


def test_the_page_still_decides_by_itself_after_another_window(survey, opened):
    one = told(opened(survey(ROSTER)), ("Ann", "30"), ("Bob", "7"))
    two = another_window(one)
    taken_away(one, 0)
    one.is_saved()
    two.answer("people[1].name", "Bo")
    two.is_saved()
    two.page.route("**/answers", lambda route: route.abort())
    two.answer("people[0].age", "40")
    expect(two.question("people[0].works")).to_be_visible()
    add(two.page)
    expect(two.question("people[1].name")).to_be_visible()
