"""Rankings, tables, times and ratings in a browser: saved as they are answered, and there again afterwards."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.respondent import Respondent
from tests.pages.test_kinds import KINDS, VIEWS

pytestmark = pytest.mark.slow
GIVEN = {"hour": "09:30", "begin": "2024-02-29T10:00", "stars": "4", "order": ["c", "a"], "views": ["b.1", "a"]}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_was_answered_is_there_again(survey, opened, script):
    respondent = Respondent(opened(survey(KINDS), script=script))
    for name, value in GIVEN.items():
        respondent.answer(name, value)
    respondent.press("Next")
    expect(respondent.page.locator("#l-last")).to_have_text("Plum, Apple / Taste: Pear, Price: Apple")
    respondent.press("Back")
    assert respondent.value("order") == ["2.a", "", "1.c"]
    assert respondent.value("views") == list(VIEWS.values())
    assert (respondent.value("hour"), respondent.value("stars")) == ("09:30", "4")


def test_each_choice_is_saved_at_once_and_another_order_as_well(survey, opened):
    respondent = Respondent(opened(survey(KINDS), script=True))
    respondent.answer("order", ["a", "c"])
    respondent.answer("views", ["a"])
    respondent.is_saved()
    respondent.page.reload()
    assert respondent.value("order") == ["1.a", "", "2.c"]
    assert respondent.value("views") == ["0.a"]
    respondent.answer("order", ["c", "a"])
    respondent.is_saved()
    respondent.page.reload()
    assert respondent.value("order") == ["2.a", "", "1.c"]


def test_the_page_decides_on_rows_and_places_by_itself(survey, opened):
    rest, end = KINDS["sections"][0]["fields"], KINDS["sections"][1]["fields"]
    first = {"name": "sure", "label": "Sure?", "field_type": "text", "visible_if": "cell({views}, 'price') = 'a'"}
    page = opened(survey({**KINDS, "sections": [{"name": "whole", "title": "Whole", "fields": [*rest, first, *end]}]}))
    page.route("**/answers", lambda route: route.abort())
    respondent = Respondent(page)
    respondent.answer("views", ["c", "a"])
    expect(respondent.question("sure")).to_be_visible()
    respondent.answer("order", ["c", "b.1"])
    expect(page.locator("#l-last")).to_have_text("Plum, Pear / Taste: Plum, Price: Apple")


HANGING = [
    {"value": "a", "label": "Apple"},
    {"value": "b", "label": "Pear", "visible_if": "{more} = 'yes'"},
    {"value": "c", "label": "Plum"},
]
OFFERED = {
    "title": "Offers",
    "sections": [
        {
            "name": "offers",
            "title": "Offers",
            "fields": [
                {"name": "more", "label": "More?", "field_type": "boolean"},
                {"name": "order", "label": "In which order?", "field_type": "ranking", "options": HANGING},
                {
                    "name": "views",
                    "label": "Your views?",
                    "field_type": "matrix",
                    "config": {"rows": [{"value": "x", "label": "Taste"}, {"value": "y", "label": "Price"}]},
                    "options": HANGING,
                },
            ],
        }
    ],
}


def test_rankings_and_tables_offer_what_other_answers_allow(survey, opened):
    page = opened(survey(OFFERED))
    page.route("**/answers", lambda route: route.abort())
    respondent = Respondent(page)
    expect(page.locator(".ranking .choice > span")).to_have_text(["Apple", "Plum"])
    respondent.answer("order", ["c", "a"])
    respondent.answer("views", ["a", "c"])
    respondent.answer("more", "yes")
    expect(page.locator(".ranking .choice > span")).to_have_text(["Apple", "Pear", "Plum"])
    expect(page.locator(".matrix thead th")).to_have_text(["Apple", "Pear", "Plum"])
    assert (respondent.value("order"), respondent.value("views")) == (["2.a", "", "1.c"], ["0.a", "1.c"])
    respondent.answer("order", ["b", "c", "a"])
    respondent.answer("views", ["b", "b"])
    respondent.answer("more", "no")
    gone = "Pear (no longer available)"
    expect(page.locator(".ranking .choice > span")).to_have_text(["Apple", "Plum", gone])
    expect(page.locator(".matrix thead th")).to_have_text(["Apple", "Plum", gone])
    assert (respondent.value("order"), respondent.value("views")) == (["3.a", "2.c", "1.b"], ["0.b", "1.b"])
    expect(respondent.question("views").locator(".error")).to_contain_text("no longer available")


def test_what_the_page_offers_anew_is_what_the_server_writes(survey, opened):
    respondent = Respondent(opened(survey(OFFERED)))
    page = respondent.page
    respondent.answer("more", "yes")
    respondent.answer("order", ["b", "c"])
    respondent.answer("views", ["b"])
    respondent.is_saved()
    respondent.answer("more", "no")
    respondent.is_saved()
    mine = [page.locator(each).evaluate(CONTROLS) for each in (".ranking", ".matrix")]
    page.reload()
    assert mine == [page.locator(each).evaluate(CONTROLS) for each in (".ranking", ".matrix")]


CONTROLS = """(part) => [...part.querySelectorAll("select, option, input, th, span")].map((each) => [
    each.tagName, each.id, each.name, each.value, each.checked, each.selected, each.dataset.words, each.scope,
    each.children.length ? "" : each.textContent,
])"""
