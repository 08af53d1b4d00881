"""API keys: shown once, scoped, expiring, revoked at once; programs are nobody's session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from surveyapp.accounts.models import ApiKey
from surveyapp.transaction import transaction
from tenants.db import session, utc_now
from tests.factories.accounts import join, trail


def code(reply):
    return reply.status_code, reply.get_json()["code"]


def make(caller, *scopes, **more):
    reply = caller.post("/api-keys", json={"name": "script", "scopes": list(scopes), **more})
    assert reply.status_code == 201, reply.get_json()
    return reply.get_json()


@pytest.fixture
def admin(api):
    return api.as_admin()


def test_a_key_acts_with_its_scopes_and_no_more(api, admin):
    program = api.with_token(make(admin, "manage_users")["key"])
    assert program.get("/members").status_code == 200
    assert code(program.get("/audit-logs")) == (403, "permission_is_missing")


def test_a_key_is_a_member_and_not_a_person(api, admin):
    program = api.with_token(make(admin, "view_responses")["key"])
    assert program.get("/organization").status_code == 200
    for path in ("/auth/me", "/auth/sessions", "/organizations"):
        assert code(program.get(path)) == (403, "permission_is_missing")


def test_a_key_begins_with_its_organization_and_is_kept_as_a_hash(api, admin, tenant_a):
    made = make(admin, "view_responses")
    assert made["key"].startswith(f"{tenant_a.public_key}.sk_")
    assert made["key"].startswith(made["prefix"])
    with transaction(tenant_a, read_only=True):
        stored = session.get_one(ApiKey, made["id"])
    assert made["key"] not in str(vars(stored))
    assert made["key"] not in admin.get("/api-keys").get_data(as_text=True)
    assert "key" not in admin.get(f"/api-keys/{made['id']}").get_json()


def test_a_revoked_key_fails_at_once_and_stays_listed(api, admin):
    made = make(admin, "manage_users")
    program = api.with_token(made["key"])
    assert program.get("/members").status_code == 200
    assert admin.delete(f"/api-keys/{made['id']}").status_code == 204
    assert code(program.get("/members")) == (401, "token_is_invalid")
    assert admin.get(f"/api-keys/{made['id']}").get_json()["revoked_at"] is not None
    assert code(admin.delete(f"/api-keys/{made['id']}")) == (404, "not_found")


def test_a_key_expires(api, admin, tenant_a):
    made = make(admin, "manage_users", expires_at=(utc_now() + timedelta(days=1)).isoformat())
    with transaction(tenant_a):
        session.execute(update(ApiKey).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert code(api.with_token(made["key"]).get("/members")) == (401, "token_is_expired")


def test_a_key_cannot_be_made_expired(admin):
    past = (utc_now() - timedelta(days=1)).isoformat()
    reply = admin.post("/api-keys", json={"name": "late", "scopes": ["view_responses"], "expires_at": past})
    assert [fault["pointer"] for fault in reply.get_json()["errors"]] == ["/expires_at"]


def test_the_last_use_of_a_key_is_kept(api, admin):
    made = make(admin, "manage_users")
    assert made["last_used_at"] is None
    api.with_token(made["key"]).get("/members")
    assert admin.get(f"/api-keys/{made['id']}").get_json()["last_used_at"] is not None


def test_a_key_never_has_more_than_who_makes_it(owner):
    owner.post("/roles", json={"name": "personnel", "permissions": ["manage_users"]})
    clerk = join(owner, "clerk@example.org", "personnel")
    reply = clerk.post("/api-keys", json={"name": "more", "scopes": ["manage_users", "export_responses"]})
    assert code(reply) == (403, "cannot_grant_more_than_own")
    assert reply.get_json()["permissions"] == ["export_responses"]


@pytest.mark.parametrize("scopes", [[], ["fly"], ["member"], ["signed_in"], "manage_users"])
def test_scopes_are_some_of_the_nine(admin, scopes):
    assert admin.post("/api-keys", json={"name": "odd", "scopes": scopes}).status_code == 422


def test_a_key_of_another_organization_is_not_there(api, admin, tenant_b):
    made = make(admin, "manage_users")
    assert code(api.as_admin(tenant_b).get(f"/api-keys/{made['id']}")) == (404, "not_found")
    assert code(api.as_admin(tenant_b).delete(f"/api-keys/{made['id']}")) == (404, "not_found")


def test_a_key_under_another_organizations_public_key_is_refused(api, admin, tenant_a, tenant_b):
    made = make(admin, "manage_users")
    foreign = made["key"].replace(tenant_a.public_key, tenant_b.public_key)
    assert code(api.with_token(foreign).get("/members")) == (401, "token_is_invalid")


def test_what_a_program_does_is_told_with_its_key(api, admin):
    made = make(admin, "manage_users")
    api.with_token(made["key"]).post("/roles", json={"name": "by_program", "permissions": []})
    [row] = trail(admin, event="role.created")
    assert (row["user_id"], row["changes"]["api_key_id"]) == (None, made["id"])


def test_the_trail_never_shows_a_key(admin):
    made = make(admin, "manage_users")
    admin.delete(f"/api-keys/{made['id']}")
    rows = trail(admin, resource_type="api_key")
    assert [row["event"] for row in rows] == ["api_key.created", "api_key.revoked"]
    assert made["key"] not in str(rows)


def test_a_program_may_make_what_a_person_may_and_nobody_is_its_maker(api, admin):
    program = api.with_token(make(admin, "manage_users")["key"])
    assert make(program, "manage_users")["created_by"] is None


def test_keys_come_in_pages_newest_first(admin):
    names = []
    for number in range(3):
        names.append(
            admin.post("/api-keys", json={"name": f"key {number}", "scopes": ["view_responses"]}).get_json()["name"]
        )
    first = admin.get("/api-keys?limit=2").get_json()
    second = admin.get(f"/api-keys?limit=2&cursor={first['next_cursor']}").get_json()
    assert [item["name"] for item in first["items"] + second["items"]] == names[::-1]
