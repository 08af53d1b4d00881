"""Whatever is sent, the answer is a documented problem and never a 500."""

from __future__ import annotations

import pytest

from surveyapp.problems import CATALOGUE
from tests.api import Caller
from tests.scenario import begin

NUL, SURROGATE = b'{"answers": {"job": "a\\u0000b"}}', b'{"answers": {"job": "\\ud800"}}'
DEEP = b'{"answers": {"job": ' + b"[" * 900 + b"]" * 900 + b"}}"
DEEPER = b'{"answers": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"
RAW = {
    "no JSON": b"{",
    "a list": b"[1, 2]",
    "a number": b"7",
    "a NUL": NUL,
    "a NUL in a name": b'{"answers": {"a\\u0000": 1}}',
    "half a surrogate pair": SURROGATE,
    "invalid UTF-8": b'{"answers": {"job": "\xff\xfe"}}',
    "deep": DEEP,
    "deep, to be remembered": DEEP[:-1] + b', "revision": 1, "mutation": "m"}',
    "deeper": DEEPER,
    "10 MB": b'{"answers": {"job": "' + b"x" * 10_000_000 + b'"}}',
    "a huge number": b'{"answers": {"rooms": 1' + b"0" * 400 + b"}}",
    "a huge exponent": b'{"answers": {"rooms": 1e999}}',
    "not a number": b'{"answers": {"rooms": NaN}}',
    "answers of a wrong type": b'{"answers": "yes"}',
    "null answers": b'{"answers": null}',
    "unknown members": b'{"answers": {}, "admin": true}',
    "a revision that is text": b'{"answers": {}, "revision": "1"}',
    "a huge revision": b'{"answers": {}, "revision": 99999999999999999999}',
    "a negative revision": b'{"answers": {}, "revision": -1}',
    "a mutation of a wrong type": b'{"answers": {}, "revision": 1, "mutation": {}}',
    "an endless mutation": b'{"answers": {}, "revision": 1, "mutation": "' + b"m" * 5000 + b'"}',
    "a section that is text for SQL": b'{"answers": {}, "revision": 1, "last_section": "\'; DROP TABLE fields; --"}',
    "a name that is text for SQL": b'{"answers": {"\') OR 1=1 --": 1}, "revision": 1}',
    "a name out of a prototype": b'{"answers": {"__proto__": {"a": 1}}, "revision": 1}',
    "complete of a wrong type": b'{"answers": {}, "complete": "perhaps"}',
}


@pytest.fixture
def doors_to_knock_at(app, survey):
    """(method, path) of everything that takes a body, with a caller who holds the session token."""
    respondent = begin(app, survey.link)
    caller = Caller(app, respondent.token)
    return caller, [
        ("POST", f"/respond/{survey.link}/responses"),
        ("PATCH", respondent.path),
        ("POST", f"{respondent.path}/submit"),
    ]


@pytest.mark.parametrize("sent", RAW.values(), ids=RAW.keys())
def test_a_hostile_body_is_answered_with_a_documented_problem(doors_to_knock_at, sent):
    caller, knocking = doors_to_knock_at
    for method, path in knocking:
        reply = caller.open(method, path, data=sent, content_type="application/json")
        assert 400 <= reply.status_code < 500, (method, path, reply.status_code)
        assert reply.content_type == "application/problem+json"
        assert reply.json["code"] in CATALOGUE


def test_a_body_that_is_no_json_by_its_type_is_refused(doors_to_knock_at):
    caller, knocking = doors_to_knock_at
    for method, path in knocking:
        assert caller.open(method, path, data=b"answers=1").status_code == 415


def test_an_id_that_is_no_uuid_is_refused(app, survey):
    reply = Caller(app, "x.y").get(f"/respond/{survey.link}/responses/1")
    assert (reply.status_code, reply.json["code"]) == (400, "malformed_id")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer \xff", "Bearer a.b", "bearer " + "x" * 9000])
def test_a_hostile_token_opens_nothing(app, survey, header):
    respondent = begin(app, survey.link)
    reply = Caller(app).get(respondent.path, headers={"Authorization": header})
    assert reply.status_code in (401, 404)


@pytest.mark.parametrize("agent", ["\x01\x02", "\xff" * 40, "x" * 20_000])
def test_a_hostile_user_agent_does_no_harm(app, survey, agent):
    reply = Caller(app).post(f"/respond/{survey.link}/responses", json={"answers": {}}, headers={"User-Agent": agent})
    assert reply.status_code == 201


@pytest.mark.parametrize("name", ["job", "remarks"])
def test_text_that_only_looks_dangerous_is_stored_as_it_is(app, survey, name):
    said = "Robert'); DROP TABLE survey_responses; -- <script>alert(1)</script> \\u0000 {{7*7}} %s :name"
    respondent = begin(app, survey.link, **{name: said})
    assert respondent.load()["answers"][name] == said
