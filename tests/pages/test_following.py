"""What follows from answers, on the page itself: piped texts, calculated values, guidance, defaults.

Without script, and as the script is told it.
"""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask

from tenants.context import Tenant
from tests.factories.responses import published
from tests.pages.test_steps import rows
from tests.pages.visitor import Visitor

TRIP = {
    "title": "Trip",
    "translations": {
        "de": {
            "sections": {"pay": {"title": "Bezahlen, {who}"}},
            "fields": {
                "last": {"label": "{who}: {pet}, {sure}, {day}?", "guidance": "Nun, {who}"},
                "pet": {"options": {"c": "Katze"}},
                "seats": {"message": "{seats} nicht."},
            },
        }
    },
    "sections": [
        {
            "name": "go",
            "title": "Go",
            "fields": [
                {"name": "who", "label": "Who?", "field_type": "text"},
                {
                    "name": "pet",
                    "label": "Pet?",
                    "field_type": "dropdown",
                    "options": [
                        {"value": "c", "label": "Cat"},
                        {"value": "d", "label": "Dog", "visible_if": "{who} notempty"},
                    ],
                },
                {"name": "sure", "label": "Sure?", "field_type": "boolean"},
                {"name": "day", "label": "When?", "field_type": "date", "config": {"max_date": "2030-01-01"}},
                {
                    "name": "seats",
                    "label": "Seats?",
                    "field_type": "number",
                    "default": "iif({sure}, 2, 1)",
                    "config": {"max_value": 9},
                    "constraint": {"expression": "{seats} != 7", "message": "Not {seats}."},
                },
            ],
        },
        {
            "name": "pay",
            "title": "Pay, {who}",
            "description": "For {seats}",
            "fields": [
                {"name": "price", "label": "Price", "field_type": "number", "calculate": "{seats} * 9.5"},
                {
                    "name": "last",
                    "label": "{who}: {pet}, {sure}, {day}?",
                    "help": "{price}",
                    "field_type": "text",
                    "guidance": {"text": "Well, {who}", "always_show": False, "operator": "equals", "value": "why"},
                },
            ],
        },
    ],
}
GIVEN = {"who": "Ada", "pet": "c", "sure": "yes", "day": "2026-02-03"}


@pytest.fixture
def survey(app: Flask, tenant_a: Tenant):
    return published(tenant_a, TRIP)


@pytest.fixture
def visitor(app: Flask, survey) -> Visitor:
    return Visitor(app, survey.link)


def shown(visitor: Visitor) -> str:
    """The page's text, more or less."""
    return re.sub(r"<[^>]*>", "", visitor.page.get_data(as_text=True))


def test_answers_stand_in_titles_labels_and_help(visitor):
    visitor.post(**GIVEN, seats="3")
    assert visitor.heading == "Pay, Ada"
    text = shown(visitor)
    assert "Ada: Cat, Yes, February 3, 2026?" in text
    assert "For 3" in text
    assert visitor.page.get_data(as_text=True).count("28.5") == 2, "the calculated value, and the help that names it"


def test_piped_answers_speak_the_respondents_language(visitor):
    visitor.get("?lang=de")
    visitor.post(**GIVEN, seats="3")
    assert visitor.heading == "Bezahlen, Ada"
    assert "Ada: Katze, Ja, 3. Februar 2026?" in shown(visitor)


def test_nothing_is_piped_of_an_answer_that_does_not_hold(visitor):
    visitor.post("back", **GIVEN | {"day": "2031-01-01"})
    visitor.get("?at=pay")
    assert "Ada: Cat, Yes, ?" in shown(visitor)


def test_a_calculated_field_is_shown_and_asked_of_nobody(visitor, survey):
    visitor.post(**GIVEN, seats="3")
    assert "a.price" not in dict(visitor.form.fields)
    visitor.post("review", last="x")
    assert "28.5" in shown(visitor)
    assert visitor.page.get_data(as_text=True).count("#f-price") == 0, "it cannot be changed"
    visitor.post("submit")
    assert rows(survey)[0][1]["price"] == 28.5


def test_guidance_comes_with_the_answer_that_calls_for_it(visitor):
    visitor.post(**GIVEN)
    assert "Well," not in visitor.page.get_data(as_text=True)
    reply = visitor.autosave("pay", revision=1, answers={"last": "why"})
    assert reply.json["guidance"] == {"last": "Well, Ada"}
    visitor.get("?at=pay")
    assert "Well, Ada" in shown(visitor)


