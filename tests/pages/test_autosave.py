"""The script's requests: what they keep and what they answer."""

from __future__ import annotations

import pytest

from surveyapp.responses.service import doors
from tests.factories.responses import HOUSEHOLD, published
from tests.pages.test_steps import rows
from tests.pages.visitor import Visitor


def test_the_first_change_begins_the_response(visitor, survey):
    reply = visitor.autosave(answers={"employed": "yes"})
    assert reply.status_code == 200, reply.json
    assert reply.json["revision"] == 1
    assert reply.json["visible"] == ["employed", "job", "income", "illness"]
    assert reply.json["required"] == ["employed", "job"]
    assert rows(survey) == [("in_progress", {"employed": "yes"})]


def test_a_change_tells_the_options_that_follow_from_it(visitor):
    visitor.post(employed="no")
    reply = visitor.autosave("home", answers={"country": "de"})
    assert reply.json["options"] == {"region": [["by", "Bavaria"]]}
    assert reply.json["markers"]["region"].startswith("region.")
    assert reply.json["is_last"] is True


def test_what_is_refused_is_named_and_the_rest_is_kept(visitor, survey):
    reply = visitor.autosave(answers={"employed": "no", "income": "lots"})
    assert reply.json["refused"] == ["income"]
    assert reply.json["errors"] == {"income": "Please enter a number, in digits."}
    assert rows(survey) == [("in_progress", {"employed": "no"})]


def test_a_stale_change_hears_what_is_stored(visitor):
    visitor.post(employed="no")
    visitor.autosave("home", answers={"rooms": "3"})
    reply = visitor.autosave("home", answers={"rooms": "4"}, mutation="another-one")
    assert reply.status_code == 409
    assert (reply.json["code"], reply.json["revision"]) == ("revision_is_stale", 2)
    assert reply.json["answers"]["rooms"] == "3"


def test_the_same_change_again_is_no_conflict(visitor, survey):
    visitor.post(employed="no")
    first = visitor.autosave("home", answers={"rooms": "3"})
    again = visitor.autosave("home", answers={"rooms": "3"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json


def test_beginning_where_another_window_has_begun_hears_of_it(visitor, survey):
    visitor.autosave(answers={"employed": "yes"})
    reply = visitor.autosave(answers={"employed": "no"})
    assert (reply.status_code, reply.json["answers"]["employed"]) == (409, "yes")
    assert len(rows(survey)) == 1


def test_a_response_of_an_older_version_is_judged_by_its_own(visitor, survey):
    visitor.post(employed="no")
    home = HOUSEHOLD["sections"][1]
    rooms = [{**f, "field_type": "text", "config": {}} if f["name"] == "rooms" else f for f in home["fields"]]
    survey.publish_again({**HOUSEHOLD, "sections": [HOUSEHOLD["sections"][0], {**home, "fields": rooms}]})
    reply = visitor.autosave("home", answers={"rooms": "4,0"})
    assert reply.status_code == 200, reply.json
    assert rows(survey)[0][1]["rooms"] == 4


def test_what_is_submitted_is_not_changed_any_more(visitor):
    visitor.post(employed="no")
    csrf = visitor.hidden("csrf")
    visitor.post("submit")
    reply = visitor.autosave("home", csrf=csrf, revision=3, answers={"rooms": "4"})
    assert (reply.status_code, reply.json["code"]) == (409, "response_is_completed")


def test_a_request_without_the_forms_token_is_refused_as_a_document(visitor):
    reply = visitor.autosave(csrf="0" * 64, answers={"employed": "yes"})
    assert (reply.status_code, reply.json["code"]) == (403, "csrf_token_is_invalid")
    assert reply.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {"employed": 5}},
        {"answers": {"employed": ["a", 5]}},
        {"answers": {"employed": "x" * 300_000}},
        {"answers": ["employed"]},
        {"answers": {}, "revision": "1"},
        {"answers": {}, "revision": 0},
        {"answers": {}, "revision": 2**40},
        {"answers": {}, "mutation": "short"},
        {"answers": {}, "surprise": 1},
        {"answers": {}, "order": ["0"] * 201},
        {"answers": {}, "order": "0"},
        {"answers": {}, "order": [0]},
        {"answers": {}, "base": {"employed": 5}},
        {"answers": {"employed": "\0"}},
        {},
    ],
)
def test_a_malformed_request_is_a_documented_problem(visitor, body):
    reply = visitor.autosave(**body)
    assert (reply.status_code, reply.json["code"]) == (422, "invalid_input")


def test_a_question_of_an_instance_may_have_a_long_name(app, tenant_a):
    section, field = "s" * 63, "f" * 63
    repeat = {"name": section, "title": "S", "repeat": {"max": 200}}
    fields = [{"name": field, "label": "F", "field_type": "text"}]
    visitor = Visitor(app, published(tenant_a, {"title": "Long", "sections": [{**repeat, "fields": fields}]}).link)
    reply = visitor.autosave(section, answers={f"{section}[0].{field}": "here"})
    assert reply.status_code == 200
    assert f"{section}[0].{field}" in reply.json["visible"]


def test_a_section_that_is_none_is_not_found(visitor):
    assert visitor.autosave("nowhere", answers={}).status_code == 404


def test_an_autosave_is_one_statement_in_one_transaction(visitor, count_queries, monkeypatch):
    monkeypatch.setattr(doors, "SECONDS", 3600.0)
    visitor.post(employed="no")
    visitor.autosave("home", answers={"rooms": "3"})
    with count_queries() as statements:
        assert visitor.autosave("home", revision=2, mutation="another-one", answers={"rooms": "4"}).status_code == 200
    assert len(statements) == 1, statements
