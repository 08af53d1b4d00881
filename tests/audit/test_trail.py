"""The trail over HTTP: changes, readings of personal data, filters and pages (S03, C12, DESIGN 10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from surveyapp.audit import service
from surveyapp.audit.models import AuditLog
from surveyapp.permissions import Actor
from surveyapp.transaction import transaction
from tenants.db import new_id, session, utc_now
from tests.factories.accounts import log_in, trail, user


def code(reply):
    return reply.status_code, reply.get_json()["code"]


def rows(tenant):
    with transaction(tenant, read_only=True):
        return session.scalars(select(AuditLog).order_by(AuditLog.id)).all()


@pytest.fixture
def admin(api):
    return api.as_admin()


@pytest.fixture
def told(tenant_a):
    """Six rows: three surveys created, then updated."""
    surveys = [new_id() for _ in range(3)]
    analyst = Actor(user_id=user("analyst@alpha.example").id)
    with transaction(tenant_a):
        for survey_id in surveys:
            service.record(Actor(), "created", "survey", survey_id, "survey.created", None, {"title": "One"})
        for survey_id in surveys:
            service.record(
                analyst, "updated", "survey", survey_id, "survey.updated", {"title": "One"}, {"title": "Two"}
            )
    return surveys


def test_a_change_is_told_with_who_where_from_and_which_request(admin):
    reply = admin.post(
        "/roles", json={"name": "editor", "permissions": []}, headers={"User-Agent": "probe/1.0", "X-Request-Id": "r-1"}
    )
    [row] = trail(admin, event="role.created")
    assert row["user_id"] == str(user("admin@alpha.example").id)
    assert (row["ip_address"], row["user_agent"]) == ("127.0.0.1", "probe/1.0")
    assert row["request_id"] == reply.headers["X-Request-Id"]
    assert (row["action"], row["resource_type"], row["resource_id"]) == ("created", "role", reply.get_json()["id"])


def test_a_user_agent_of_any_length_is_recorded(admin):
    admin.post("/roles", json={"name": "editor", "permissions": []}, headers={"User-Agent": "x" * 3000})
    assert trail(admin, event="role.created")[0]["user_agent"] == "x" * 500


def test_a_request_that_fails_leaves_no_row_of_a_change(admin, tenant_a):
    assert admin.post("/roles", json={"name": "admin", "permissions": []}).status_code == 409
    assert rows(tenant_a) == []


def test_a_reading_of_personal_data_is_told_and_another_is_not(admin, tenant_a):
    admin.get("/organization")
    admin.get("/roles")
    assert rows(tenant_a) == []
    admin.get("/members")
    [row] = rows(tenant_a)
    assert (row.action, row.event, row.resource_type) == ("viewed", "user.viewed", "user")
    assert row.resource_id == tenant_a.organization_id


def test_a_reading_of_one_person_names_the_person(admin, tenant_a):
    viewer = user("data_viewer@alpha.example").id
    admin.get(f"/members/{viewer}")
    assert [row.resource_id for row in rows(tenant_a)] == [viewer]


def test_a_reading_of_the_trail_is_told_in_the_trail(admin):
    trail(admin)
    [row] = trail(admin, event="audit_log.viewed")
    assert row["user_id"] == str(user("admin@alpha.example").id)


def test_a_reading_that_was_refused_is_not_told(api, tenant_a):
    api.as_analyst().get("/members")
    api.as_admin().get(f"/members/{new_id()}")
    assert rows(tenant_a) == []


def test_rows_come_newest_first_in_pages_without_repeats(admin, told):
    first = admin.get("/audit-logs?limit=4").get_json()
    second = admin.get(f"/audit-logs?limit=4&cursor={first['next_cursor']}").get_json()
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids, reverse=True)
    assert {row["resource_id"] for row in first["items"] + second["items"]} >= {str(survey_id) for survey_id in told}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"action": "created"}, 3),
        ({"event": "survey.updated"}, 3),
        ({"resource_type": "survey"}, 6),
        ({"resource_type": "response"}, 0),
        ({"resource_type": "survey", "action": "updated"}, 3),
    ],
)
def test_filters_combine(admin, told, filters, found):
    assert len(trail(admin, **filters)) == found


def test_the_trail_of_one_resource(admin, told):
    assert [row["event"] for row in trail(admin, resource_id=told[1])] == ["survey.created", "survey.updated"]


def test_the_trail_of_one_person(admin, told):
    mine = trail(admin, user_id=user("analyst@alpha.example").id)
    assert [row["event"] for row in mine] == ["survey.updated"] * 3


def test_a_time_range_includes_its_beginning_and_not_its_end(admin, told):
    now = utc_now()
    hour = timedelta(hours=1)
    inside = trail(
        admin, **{"from": (now - hour).isoformat(), "to": (now + hour).isoformat(), "resource_type": "survey"}
    )
    assert len(inside) == 6
    moment = inside[0]["timestamp"]
    assert len(trail(admin, **{"from": moment, "resource_id": inside[0]["resource_id"]})) == 2
    assert trail(admin, to=moment, resource_type="survey") == []
    assert trail(admin, **{"from": (now + hour).isoformat()}) == []


@pytest.mark.parametrize(
    "query", ["action=frobnicated", "user_id=x", "from=yesterday", "from=2026-01-01T00:00:00", "limit=0", "sort=id"]
)
def test_a_query_that_is_not_valid_is_refused(admin, query):
    assert code(admin.get(f"/audit-logs?{query}")) == (422, "invalid_input")


@pytest.mark.parametrize("role", ["analyst", "data_viewer"])
def test_only_who_may_view_audit_logs_reads_the_trail(api, role):
    assert code(api.as_role(role).get("/audit-logs")) == (403, "permission_is_missing")


def test_the_trail_of_another_organization_is_not_there(api, told, tenant_b):
    assert trail(api.as_admin(tenant_b), resource_type="survey") == []
    assert trail(api.as_admin(tenant_b), resource_id=told[0]) == []


def test_every_request_is_logged_with_route_status_and_actor_and_without_its_secrets(app, api, caplog):
    admin = api.as_admin()
    admin.get("/organization?limit=canary-query", headers={"X-Request-Id": "request-1"})
    log_in(app, "nobody@example.org", "canary-password")
    app.test_client().get("/api/v1/auth/activate/canary-token")
    lines = [record.msg for record in caplog.records if record.name == "surveyapp.requests"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/api/v1/organization", 200),
        ("POST", "/api/v1/auth/login", 401),
        ("GET", "/api/v1/auth/activate/<string:token>", 410),
    ]
    assert lines[0]["user_id"] == str(user("admin@alpha.example").id)
    assert lines[0]["organization_id"] is not None
    assert all(line["request_id"] for line in lines)
    assert "canary" not in caplog.text
    assert admin.token not in caplog.text
