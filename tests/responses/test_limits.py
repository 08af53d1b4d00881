"""The limits an author sets hold on the server, at the door where answers come in, and are named to whoever breaks them
(B10-B12, A15, A16, B05, C3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import Caller
from tests.factories.responses import published
from tests.factories.surveys import author, faults
from tests.scenario import begin, submit

OUTSIDE = {
    "text below min_length": ("text", {"min_length": 3}, "ab", "text_too_short", "3"),
    "text above max_length": ("text", {"max_length": 5}, "abcdef", "text_too_long", "5"),
    "text_area above max_length": ("text_area", {"max_length": 5}, "abc\ndef", "text_too_long", "5"),
    "number below min_value": ("number", {"min_value": 18}, 17, "number_too_small", "18"),
    "number above max_value": ("number", {"max_value": 120}, 121, "number_too_large", "120"),
    "number just above max_value": ("number", {"max_value": "0.1234"}, 0.12341, "number_too_large", "0.1234"),
    "number as text above max_value": ("number", {"max_value": "99.5"}, "99.5001", "number_too_large", "99.5"),
    "number below a limit of four places": ("number", {"min_value": 0.0001}, "0.00009", "number_too_small", "0.0001"),
    "number of too many decimal_places": ("number", {"decimal_places": 2}, 1.234, "too_many_decimal_places", "2"),
    "number that should be whole": ("number", {"decimal_places": 0}, "1.5", "too_many_decimal_places", "0"),
    "date before min_date": ("date", {"min_date": "2020-01-01"}, "2019-12-31", "date_too_early", "2020-01-01"),
    "date after max_date": ("date", {"max_date": "2030-12-31"}, "2031-01-01", "date_too_late", "2030-12-31"),
    "date in a format, after max_date": (
        "date",
        {"max_date": "2030-12-31", "format": "DD.MM.YYYY"},
        "01.01.2031",
        "date_too_late",
        "2030-12-31",
    ),
}

WITHIN = {
    "text at min_length": ("text", {"min_length": 3}, "abc", "abc"),
    "text at max_length": ("text", {"max_length": 5}, "abcde", "abcde"),
    "number at min_value": ("number", {"min_value": 18}, 18, 18),
    "number at max_value": ("number", {"max_value": "0.1234"}, 0.1234, 0.1234),
    "integer": ("number", {}, 3, 3),
    "float": ("number", {}, 3.25, 3.25),
    "number as text": ("number", {"max_value": "99.5"}, "99.5000", 99.5),
    "trailing zeros need no decimal_places": ("number", {"decimal_places": 2}, "1.2300", 1.23),
    "date at min_date": ("date", {"min_date": "2020-01-01"}, "2020-01-01", "2020-01-01"),
    "date in its format": ("date", {"format": "DD.MM.YYYY"}, "31.12.2020", "2020-12-31"),
    "date in ISO beside its format": ("date", {"format": "DD.MM.YYYY"}, "2020-12-31", "2020-12-31"),
    "the third answer of a boolean": ("boolean", {}, "na", "na"),
    "false": ("boolean", {}, False, "no"),
}

MISSHAPEN = {
    "text in a number": ("number", {}, "abc"),
    "true in a number": ("number", {}, True),
    "number in a text": ("text", {}, 5),
    "a day that is none": ("date", {}, "2024-02-30"),
    "a date against its format": ("date", {"format": "DD.MM.YYYY"}, "12/31/2020"),
    "a fourth answer to a boolean": ("boolean", {}, "N/A"),
    "number in a boolean": ("boolean", {}, 1),
}


def one_question(field_type: str, config: dict[str, Any]) -> dict[str, Any]:
    field = {"name": "asked", "label": "Asked", "field_type": field_type, "config": config}
    return {"title": "One question", "sections": [{"name": "page", "title": "Page", "fields": [field]}]}


@pytest.mark.parametrize(("field_type", "config", "answer", "code", "limit"), OUTSIDE.values(), ids=OUTSIDE)
def test_an_answer_outside_its_limits_is_refused_at_submit_and_told_the_limit(
    app, tenant_a, field_type, config, answer, code, limit
):
    survey = published(tenant_a, one_question(field_type, config))
    one_shot, stepwise = submit(app, survey.link, asked=answer), begin(app, survey.link, asked=answer).try_submit()
    for refused in (one_shot, stepwise):
        assert (refused.status_code, refused.json["code"]) == (422, "answers_are_invalid")
        [error] = refused.json["errors"]
        assert (error["pointer"], error["code"]) == ("/answers/asked", code)
        assert limit in error["detail"].rstrip(".").split(";")[0].split()


@pytest.mark.parametrize(("field_type", "config", "answer", "stored"), WITHIN.values(), ids=WITHIN)
def test_an_answer_within_its_limits_is_stored(app, api, tenant_a, field_type, config, answer, stored):
    survey = published(tenant_a, one_question(field_type, config))
    reply = submit(app, survey.link, asked=answer)
    assert reply.status_code == 201, reply.json
    kept = api.as_analyst().get(f"/responses/{reply.json['id']}").json["answers"]["asked"]
    assert (kept, type(kept)) == (stored, type(stored))


@pytest.mark.parametrize(("field_type", "config", "answer"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_an_answer_of_another_shape_than_its_type_is_refused(app, tenant_a, field_type, config, answer):
    survey = published(tenant_a, one_question(field_type, config))
    refused = submit(app, survey.link, asked=answer)
    assert (refused.status_code, refused.json["code"]) == (422, "answers_are_invalid")
    assert [error["pointer"] for error in refused.json["errors"]] == ["/answers/asked"]


def test_not_applicable_is_an_answer_and_null_removes_it(app, tenant_a):
    survey = published(tenant_a, one_question("boolean", {}))
    respondent = begin(app, survey.link, asked="na")
    assert respondent.load()["answers"] == {"asked": "na"}
    assert respondent.answer(asked=None).load()["answers"] == {}


def test_the_limits_are_shown_to_whoever_reads_or_answers_the_question(app, api):
    limits = {"min_value": "0.0001", "max_value": 99.9999, "decimal_places": 4}
    written = author(api.as_admin(), document=one_question("number", limits))
    assert written.parts()["asked"]["config"] == limits
    written.publish()
    link = written.send("POST", f"{written.path}/links", {}, 201)["api_url"].rpartition("/")[2]
    [section] = Caller(app).get(f"/respond/{link}").json["definition"]["sections"]
    assert section["fields"][0]["config"] == limits


@pytest.mark.parametrize("limit", [0.00001, "1.23456", "many", True, [1]])
def test_a_limit_that_is_no_decimal_of_four_places_is_refused_when_saved(api, limit):
    written = author(api.as_admin())
    section = written.section()
    sent = {"label": "Asked", "field_type": "number", "config": {"max_value": limit}}
    reply = written.try_("POST", f"/sections/{section['id']}/fields", json=sent)
    assert reply.status_code == 422
    assert [pointer for _, pointer in faults(reply)] == ["/config/max_value"]


def test_a_limit_is_exact_where_a_float_would_not_be(app, tenant_a):
    survey = published(tenant_a, one_question("number", {"max_value": "0.3"}))
    assert submit(app, survey.link, asked=0.3).status_code == 201
    assert submit(app, survey.link, asked=0.1 + 0.2).status_code == 422
