"""Everybody can answer: axe-core finds nothing, the keyboard is enough, small screens and right-to-left work, and the
page is light.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SURVEYS, demo
from tests.browser.respondent import Respondent

pytestmark = pytest.mark.slow
BUDGET = 60_000
PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
DARK = {"color_scheme": "dark"}
EVERYTHING = [
    {"name": "short", "label": "A word", "field_type": "text", "help": "Any.", "config": {"placeholder": "word"}},
    {"name": "long", "label": "Some words", "field_type": "text_area", "is_required": True},
    {"name": "count", "label": "How many?", "field_type": "number", "config": {"min_value": 0, "decimal_places": 0}},
    {"name": "day", "label": "When?", "field_type": "date", "is_required": True},
    {"name": "sure", "label": "Are you sure?", "field_type": "boolean", "is_required": True},
    {
        "name": "pick",
        "label": "Which one?",
        "field_type": "dropdown",
        "is_required": True,
        "options": [{"value": "a", "label": "Apple"}, {"value": "b", "label": "Pear"}],
    },
    {
        "name": "several",
        "label": "Which ones?",
        "field_type": "checkbox",
        "is_required": True,
        "options": [{"value": "a", "label": "Apple"}, {"value": "b", "label": "Pear"}],
    },
    {
        "name": "score",
        "label": "How likely?",
        "field_type": "radio",
        "is_required": True,
        "options": [{"value": str(n), "label": f"{n}"} for n in range(11)],
    },
    {"name": "note", "label": "Nearly done.", "help": "Six more.", "field_type": "note"},
    {"name": "hour", "label": "What time?", "field_type": "time", "is_required": True},
    {"name": "begin", "label": "From when?", "field_type": "datetime"},
    {
        "name": "stars",
        "label": "How good?",
        "field_type": "rating",
        "is_required": True,
        "config": {"min_label": "Poor", "max_label": "Great"},
    },
    {
        "name": "order",
        "label": "In which order?",
        "field_type": "ranking",
        "is_required": True,
        "options": [{"value": "a", "label": "Apple"}, {"value": "b", "label": "Pear"}],
    },
    {
        "name": "views",
        "label": "Your views?",
        "field_type": "matrix",
        "is_required": True,
        "config": {"rows": [{"value": "taste", "label": "Taste"}, {"value": "price", "label": "Price"}]},
        "options": [{"value": "good", "label": "Good"}, {"value": "bad", "label": "Bad"}],
    },
]


def document(**changes) -> dict:
    """A survey with every kind of question on its first page, and a second page."""
    end = {"name": "end", "title": "The end", "fields": [{"name": "last", "label": "Anything?", "field_type": "text"}]}
    first = {"name": "kinds", "title": "All kinds", "description": "Of question.", "fields": EVERYTHING}
    return {"title": "Everything", "description": "A test.", "sections": [first, end], **changes}


def finds_nothing(page: Page) -> None:
    """axe-core, all of its rules: WCAG 2.2 AA and its advice."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("look", [{}, DARK, PHONE, DARK | PHONE], ids=["light", "dark", "phone", "dark_phone"])
def test_axe_finds_nothing_on_any_page_of_the_way(survey, opened, look):
    page = opened(survey(document()), script=True, **look)
    finds_nothing(page)
    respondent = Respondent(page).press("Next")
    expect(page.locator("#summary")).to_be_focused()
    finds_nothing(page)
    answers = {"long": "Yes", "day": "2026-02-03", "sure": "na", "pick": "b", "several": ["a"], "score": "7"}
    answers |= {"hour": "09:30", "stars": "4", "order": ["b", "a"], "views": ["good", "bad"]}
    for name, value in answers.items():
        respondent.answer(name, value)
    respondent.is_saved()
    finds_nothing(page)
    respondent.press("Next").press("Review answers")
    expect(page.locator("h1")).to_have_text("Your answers")
    finds_nothing(page)
    respondent.press("Submit answers")
    expect(page.locator("h1")).to_have_text("Thank you")
    finds_nothing(page)


def test_axe_finds_nothing_on_a_closed_door(survey, opened, server):
    finds_nothing(opened(f"{server.base_url}/s/nobody.nothing"))


