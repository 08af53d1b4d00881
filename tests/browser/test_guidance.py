"""Guidance on a page that is being answered: it comes with the reply to a save, and never speaks of another answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.respondent import Held, Respondent

pytestmark = pytest.mark.slow
MOODS = [{"value": "good", "label": "Good"}, {"value": "bad", "label": "Bad"}]
SURVEY = {
    "title": "Mood",
    "sections": [
        {
            "name": "mood",
            "title": "Mood",
            "fields": [
                {
                    "name": "mood",
                    "label": "How are you?",
                    "field_type": "radio",
                    "options": MOODS,
                    "guidance": {
                        "text": "You can call us.",
                        "always_show": False,
                        "operator": "equals",
                        "value": "bad",
                    },
                },
                {
                    "name": "age",
                    "label": "Your age?",
                    "field_type": "number",
                    "guidance": {
                        "text": "Really?",
                        "always_show": False,
                        "operator": "greater_than",
                        "value": 100,
                    },
                },
                {"name": "why", "label": "Why?", "field_type": "text", "guidance": {"text": "In short."}},
            ],
        }
    ],
}


@pytest.fixture
def respondent(survey, opened) -> Respondent:
    return Respondent(opened(survey(SURVEY)))


def guidance(respondent: Respondent, name: str) -> Locator:
    return respondent.question(name).locator(".guidance")


def test_it_comes_and_goes_with_the_answer(respondent):
    expect(guidance(respondent, "mood")).to_be_hidden()
    respondent.answer("mood", "bad")
    expect(guidance(respondent, "mood")).to_have_text("You can call us.")
    expect(guidance(respondent, "mood")).to_be_visible()
    respondent.answer("mood", "good")
    expect(guidance(respondent, "mood")).to_be_hidden()


def test_it_waits_for_no_other_question(respondent):
    """Whoever goes on typing has always something that is not saved yet."""
    first = Held(respondent.page)
    respondent.answer("mood", "bad")
    first.arrives()
    respondent.answer("why", "Rain")
    first.let_go()
    Held(respondent.page)
    expect(guidance(respondent, "mood")).to_be_visible()


def test_it_says_nothing_of_an_answer_that_could_not_be_sent(respondent):
    respondent.answer("mood", "bad")
    expect(guidance(respondent, "mood")).to_be_visible()
    respondent.page.context.set_offline(True)
    respondent.answer("mood", "good")
    respondent.answer("why", "Sun")
    expect(guidance(respondent, "mood")).to_be_hidden()
    expect(guidance(respondent, "why")).to_be_visible()
    respondent.page.context.set_offline(False)
    respondent.answer("mood", "bad")
    expect(guidance(respondent, "mood")).to_be_visible()


def test_it_says_nothing_of_an_answer_that_was_refused(respondent):
    respondent.answer("age", "120")
    expect(guidance(respondent, "age")).to_be_visible()
    respondent.answer("age", "twelve")
    expect(guidance(respondent, "age")).to_be_hidden()


def test_it_follows_what_another_window_answered(respondent):
    respondent.answer("mood", "bad")
    respondent.is_saved()
    other = Respondent(respondent.page.context.new_page())
    other.page.goto(respondent.page.url)
    expect(guidance(other, "mood")).to_be_visible()
    respondent.answer("mood", "good")
    respondent.is_saved()
    with other.page.expect_response(lambda reply: reply.status == 409):
        other.answer("why", "Sun")
    expect(guidance(other, "mood")).to_be_hidden()
