"""Bad input gets a documented problem, whatever it is, and never a 500."""

from __future__ import annotations

import pytest

from surveyapp import problems

LOGIN = "/auth/login"


def post(api, **options):
    return api.anonymous().post(LOGIN, **options)


def json_body(data: str | bytes):
    return {"data": data, "content_type": "application/json"}


def assert_problem(reply, status: int, code: str):
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    body = reply.get_json(force=True)
    assert body["code"] == code
    assert body["status"] == status
    assert body["title"] == problems.CATALOGUE[code].title
    assert body["request_id"] == reply.headers["X-Request-Id"]
    return body


def test_a_body_that_is_not_json_is_malformed(api):
    assert_problem(post(api, **json_body("{")), 400, "malformed_json")


def test_a_lone_surrogate_is_malformed(api):
    assert_problem(post(api, **json_body(rb'{"email": "\ud800"}')), 400, "malformed_json")


def test_deep_nesting_is_malformed(api):
    assert_problem(post(api, **json_body("[" * 100_000 + "]" * 100_000)), 400, "malformed_json")


def test_text_with_a_nul_is_invalid_and_says_where(api):
    body = assert_problem(post(api, **json_body(rb'{"email": "a\u0000@b.example"}')), 422, "invalid_input")
    assert body["errors"] == [{"pointer": "/email", "code": "text_not_storable", "detail": "Text cannot hold U+0000."}]


def test_an_escaped_backslash_before_u0000_is_not_a_nul(api):
    body = assert_problem(post(api, **json_body(rb'{"email": "a\\u0000@b.example"}')), 422, "invalid_input")
    assert "text_not_storable" not in {error["code"] for error in body["errors"]}


def test_ten_megabytes_are_too_large(api):
    assert_problem(post(api, **json_body(b'"' + b"a" * 10_000_000 + b'"')), 413, "body_is_too_large")


def test_a_form_where_json_belongs_is_unsupported(api):
    assert_problem(post(api, data={"email": "a@b.example"}), 415, "media_type_is_unsupported")


def test_every_fault_is_named_with_its_place(api):
    body = assert_problem(post(api, json={"email": 1, "surprise": True}), 422, "invalid_input")
    assert {(error["pointer"], error["code"]) for error in body["errors"]} >= {
        ("/surprise", "unknown_field"),
        ("/password", "required"),
        ("/email", "wrong_type"),
    }


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null", "true"])
def test_json_that_is_no_object_is_invalid(api, body):
    assert post(api, **json_body(body)).status_code == 422


def test_an_unknown_address_is_not_found(api):
    assert_problem(api.anonymous().get("/nowhere"), 404, "not_found")


def test_a_wrong_method_says_which_are_right(api):
    reply = api.anonymous().get(LOGIN)
    assert_problem(reply, 405, "method_not_allowed")
    assert "POST" in reply.headers["Allow"]


def test_a_nul_in_the_address_is_malformed(api):
    assert_problem(api.anonymous().get("/surveys?cursor=%00"), 400, "malformed_request")


def test_a_malformed_id_is_named(api):
    body = assert_problem(api.as_admin().get("/surveys/not-a-uuid"), 400, "malformed_id")
    assert body["errors"][0]["parameter"] == "survey_id"


def test_an_unknown_query_parameter_is_named(api):
    body = assert_problem(api.as_admin().get("/surveys?colour=red"), 422, "invalid_input")
    assert body["errors"] == [{"parameter": "colour", "code": "unknown_field", "detail": "Unknown field."}]


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzFd", "W251bGxd", "%F0%9F%98%80"])
def test_a_cursor_that_is_none_of_ours_is_malformed(api, cursor):
    assert_problem(api.as_admin().get(f"/surveys?cursor={cursor}"), 400, "malformed_cursor")


@pytest.mark.parametrize("token", ["", "x", "Basic abc", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer é"])
def test_credentials_that_are_none_are_refused_with_a_challenge(app, token):
    reply = app.test_client().get("/api/v1/surveys", headers={"Authorization": token.encode("utf-8").decode("latin-1")})
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_catalogue_lists_every_problem(api):
    listed = {item["code"] for item in api.anonymous().get("/problems").get_json()["items"]}
    assert listed == set(problems.CATALOGUE)
