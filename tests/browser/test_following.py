"""The page decides by itself what an answer changes, before and without the server, in the words of the server."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import demo
from tests.browser.respondent import Respondent
from tests.pages.test_following import SCORED, TRIP

pytestmark = pytest.mark.slow


def alone(survey, opened, document: dict, **options) -> Respondent:
    """A page whose saves never arrive: what it shows it has decided itself."""
    page = opened(survey(document), **options)
    page.route("**/answers", lambda route: route.abort())
    return Respondent(page)


def one_page(**changes) -> dict:
    """The trip with all of its questions on one page."""
    go, pay = TRIP["sections"]
    return {**TRIP, "sections": [{**pay, "fields": [*go["fields"], *pay["fields"]]}], **changes}


def test_questions_come_and_go_without_the_server(survey, opened):
    respondent = alone(survey, opened, demo("customer_satisfaction"))
    respondent.answer("product_line", "other")
    expect(respondent.question("product_other")).to_be_visible()
    respondent.answer("product_line", "tents")
    expect(respondent.question("product_other")).to_be_hidden()


def test_choices_follow_without_the_server(survey, opened):
    respondent = alone(survey, opened, one_page())
    options = respondent.question("pet").locator("option")
    expect(options).to_have_text(["Please choose", "Cat"])
    respondent.answer("who", "Ada")
    expect(options).to_have_text(["Please choose", "Cat", "Dog"])
    respondent.answer("pet", "d")
    respondent.answer("who", "")
    expect(options).to_have_text(["Please choose", "Cat", "Dog (no longer available)"])
    expect(respondent.question("pet").locator(".error")).to_contain_text("no longer available")


def test_texts_and_calculations_follow_every_letter(survey, opened):
    respondent = alone(survey, opened, one_page())
    respondent.question("who").locator("input").last.press_sequentially("Bo")
    expect(respondent.page.locator("#section-title")).to_have_text("Pay, Bo")
    respondent.answer("seats", "3")
    expect(respondent.question("price").locator("output")).to_have_text("28.5")
    expect(respondent.page.locator("#h-last")).to_have_text("28.5")
    expect(respondent.page.locator("#section-description")).to_have_text("For 3")


def test_a_default_follows_until_somebody_changes_it(survey, opened):
    respondent = alone(survey, opened, one_page())
    assert respondent.value("seats") == "1"
    respondent.answer("sure", "yes")
    assert respondent.value("seats") == "2"
    expect(respondent.question("price").locator("output")).to_have_text("19")
    respondent.answer("seats", "")
    expect(respondent.question("price").locator("output")).to_have_text("")
    respondent.answer("sure", "no")
    assert respondent.value("seats") == "", "cleared is cleared"


@pytest.mark.parametrize(
    ("locale", "name", "value", "sentence"),
    [
        ("en", "seats", "12", "Please enter 9 or less."),
        ("de", "seats", "12", "Bitte geben Sie höchstens 9 ein."),
        ("en", "seats", "7", "Not 7."),
        ("en", "seats", "many", "Please enter a number, in digits."),
        ("en", "day", "2031-01-01", "Please enter January 1, 2030 or an earlier date."),
    ],
)
def test_a_mistake_is_told_at_once_in_the_words_of_the_server(survey, opened, locale, name, value, sentence):
    respondent = alone(survey, opened, one_page(), locale=locale)
    respondent.answer(name, value)
    respondent.question(name).locator("input").last.blur()
    expect(respondent.question(name).locator(".error")).to_have_text(sentence)


def test_what_a_finger_presses_does_not_slip_away(survey, opened):
    """Leaving a field tells its mistake, which would push the button down before the finger is lifted."""
    respondent = Respondent(opened(survey(one_page())))
    respondent.answer("seats", "many")
    respondent.page.locator("#review").click()
    expect(respondent.page.locator("#summary")).to_be_focused()


def test_what_the_page_decides_is_what_the_server_says(survey, opened):
    """Each reply, and what the page showed before it came."""
    respondent = Respondent(opened(survey(one_page())))
    page = respondent.page
    for name, value in {
        "who": "Ada",
        "pet": "d",
        "sure": "yes",
        "day": "2026-02-03",
        "seats": "12",
        "last": "x",
    }.items():
        with page.expect_response("**/answers") as reply:
            respondent.answer(name, value)
            respondent.question(name).locator("input, select").last.blur()
            mine = looks(page)
        told = reply.value.json()
        assert mine["visible"] == told["visible"]
        assert mine["markers"] == told["markers"]
        assert mine["texts"] == told["texts"]
        assert (mine["calculated"], mine["place"], mine["progress"]) == (
            told["calculated"],
            told["place"],
            told["progress"],
        )
        respondent_sees = {name: words for name, words in mine["errors"].items() if words}
        assert respondent_sees == told["errors"]


def test_a_section_in_which_everything_is_kept_off_the_page_is_not_counted(survey, opened):
    respondent = alone(survey, opened, SCORED)
    respondent.page.evaluate("document.getElementById('place').textContent = ''")
    respondent.answer("n", "2")
    expect(respondent.page.locator("#place")).to_have_text("Section 1 of 2")


def looks(page: Page) -> dict:
    """What the page shows right now, in the shape of the server's reply."""
    return json.loads(
        page.evaluate("""() => {
            const blocks = [...document.querySelectorAll("[data-field]")], name = (block) => block.dataset.field;
            const words = (id) => [id, document.getElementById(id).textContent];
            return JSON.stringify({
                visible: blocks.filter((block) => !block.hidden).map(name),
                markers: { pet: document.querySelector("[data-field=pet] [name=shown]").value },
                errors: Object.fromEntries(blocks.map((one) => [name(one), one.querySelector(".error").textContent])),
                texts: Object.fromEntries(["section-title", "section-description", "l-last", "h-last"].map(words)),
                calculated: { price: document.querySelector("[data-field=price] output").textContent },
                progress: document.getElementById("progress").value,
                place: document.getElementById("place").textContent,
            });
        }""")
    )


def test_the_server_has_the_last_word(survey, opened):
    respondent = Respondent(opened(survey(one_page())))

    def overruled(route):
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | {"calculated": {"price": "quite a lot"}})

    respondent.page.route("**/answers", overruled)
    respondent.answer("seats", "3")
    expect(respondent.question("price").locator("output")).to_have_text("quite a lot")
