"""Whatever is sent to the rooms of authoring is taken or answered by a documented problem."""

from __future__ import annotations

from itertools import product

import pytest

from surveyapp.problems import CATALOGUE
from tests.factories.links import link, published

JUNK = (
    None,
    -1,
    10**18,
    1e300,
    True,
    "",
    "x" * 70_000,
    "\u202e\ufdd0\U0010ffff",
    "a\0b",
    "'; DROP TABLE surveys; --",
    "0190b2c4-0000-7000-8000-000000000000",
    [[]],
    [None],
    [{}],
    {"a": None, "": {"": [{"": ""}]}},
    {"a\0": 1},
)
RAW = (
    b"",
    b"{",
    b"[1,",
    b"\xff\xfe",
    b'{"title": "\\ud800"}',
    b'{"title": "\\u0000"}',
    b'{"title": NaN}',
    b'{"title": 1e999}',
    b'{"title": "a", "title": 7}',
    b"[" * 5000 + b"]" * 5000,
    b'{"a":' * 1500 + b"1" + b"}" * 1500,
    b"\xef\xbb\xbf{}",
)


@pytest.fixture
def survey(api):
    return published(api.as_admin())


SECTION = ["title", "name", "description", "visible_if", "rule_logic", "repeat", "order"]
FIELD = ["name", "label", "field_type", "help", "required_if", "visible_if", "is_required", "is_sensitive", "order"]
FIELD += ["rule_logic", "config", "options", "guidance", "review", "calculate", "default", "constraint", "section_id"]
OPTION = ["value", "label", "visible_if", "order"]
RULE = ["target_type", "target_id", "source_field_id", "operator", "value", "action", "rule_group", "group_logic"]
RULE += ["order"]
DEPENDENCY = ["dependent_field_id", "source_field_id", "source_value", "dependent_options", "order"]
SURVEY = ["title", "description", "language", "timezone", "translations"]
LINK = ["label", "opens_at", "closes_at", "max_responses", "is_active"]


@pytest.fixture
def routes(survey):
    """Every write of the rooms: method, path, a body that is taken, and the members it knows."""
    parts, path = survey.parts(), survey.path
    section, field, source = parts["work"]["id"], parts["city"]["id"], parts["employed"]["id"]
    rule = {"target_type": "field", "target_id": field, "source_field_id": source, "operator": "is_empty"}
    dependency = {"dependent_field_id": field, "source_field_id": source, "source_value": "no"}
    dependency["dependent_options"] = []
    document, ids = {"title": "x"}, {"ids": []}
    addresses = {
        "option": parts["city"]["options"][0]["id"],
        "rule": survey.items(f"{path}/rules")[0]["id"],
        "dependency": survey.items(f"{path}/dependencies")[0]["id"],
    }
    return [
        ("POST", "/surveys", {"title": "x"}, SURVEY),
        ("PATCH", path, {}, SURVEY),
        ("POST", "/surveys/import", {"format": "surveyapp", "document": document}, ["format", "document"]),
        ("POST", f"{path}/duplicate", {}, ["title"]),
        ("POST", f"{path}/evaluate", {"answers": {}}, ["answers", "hidden_values"]),
        ("POST", f"{path}/sections", {"title": "x"}, SECTION),
        ("PATCH", f"/sections/{section}", {}, SECTION),
        ("PUT", f"{path}/sections/order", ids, ["ids"]),
        ("POST", f"/sections/{section}/fields", {"label": "x", "field_type": "dropdown"}, FIELD[:-1]),
        ("PATCH", f"/fields/{field}", {}, FIELD),
        ("PUT", f"/sections/{section}/fields/order", ids, ["ids"]),
        ("POST", f"/fields/{field}/options", {"value": "v", "label": "l"}, OPTION),
        ("PATCH", f"/options/{addresses['option']}", {}, OPTION),
        ("POST", f"{path}/rules", rule, RULE),
        ("PATCH", f"/rules/{addresses['rule']}", {}, RULE),
        ("POST", f"{path}/dependencies", dependency, DEPENDENCY),
        ("PATCH", f"/dependencies/{addresses['dependency']}", {}, DEPENDENCY),
        ("POST", f"{path}/links", {}, LINK),
        ("PATCH", f"/links/{link(survey)['id']}", {}, LINK),
        ("PUT", f"{path}/definition", document, [*SURVEY, "sections", "rules", "dependencies"]),
    ]


def undocumented(reply):
    """Whether this is a failure of ours; after a 412 the body would not even have been looked at."""
    if reply.status_code < 400:
        return False
    return reply.status_code in (412, 428) or reply.status_code >= 500 or reply.get_json()["code"] not in CATALOGUE


def test_any_value_in_any_member_is_taken_or_refused_by_a_documented_problem(survey, routes):
    wrong = []
    for method, path, body, members in routes:
        for member, junk in product(members, JUNK):
            reply = survey.try_(method, path, json={**body, member: junk})
            if undocumented(reply):
                wrong.append((method, path, member, junk, reply.status_code))
    assert wrong == []


def test_any_body_is_taken_or_refused_by_a_documented_problem(survey, routes):
    wrong = []
    for method, path, _, _ in routes:
        for body in RAW:
            reply = survey.try_(method, path, data=body, headers={"Content-Type": "application/json"})
            if undocumented(reply):
                wrong.append((method, path, body[:40], reply.status_code))
        for junk in JUNK:
            reply = survey.try_(method, path, json=junk)
            if undocumented(reply):
                wrong.append((method, path, junk, reply.status_code))
    assert wrong == []


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e3", "99999999999999999999"])
def test_a_limit_that_is_none_is_refused(survey, limit):
    assert survey.caller.get(f"/surveys?limit={limit}").status_code == 422


@pytest.mark.parametrize("cursor", ["x", "AAAA", "bnVsbA", "WzFd", "WyJhIl0", "W251bGxd", "W3RydWVd", "%00"])
@pytest.mark.parametrize("place", ["surveys", "versions", "sections", "rules", "links"])
def test_a_cursor_that_the_list_did_not_give_is_refused(survey, place, cursor):
    path = "/surveys" if place == "surveys" else f"{survey.path}/{place}"
    reply = survey.caller.get(f"{path}?cursor={cursor}")
    assert reply.status_code in (200, 400) and (reply.status_code == 200 or reply.get_json()["code"] in CATALOGUE)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "-1", "x", "1.0"])
def test_a_version_number_that_is_none_is_a_documented_problem(survey, number):
    reply = survey.caller.get(f"{survey.path}/versions/{number}")
    assert reply.status_code in (400, 404, 422) and reply.get_json()["code"] in CATALOGUE