def test_guidance_and_what_a_constraint_says_are_translated(visitor):
    visitor.get("?lang=de")
    visitor.post(**GIVEN, seats="7")
    assert visitor.form.errors == ["7 nicht."]
    visitor.get("?at=pay")
    reply = visitor.autosave("go", revision=1, language="de", answers={"seats": "7"})
    assert reply.json["errors"] == {"seats": "7 nicht."}
    reply = visitor.autosave("pay", revision=2, mutation="another-one", language="de", answers={"last": "why"})
    assert reply.json["guidance"] == {"last": "Nun, Ada"}
    stale = visitor.autosave("pay", revision=1, mutation="too-late-one", language="de", answers={"last": "x"})
    assert (stale.status_code, stale.json["guidance"]) == (409, {"last": "Nun, Ada"})
    visitor.get("?at=pay&lang=de")
    assert "Nun, Ada" in shown(visitor)


@pytest.mark.parametrize("odd", [5, [], {"{": 1}, None, True])
def test_a_translation_that_is_no_text_is_none(app, tenant_a, odd):
    fields = {name: dict.fromkeys(("label", "help", "message", "guidance", "placeholder"), odd) for name in GIVEN}
    fields["last"] = fields["seats"] = {"message": odd, "guidance": odd, "options": odd, "rows": odd}
    sections = {name: {"title": odd, "description": odd, "items": odd} for name in ("go", "pay")}
    told = {"title": odd, "description": odd, "fields": fields, "sections": sections}
    visitor = Visitor(app, published(tenant_a, TRIP | {"translations": {"de": told}}).link)
    assert visitor.get("?lang=de").status_code == 200
    visitor.post(**GIVEN, seats="7")
    assert visitor.form.errors == ["Not 7."]
    assert visitor.get("?at=pay&lang=de").status_code == 200
    assert told_to(visitor, "?lang=de")["logic"]["language"] == "de"


def test_a_default_fills_the_form_and_is_nobodys_answer_until_it_is_changed(visitor, survey):
    assert visitor.hidden("a.seats") == "1"
    visitor.post(**GIVEN)
    assert "seats" not in rows(survey)[0][1]
    visitor.post("back")
    assert visitor.hidden("a.seats") == "2", "the default follows the answers"
    visitor.post(seats="")
    assert rows(survey)[0][1]["seats"] is None
    visitor.post("back")
    assert visitor.hidden("a.seats") == ""


def test_an_autosave_tells_all_that_follows(visitor):
    visitor.post(**GIVEN)
    reply = visitor.autosave("pay", revision=1, answers={"last": "x"})
    assert reply.json["calculated"] == {"price": "19"}
    assert reply.json["texts"]["section-title"] == "Pay, Ada"
    assert reply.json["texts"]["h-last"] == "19"
    assert visitor.autosave("go", revision=2, mutation="another-one", answers={}).json["defaults"] == {"seats": "2"}


def test_the_script_brings_the_survey_in_the_respondents_language(visitor):
    told = told_to(visitor, "?lang=de")
    logic = told["logic"]
    assert (logic["format"], logic["language"]) == (1, "de")
    assert [option["label"] for option in logic["fields"][1]["options"]] == ["Katze", "Dog"]
    assert "Bezahlen, {who}" in [pipe["text"] for pipe in logic["pipes"]]
    assert told["own"]["seats"]["number_too_large"] == "Bitte geben Sie höchstens 9 ein."
    assert told["said"]["not_a_number"].startswith("Bitte")
    assert logic["fields"][4]["message"] == "{seats} nicht."
    assert told["place"].count("%(number)s") == 1
    assert "Well" not in json.dumps(told), "no guidance before its time"


def told_to(visitor: Visitor, query: str = "") -> dict:
    html = visitor.get(query).get_data(as_text=True)
    script = visitor.client.get(address_in(html)).get_data(as_text=True)
    return json.loads(json.loads(script[script.rindex("JSON.parse(") + 11 : script.rindex("));")]))


def address_in(html: str) -> str:
    return next(part for part in html.split('"') if part.endswith(".js"))


