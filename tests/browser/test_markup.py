"""Markup in every text that an author or a respondent can write stays text, on every page, with script and without."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.respondent import Respondent

pytestmark = pytest.mark.slow
MARKUP = "'\"></script></title></textarea></option><img src=x onerror=window.hit=1><script>window.hit=1</script>{{7*7}}"
YES_NO = [{"value": "yes", "label": f"yes {MARKUP}"}, {"value": "no", "label": f"no {MARKUP}"}]


def field(name: str, field_type: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": f"{name} {MARKUP}", "help": f"help {MARKUP}", "field_type": field_type, **more}


SURVEY = {
    "title": f"Title {MARKUP}",
    "description": f"Description {MARKUP}",
    "sections": [
        {
            "name": "first",
            "title": f"First {MARKUP}",
            "description": f"About {MARKUP}",
            "fields": [
                field("agree", "radio", options=YES_NO, is_required=True),
                field("several", "checkbox", options=YES_NO),
                field("chosen", "dropdown", options=YES_NO),
                field("word", "text", config={"placeholder": MARKUP}),
                field("words", "text_area", config={"placeholder": MARKUP}),
                field("count", "number"),
            ],
        },
        {"name": "second", "title": f"Second {MARKUP}", "fields": [field("hanging", "dropdown", options=YES_NO)]},
    ],
    "dependencies": [
        {
            "dependent_field": "hanging",
            "source_field": "agree",
            "source_value": "yes",
            "dependent_options": [{"value": "one", "label": f"one {MARKUP}"}],
        }
    ],
}


def harmless(page: Page) -> None:
    """Nothing of ours has an image, and only one script is ours; data are no script."""
    assert page.evaluate("window.hit") is None
    assert (page.locator("img").count(), page.locator("script:not([src], [type='application/json'])").count()) == (0, 0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no_script"])
def test_markup_in_a_survey_and_in_its_answers_stays_text_to_the_end(survey, opened, script):
    respondent = Respondent(opened(survey(SURVEY), script=script))
    page = respondent.page
    expect(page.locator("h1")).to_contain_text(MARKUP)
    harmless(page)
    for name, value in {"agree": "yes", "word": MARKUP, "words": MARKUP, "count": MARKUP}.items():
        respondent.answer(name, value)
    respondent.press("Next")
    expect(page.locator("#summary")).to_contain_text(MARKUP)
    assert (respondent.value("word"), respondent.value("count")) == (MARKUP, MARKUP)
    harmless(page)
    respondent.answer("count", "3")
    respondent.walk({"hanging": "one"})
    harmless(page)


def begun(opened, survey, *, script: bool) -> Respondent:
    """Somebody who has saved a first answer."""
    respondent = Respondent(opened(survey(SURVEY), script=script))
    respondent.answer("agree", "yes")
    if script:
        respondent.is_saved()
    else:
        respondent.press("Save and continue later")
    return respondent


def test_markup_from_another_window_stays_text(survey, opened):
    one = begun(opened, survey, script=True)
    two = Respondent(one.page.context.new_page())
    two.page.goto(one.page.url)
    one.answer("word", MARKUP)
    one.is_saved()
    two.answer("word", f"other {MARKUP}")
    expect(two.question("word").locator(".conflict")).to_contain_text(MARKUP)
    harmless(two.page)


def test_markup_from_another_window_stays_text_without_script(survey, opened):
    one = begun(opened, survey, script=False)
    two = Respondent(one.page.context.new_page())
    two.page.goto(one.page.url)
    one.answer("word", MARKUP)
    one.press("Save and continue later")
    two.answer("word", f"other {MARKUP}")
    two.press("Next")
    expect(two.question("word").locator(".conflict")).to_contain_text(MARKUP)
    harmless(two.page)


def test_markup_is_read_through_as_text(survey, opened):
    respondent = Respondent(opened(survey(SURVEY), script=False))
    for name, value in {"agree": "yes", "several": ["yes", "no"], "words": MARKUP}.items():
        respondent.answer(name, value)
    page = respondent.press("Next").press("Review answers").page
    expect(page.locator(".read")).to_have_count(2)
    expect(page.locator(".read").first).to_contain_text(MARKUP)
    harmless(page)