def test_axe_finds_nothing_on_a_conflict_and_an_open_address(survey, opened):
    one = Respondent(opened(survey(document())))
    one.answer("short", "one")
    one.is_saved()
    two = Respondent(one.page.context.new_page())
    two.page.goto(one.page.url)
    one.answer("short", "other")
    one.is_saved()
    two.answer("short", "third")
    expect(two.question("short").locator(".conflict")).to_be_visible()
    two.page.locator("#later summary").click()
    finds_nothing(two.page)


def test_the_keyboard_alone_is_enough(survey, opened):
    page = opened(survey(document()))
    keys = page.keyboard

    def forward_to(selector: str) -> None:
        for _ in range(40):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    forward_to(".skip")
    forward_to("#f-short")
    keys.type("word")
    forward_to("#f-long")
    keys.type("words")
    forward_to("#f-day")
    keys.type("02032026")
    forward_to("[name='a.sure']")
    keys.press("Space")
    forward_to("#f-pick")
    keys.type("Pear")
    forward_to("#f-several")
    keys.press("Space")
    forward_to("[name='a.score']")
    keys.press("ArrowRight")
    forward_to("#f-hour")
    keys.type("0930AM")
    forward_to("[name='a.stars']")
    keys.press("Space")
    forward_to("#f-order")
    keys.type("1")
    forward_to("[name='a.views.0']")
    keys.press("Space")
    forward_to("[name='a.views.1']")
    keys.press("Space")
    forward_to("#next")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("The end")
    forward_to("#f-last")
    forward_to("#submit")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")


def test_every_target_has_a_visible_focus_and_room_for_a_finger(survey, opened):
    page = opened(survey(document()), **PHONE)
    for box in page.locator("button:visible, .choice:visible, select:visible, textarea:visible").all():
        assert box.bounding_box()["height"] >= 44
    page.locator("#f-score").focus()
    page.keyboard.press("ArrowRight")
    outline = "getComputedStyle(document.activeElement.closest('.choice')).outlineStyle"
    assert page.evaluate(outline) == "solid"


@pytest.mark.parametrize("name", sorted(path.stem for path in SURVEYS.glob("*.json")))
def test_no_section_of_a_demo_is_wider_than_the_smallest_phone(survey, opened, name):
    everything = demo(name) | {"rules": []}
    page = opened(survey(everything), script=False, **PHONE)
    for section in everything["sections"]:
        page.goto(f"{page.url.partition('?')[0]}?at={section['name']}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), section["name"]


def test_a_language_written_from_the_right_is(survey, opened):
    arabic = document(language="ar", title="استبيان", description="تجربة")
    page = opened(survey(arabic))
    assert (page.get_attribute("html", "dir"), page.get_attribute("html", "lang")) == ("rtl", "ar")
    expect(page.locator("#next")).to_have_text("التالي")
    button, label = page.locator("#next").bounding_box(), page.locator(".actions .link").bounding_box()
    assert button["x"] > label["x"]
    finds_nothing(page)


def test_a_translated_survey_speaks_the_browsers_language_and_changes_on_request(survey, opened):
    german = {"title": "Alles", "fields": {"sure": {"label": "Sicher?"}, "pick": {"options": {"a": "Apfel"}}}}
    page = opened(survey(document(translations={"de": german})), locale="de-AT")
    expect(page.locator("h1")).to_have_text("Alles")
    expect(page.locator("#next")).to_have_text("Weiter")
    expect(page.locator("[data-field=sure] legend")).to_have_text("Sicher?", use_inner_text=True)
    expect(page.locator("[data-field=pick] option")).to_have_text(["Bitte wählen", "Apfel", "Pear"])
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Everything")
    page.locator("#next").click()
    expect(page.locator("#summary h2")).to_have_text("Some answers need your attention")


@pytest.mark.parametrize("name", sorted(path.stem for path in SURVEYS.glob("*.json")))
def test_the_page_is_three_requests_and_light(survey, opened, name):
    link = survey(demo(name) | {"rules": []})
    page = opened(link)
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda reply: sizes.setdefault(
            reply.url, len(reply.headers.get("content-length", "")) and int(reply.headers["content-length"])
        ),
    )
    for section in demo(name)["sections"]:
        page.context.clear_cookies()
        sizes.clear()
        cold = page.context.new_cdp_session(page)
        cold.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto(f"{page.url.partition('?')[0]}?at={section['name']}", wait_until="networkidle")
        assert len(sizes) == 3, list(sizes)
        assert sum(sizes.values()) <= BUDGET, sizes
