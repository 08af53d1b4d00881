"""Public links: made once, their token told once, changed and removed by those who may publish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import text

from surveyapp.links.models import SurveyLink
from surveyapp.transaction import transaction
from tenants.db import session
from tests.factories.links import link, published, token_of
from tests.factories.surveys import author, faults

END = datetime(2031, 1, 31, 22, tzinfo=UTC)
NOBODY = "0190b2c4-0000-7000-8000-000000000000"


@pytest.fixture
def survey(api):
    return published(api.as_admin())


def test_a_link_tells_its_two_addresses_when_it_is_made_and_never_again(survey, tenant_a):
    made = link(survey, label="Newsletter")
    token = token_of(made)
    assert made["url"] == f"http://localhost/s/{token}"
    assert made["api_url"] == f"http://localhost/api/v1/respond/{token}"
    assert token.startswith(f"{tenant_a.public_key}.") and len(token.partition(".")[2]) >= 43
    read = survey.get(f"/links/{made['id']}")
    assert read == {**made, "url": None, "api_url": None}
    assert survey.items(f"{survey.path}/links") == [read]


def test_a_new_link_is_open_and_without_a_cap(survey):
    made = link(survey)
    assert made["survey_id"] == survey.id and made["created_by"] is not None
    defaults = {key: made[key] for key in ("label", "opens_at", "closes_at", "max_responses", "is_active")}
    assert defaults == {"label": None, "opens_at": None, "closes_at": None, "max_responses": None, "is_active": True}
    assert made["completed_count"] == 0


def test_the_table_holds_the_hash_of_the_token_and_the_token_nowhere(survey, tenant_a):
    made = link(survey)
    token = token_of(made)
    with transaction(tenant_a, read_only=True):
        stored = session.get_one(SurveyLink, UUID(made["id"])).token_hash
        rows = session.execute(text("SELECT row_to_json(l)::text FROM survey_links l")).scalars().all()
        trail = session.execute(text("SELECT row_to_json(l)::text FROM audit_logs l")).scalars().all()
    assert stored == sha256(token.encode()).hexdigest()
    assert not [row for row in rows + trail if token.partition(".")[2] in row]


def test_each_link_has_a_token_of_its_own(survey):
    assert len({token_of(link(survey)) for _ in range(3)}) == 3


def test_a_repeated_request_is_told_the_same_addresses(survey):
    key = {"Idempotency-Key": "one-link"}
    told = [survey.caller.post(f"{survey.path}/links", json={}, headers=key).get_json()["url"] for _ in range(2)]
    assert told[0] == told[1] and len(survey.items(f"{survey.path}/links")) == 1


def test_a_link_needs_a_published_version(api):
    draft = author(api.as_admin())
    reply = draft.caller.post(f"{draft.path}/links", json={})
    assert (reply.status_code, reply.get_json()["code"]) == (409, "survey_is_not_published")


def test_a_link_reads_back_as_it_was_made(survey):
    sent = {
        "label": "Panel",
        "opens_at": "2031-01-01T00:00:00Z",
        "closes_at": "2031-02-01T00:00:00+02:00",
        "max_responses": 100,
        "is_active": False,
    }
    made = link(survey, **sent)
    read = survey.get(f"/links/{made['id']}")
    assert (read["label"], read["max_responses"], read["is_active"]) == ("Panel", 100, False)
    assert [datetime.fromisoformat(told["closes_at"]) for told in (made, read)] == [END, END]
    assert {datetime.fromisoformat(told["closes_at"]).utcoffset() for told in (made, read)} == {timedelta(0)}


def test_a_link_can_be_shut_moved_and_renamed(survey):
    made = link(survey, max_responses=5, closes_at="2031-01-01T00:00:00Z")
    changes = {"is_active": False, "closes_at": None, "label": "Old", "max_responses": 9}
    changed = survey.caller.patch(f"/links/{made['id']}", json=changes).get_json()
    assert {key: changed[key] for key in changes} == changes


def test_links_are_listed_newest_first_in_pages(survey):
    made = [link(survey)["id"] for _ in range(3)]
    first = survey.get(f"{survey.path}/links?limit=2")
    second = survey.get(f"{survey.path}/links?limit=2&cursor={first['next_cursor']}")
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]


def test_a_deleted_link_is_gone(survey):
    made = link(survey)
    assert survey.caller.delete(f"/links/{made['id']}").status_code == 204
    assert survey.caller.get(f"/links/{made['id']}").status_code == 404
    assert survey.items(f"{survey.path}/links") == []


def test_a_cap_cannot_come_after_uncounted_responses(survey):
    made = link(survey)
    reply = survey.caller.patch(f"/links/{made['id']}", json={"max_responses": 10})
    assert reply.status_code == 422 and faults(reply) == [("cap_comes_too_late", "/max_responses")]


def test_a_cap_cannot_fall_below_what_was_counted(survey, tenant_a):
    made = link(survey, max_responses=5)
    with transaction(tenant_a):
        session.get_one(SurveyLink, UUID(made["id"])).completed_count = 3
    assert survey.caller.patch(f"/links/{made['id']}", json={"max_responses": 3}).status_code == 200
    reply = survey.caller.patch(f"/links/{made['id']}", json={"max_responses": 2})
    assert reply.status_code == 422 and faults(reply) == [("out_of_range", "/max_responses")]


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ({"label": ""}, "wrong_length", "/label"),
        ({"label": "x" * 256}, "wrong_length", "/label"),
        ({"label": 5}, "wrong_type", "/label"),
        ({"opens_at": "tomorrow"}, "wrong_type", "/opens_at"),
        ({"opens_at": "2031-01-01T00:00:00"}, "wrong_type", "/opens_at"),
        ({"opens_at": "0001-01-01T00:00:00+14:00"}, "out_of_range", "/opens_at"),
        ({"closes_at": "9999-12-31T23:59:59-12:00"}, "out_of_range", "/closes_at"),
        ({"opens_at": 1893456000}, "wrong_type", "/opens_at"),
        (
            {"opens_at": "2031-01-02T00:00:00Z", "closes_at": "2031-01-02T00:00:00Z"},
            "closes_before_opening",
            "/closes_at",
        ),
        ({"max_responses": 0}, "out_of_range", "/max_responses"),
        ({"max_responses": 10**12}, "out_of_range", "/max_responses"),
        ({"max_responses": 1.5}, "wrong_type", "/max_responses"),
        ({"max_responses": "5"}, "wrong_type", "/max_responses"),
        ({"max_responses": True}, "wrong_type", "/max_responses"),
        ({"is_active": "yes"}, "wrong_type", "/is_active"),
        ({"is_active": None}, "null_not_allowed", "/is_active"),
        ({"token_hash": "x"}, "unknown_field", "/token_hash"),
        ({"completed_count": 0}, "unknown_field", "/completed_count"),
        ([], "wrong_type", ""),
    ],
)
def test_a_link_that_cannot_be_is_refused_with_its_place(survey, document, code, pointer):
    for method, path in (("POST", f"{survey.path}/links"), ("PATCH", f"/links/{link(survey)['id']}")):
        reply = survey.caller.open(method, path, json=document)
        assert reply.status_code == 422, reply.get_json()
        assert (code, pointer) in faults(reply)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_link_that_is_not_there_is_not_found(survey, api, tenant_b, method):
    strange = [survey.caller.open(method, f"/links/{NOBODY}", json={})]
    strange.append(api.as_admin(tenant_b).open(method, f"/links/{link(survey)['id']}", json={}))
    assert [reply.status_code for reply in strange] == [404, 404]


@pytest.mark.parametrize("role", ["analyst", "data_viewer"])
def test_only_those_who_may_publish_see_and_make_links(survey, api, role):
    caller, made = api.as_role(role), link(survey)
    replies = [
        caller.post(f"{survey.path}/links", json={}),
        caller.get(f"{survey.path}/links"),
        caller.get(f"/links/{made['id']}"),
        caller.patch(f"/links/{made['id']}", json={}),
        caller.delete(f"/links/{made['id']}"),
    ]
    assert {reply.get_json()["code"] for reply in replies} == {"permission_is_missing"}


def test_links_of_another_organizations_survey_do_not_exist(survey, api, tenant_b):
    stranger = api.as_admin(tenant_b)
    assert stranger.get(f"{survey.path}/links").status_code == 404
    assert stranger.post(f"{survey.path}/links", json={}).status_code == 404


def test_a_links_life_is_in_the_trail(survey):
    made = link(survey, label="A")
    survey.caller.patch(f"/links/{made['id']}", json={"label": "B"})
    survey.caller.delete(f"/links/{made['id']}")
    entries = survey.get(f"/audit-logs?resource_id={made['id']}")["items"]
    assert [entry["event"] for entry in entries if entry["action"] != "viewed"] == [
        "link.deleted",
        "link.updated",
        "link.created",
    ]
    assert entries[-2]["changes"] == {"before": {"label": "A"}, "after": {"label": "B"}}


def test_a_survey_takes_its_links_along(survey):
    made = link(survey)
    survey.send("DELETE", survey.path, status=204)
    assert survey.caller.get(f"/links/{made['id']}").status_code == 404
