"""Roles: three seeded, others made of the nine permissions (U06-U13)."""

from __future__ import annotations

import pytest

from surveyapp.accounts import service
from surveyapp.permissions import PERMISSIONS, ROLES, permissions_of
from surveyapp.transaction import transaction
from tenants.db import new_id
from tests.factories.accounts import invite, join, register, trail, user


def code(reply):
    return reply.status_code, reply.get_json()["code"]


@pytest.fixture
def admin(api):
    return api.as_admin()


def test_every_organization_starts_with_the_three_roles_and_their_permissions(admin):
    roles = {role["name"]: role for role in admin.get("/roles").get_json()["items"]}
    assert {name: set(role["permissions"]) for name, role in roles.items()} == {
        name: set(permissions_of(name)) for name in ROLES
    }
    assert all(role["is_seeded"] for role in roles.values())


def test_a_data_viewer_may_view_responses_and_not_export_them(api):
    assert api.as_data_viewer().get("/auth/me").get_json()["permissions"] == ["view_responses"]


def test_the_nine_permissions_are_listed_for_every_member(api):
    listed = api.as_data_viewer().get("/permissions").get_json()["items"]
    assert [item["codename"] for item in listed] == sorted(PERMISSIONS)
    assert all(item["description"] for item in listed)


def test_the_user_helpers_answer_through_roles(app, tenant_a):
    analyst = user("analyst@alpha.example").id
    with transaction(tenant_a, read_only=True):
        assert service.get_permissions(analyst) == permissions_of("analyst")
        assert service.has_permission(analyst, "export_responses")
        assert not service.has_permission(analyst, "manage_users")
        assert service.has_role(analyst, "analyst")
        assert not service.has_role(analyst, "admin")
        assert service.get_permissions(new_id()) == frozenset()


def test_permissions_take_one_statement(app, tenant_a, count_queries):
    analyst = user("analyst@alpha.example").id
    with transaction(tenant_a, read_only=True), count_queries() as statements:
        service.get_permissions(analyst)
    assert len(statements) == 1


def test_a_role_of_ones_own_gives_what_it_says(owner):
    role = owner.post("/roles", json={"name": "editor", "permissions": ["edit_survey", "create_survey"]}).get_json()
    assert role["permissions"] == ["create_survey", "edit_survey"]
    editor = join(owner, "editor@example.org", "editor")
    assert editor.get("/auth/me").get_json()["permissions"] == ["create_survey", "edit_survey"]


def test_permissions_add_up_over_roles(owner):
    owner.post("/roles", json={"name": "editor", "permissions": ["edit_survey"]})
    both = join(owner, "both@example.org", "editor", "data_viewer")
    assert both.get("/auth/me").get_json()["permissions"] == ["edit_survey", "view_responses"]


def test_a_changed_role_holds_from_the_next_request(owner):
    role = owner.post("/roles", json={"name": "personnel", "permissions": ["manage_users"]}).get_json()
    clerk = join(owner, "clerk@example.org", "personnel")
    assert clerk.get("/members").status_code == 200
    changed = owner.patch(f"/roles/{role['id']}", json={"permissions": [], "description": "Nothing left"})
    assert (changed.get_json()["permissions"], changed.get_json()["description"]) == ([], "Nothing left")
    assert clerk.get("/members").status_code == 403


def test_a_deleted_role_is_taken_from_whoever_had_it(owner):
    role = owner.post("/roles", json={"name": "personnel", "permissions": ["manage_users"]}).get_json()
    clerk = join(owner, "clerk@example.org", "personnel")
    assert owner.delete(f"/roles/{role['id']}").status_code == 204
    assert clerk.get("/auth/me").get_json()["roles"] == []
    assert code(owner.get(f"/roles/{role['id']}")) == (404, "not_found")


def test_the_seeded_roles_can_be_neither_changed_nor_deleted(admin):
    for role in admin.get("/roles").get_json()["items"]:
        assert code(admin.patch(f"/roles/{role['id']}", json={"name": "other"})) == (409, "role_is_seeded")
        assert code(admin.delete(f"/roles/{role['id']}")) == (409, "role_is_seeded")


@pytest.mark.parametrize("name", ["analyst", "Analyst", " ANALYST "])
def test_a_name_is_taken_whatever_its_case(admin, name):
    assert code(admin.post("/roles", json={"name": name, "permissions": []})) == (409, "name_is_taken")


def test_a_role_cannot_be_renamed_to_a_name_that_is_taken(admin):
    role = admin.post("/roles", json={"name": "editor", "permissions": []}).get_json()
    assert code(admin.patch(f"/roles/{role['id']}", json={"name": "admin"})) == (409, "name_is_taken")
    assert admin.patch(f"/roles/{role['id']}", json={"name": "Editor"}).get_json()["name"] == "Editor"


def test_nobody_makes_or_changes_a_role_beyond_their_own_permissions(owner):
    owner.post("/roles", json={"name": "personnel", "permissions": ["manage_users"]})
    strong = owner.post("/roles", json={"name": "strong", "permissions": ["delete_survey"]}).get_json()
    clerk = join(owner, "clerk@example.org", "personnel")
    refused = (403, "cannot_grant_more_than_own")
    assert code(clerk.post("/roles", json={"name": "more", "permissions": ["edit_survey"]})) == refused
    assert code(clerk.patch(f"/roles/{strong['id']}", json={"permissions": []})) == refused
    assert code(clerk.delete(f"/roles/{strong['id']}")) == refused
    own = clerk.post("/roles", json={"name": "less", "permissions": []}).get_json()
    assert code(clerk.patch(f"/roles/{own['id']}", json={"permissions": ["edit_survey"]})) == refused


def test_an_unknown_permission_is_pointed_at(admin):
    reply = admin.post("/roles", json={"name": "x", "permissions": ["edit_survey", "fly", "member"]})
    assert [fault["pointer"] for fault in reply.get_json()["errors"]] == ["/permissions/1", "/permissions/2"]


def test_a_role_of_another_organization_is_not_there(app, owner):
    other = register(app)
    role = other.post("/roles", json={"name": "editor", "permissions": []}).get_json()
    assert "editor" not in owner.get("/roles").get_data(as_text=True)
    for method in ("GET", "DELETE"):
        assert code(owner.open(method, f"/roles/{role['id']}")) == (404, "not_found")
    reply = owner.post("/members", json={"email": "guest@example.org", "roles": ["editor"]})
    assert reply.status_code == 422


@pytest.mark.parametrize("role", ["analyst", "data_viewer"])
def test_only_who_manages_users_sees_roles(api, role):
    assert code(api.as_role(role).get("/roles")) == (403, "permission_is_missing")


def test_the_trail_tells_what_changed_in_a_role(admin):
    role = admin.post("/roles", json={"name": "editor", "permissions": ["edit_survey"]}).get_json()
    admin.patch(f"/roles/{role['id']}", json={"permissions": ["create_survey"]})
    admin.delete(f"/roles/{role['id']}")
    rows = trail(admin, resource_type="role", resource_id=role["id"])
    assert [(row["action"], row["event"]) for row in rows] == [
        ("created", "role.created"),
        ("updated", "role.updated"),
        ("deleted", "role.deleted"),
    ]
    assert rows[1]["changes"] == {
        "before": {"permissions": ["edit_survey"]},
        "after": {"permissions": ["create_survey"]},
    }


def test_a_member_without_roles_may_do_nothing_but_be_there(owner, app):
    nobody = join(owner, "nobody@example.org")
    assert nobody.get("/organization").status_code == 200
    assert nobody.get("/members").status_code == 403
    assert invite(owner, "someone@example.org")["roles"] == []