def test_a_script_is_kept_for_ever_by_the_browser_and_by_nobody_between(visitor):
    address = address_in(visitor.get().get_data(as_text=True))
    reply = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert reply.headers["Content-Encoding"] == "gzip"
    assert reply.mimetype == "text/javascript"
    other = address.replace(address.rpartition("/")[2], "another.js")
    assert visitor.client.get(other).headers["Cache-Control"] == "no-cache"
    assert visitor.client.get(address.replace("/en/", "/fr/")).status_code == 404
    assert visitor.client.get(address.replace("/1/", "/9/")).status_code == 404
    assert visitor.client.get(address.replace(visitor.link, f"{visitor.link}x")).status_code == 404


def test_an_older_response_keeps_the_script_of_its_version(visitor, survey):
    visitor.post(**GIVEN)
    survey.publish_again({**TRIP, "sections": TRIP["sections"][:1]})
    assert "/1/en/" in address_in(visitor.get().get_data(as_text=True))
    assert len(told_to(visitor)["logic"]["sections"]) == 2


def test_the_page_holds_the_answers_as_data_that_no_markup_leaves(visitor):
    visitor.post("back", who="</script><b>&")
    html = visitor.get().get_data(as_text=True)
    data = html.partition('<script type="application/json" id="answers">')[2].partition("</script>")[0]
    assert json.loads(data) == {"who": "</script><b>&"}


SCORED = {
    "title": "Scored",
    "sections": [
        {"name": "s", "title": "S", "fields": [{"name": "n", "label": "N?", "field_type": "number"}]},
        {
            "name": "unseen",
            "title": "Nothing to see",
            "fields": [
                {
                    "name": "score",
                    "label": "Score",
                    "field_type": "number",
                    "calculate": "{n} * 0.37",
                    "config": {"is_displayed": False},
                }
            ],
        },
        {
            "name": "last",
            "title": "Last",
            "fields": [
                {
                    "name": "twice",
                    "label": "Twice",
                    "field_type": "number",
                    "calculate": "{score} * 2",
                    "config": {"is_displayed": False},
                },
                {"name": "why", "label": "Why {score}?", "field_type": "text", "visible_if": "{twice} > 1"},
                {"name": "end", "label": "End?", "field_type": "text"},
            ],
        },
    ],
}


@pytest.fixture
def scored(app: Flask, tenant_a: Tenant):
    return published(tenant_a, SCORED)


def test_a_calculated_field_kept_off_the_page_decides_and_can_be_piped(app, scored):
    visitor = Visitor(app, scored.link)
    visitor.post(n="2")
    assert visitor.heading == "Last", "a section with nothing else in it is passed over"
    assert "Why 0.74?" in shown(visitor)
    assert "Twice" not in shown(visitor)


def test_a_calculated_field_kept_off_the_page_is_in_no_review_and_is_stored(app, scored):
    visitor = Visitor(app, scored.link)
    visitor.post(n="2")
    visitor.post("review", why="x", end="y")
    text = shown(visitor)
    assert "Why 0.74?" in text
    assert "Twice" not in text
    assert "Nothing to see" not in text
    visitor.post("submit")
    assert rows(scored)[0][1] == {"n": 2, "score": 0.74, "twice": 1.48, "why": "x", "end": "y"}


def test_an_autosave_says_nothing_of_what_is_kept_off_the_page(app, scored):
    visitor = Visitor(app, scored.link)
    visitor.post(n="2")
    reply = visitor.autosave("last", revision=1, answers={"end": "x"}).json
    assert (reply["calculated"], reply["visible"], reply["place"]) == ({}, ["why", "end"], "Section 2 of 2")


@pytest.mark.parametrize(
    ("config", "offered"),
    [({}, ["yes", "no", "na"]), ({"has_na": None}, ["yes", "no", "na"]), ({"has_na": False}, ["yes", "no"])],
)
def test_not_applicable_is_offered_unless_the_author_leaves_it_out(app, tenant_a, config, offered):
    field = {"name": "sure", "label": "Sure?", "field_type": "boolean", "config": config}
    document = {"title": "T", "sections": [{"name": "s", "title": "S", "fields": [field]}]}
    visitor = Visitor(app, published(tenant_a, document).link)
    assert visitor.form.options["a.sure"] == offered
    refused = visitor.autosave("s", answers={"sure": "na"}).json["refused"]
    assert refused == [name for name in ["sure"] if "na" not in offered]
