"""Notes, times, ratings, rankings and tables on the page, without script."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tenants.context import Tenant
from tests.factories.responses import published
from tests.pages.visitor import Visitor

FRUIT = [{"value": "a", "label": "Apple"}, {"value": "b.1", "label": "Pear"}, {"value": "c", "label": "Plum"}]
LINES = [{"value": "taste", "label": "Taste"}, {"value": "price", "label": "Price"}]
KINDS = {
    "title": "Kinds",
    "translations": {
        "de": {"fields": {"stars": {"min_label": "Schlecht"}, "views": {"rows": {"taste": "Geschmack"}}}},
    },
    "sections": [
        {
            "name": "kinds",
            "title": "Kinds",
            "fields": [
                {"name": "hello", "label": "Please read this.", "help": "It is short.", "field_type": "note"},
                {"name": "hour", "label": "What time?", "field_type": "time", "config": {"min_time": "08:00"}},
                {"name": "begin", "label": "From when?", "field_type": "datetime"},
                {
                    "name": "stars",
                    "label": "How good?",
                    "field_type": "rating",
                    "config": {"min_label": "Poor", "max_label": "Great"},
                },
                {
                    "name": "mark",
                    "label": "Of a hundred?",
                    "field_type": "rating",
                    "config": {"min_value": 0, "max_value": 100},
                },
                {"name": "order", "label": "In which order?", "field_type": "ranking", "options": FRUIT},
                {
                    "name": "views",
                    "label": "Your views?",
                    "field_type": "matrix",
                    "is_required": True,
                    "config": {"rows": LINES},
                    "options": FRUIT,
                },
            ],
        },
        {
            "name": "end",
            "title": "End",
            "fields": [{"name": "last", "label": "{order} / {views}", "field_type": "text"}],
        },
    ],
}
VIEWS = {"views.0": "0.b.1", "views.1": "1.a"}


@pytest.fixture
def kinds(app: Flask, tenant_a: Tenant):
    return published(tenant_a, KINDS)


@pytest.fixture
def visitor(app: Flask, kinds) -> Visitor:
    return Visitor(app, kinds.link)


def stored(api, kinds):
    (response,) = api.as_admin().get(f"/surveys/{kinds.survey_id}/responses").json["items"]
    return response["answers"]


def test_every_kind_is_answered_and_stored_as_the_engine_has_it(api, kinds, visitor):
    places = ["3.a", "", "1.c"]
    visitor.post(hour="09:30", begin="2024-02-29T10:00", stars="4", mark="77", order=places, **VIEWS)
    assert stored(api, kinds) == {
        "hour": "09:30",
        "begin": "2024-02-29T10:00",
        "stars": 4,
        "mark": 77,
        "order": ["c", "a"],
        "views": {"taste": "b.1", "price": "a"},
    }
    assert "Plum, Apple / Taste: Pear, Price: Apple" in visitor.page.get_data(as_text=True)


def test_what_was_answered_stands_in_the_form_again(visitor):
    visitor.post(order=["3.a", "", "1.c"], stars="4", hour="09:30", **VIEWS)
    visitor.get("?at=kinds")
    fields = visitor.form.fields
    assert [value for name, value in fields if name == "a.order" and value] == ["2.a", "1.c"]
    assert dict(fields)["a.stars"] == "4" and dict(fields)["a.hour"] == "09:30"
    assert {name: value for name, value in fields if name.startswith("a.views")} == {
        "a.views.0": "0.b.1",
        "a.views.1": "1.a",
    }
    before = visitor.hidden("revision")
    visitor.post()
    assert visitor.hidden("revision") == before, "nothing changed, so nothing is saved"


def test_another_order_of_the_same_options_is_another_answer(api, kinds, visitor):
    visitor.post(order=["1.a", "2.b.1", ""], **VIEWS)
    visitor.get("?at=kinds")
    visitor.post(order=["2.a", "1.b.1", ""])
    assert stored(api, kinds)["order"] == ["b.1", "a"]


def test_a_row_left_out_is_told_and_what_was_chosen_stays(visitor):
    visitor.post(**{"views.0": "0.a"})
    assert visitor.form.errors == ["Please answer every row."]
    assert ("a.views.0", "0.a") in visitor.form.fields


def test_a_time_outside_its_limits_is_told_in_words(visitor):
    visitor.post(hour="07:59", **VIEWS)
    assert visitor.form.errors == ["Please enter 08:00 or a later time."]
    visitor.post(hour="soon", begin="2024-02-30T10:00", **VIEWS)
    assert visitor.form.errors == ["Please enter a time, such as 09:30.", "Please enter a date and a time."]


def test_the_review_lists_what_was_asked_and_no_note(visitor):
    visitor.post(begin="2024-02-29T10:00", order=["2.a", "", "1.c"], **VIEWS)
    visitor.post("review", last="x")
    read = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", visitor.page.get_data(as_text=True)))
    assert "Please read this." not in read
    assert read["From when?"] == "February 29, 2024 10:00"
    assert read["In which order?"] == "Plum, Apple"
    assert read["Your views?"] == "Taste: Pear, Price: Apple"


def test_scales_show_their_ends_and_long_ones_are_typed(app, kinds, visitor):
    page = visitor.page.get_data(as_text=True)
    assert re.search(r"<span>Poor</span>\s*<span>Great</span>", page)
    assert visitor.form.options["a.stars"] == ["1", "2", "3", "4", "5"]
    assert visitor.form.options["a.mark"] == [""]
    german = visitor.client.get(visitor.path, headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert "Schlecht" in german and "Geschmack" in german


@pytest.mark.parametrize(
    "hurtful",
    [
        {"views.7": "7.a"},
        {"views.0": "0.zebra"},
        {"views.0": "99999999999.a"},
        {"views.0": "\u0663.a"},
        {"views.x": "x.a"},
        {"order": ["1.a", "1.a", "1.a"]},
        {"order": ["zebra", "-1.b", "1."]},
        {"stars": "1e400"},
        {"hello": "x"},
    ],
)
def test_a_form_that_was_tampered_with_is_refused_or_read_never_a_failure(visitor, hurtful):
    assert visitor.post(**hurtful).status_code in (200, 422)
