"""The organization one works in, and several of them (U04, U05, U17)."""

from __future__ import annotations

import pytest

from tests.factories.accounts import Person, register, trail


def code(reply):
    return reply.status_code, reply.get_json()["code"]


def test_every_member_reads_their_organization(api, tenant_a):
    told = api.as_data_viewer().get("/organization").get_json()
    assert (told["id"], told["slug"]) == (str(tenant_a.organization_id), tenant_a.slug)


def test_the_organization_is_renamed_by_who_manages_users(owner):
    changed = owner.patch("/organization", json={"name": "Renamed", "slug": "renamed-too"})
    assert (changed.get_json()["name"], changed.get_json()["slug"]) == ("Renamed", "renamed-too")
    assert owner.get("/organization").get_json()["name"] == "Renamed"
    [row] = trail(owner, event="organization.updated")
    assert row["changes"]["after"] == {"name": "Renamed", "slug": "renamed-too"}


@pytest.mark.parametrize("role", ["analyst", "data_viewer"])
def test_others_cannot_rename_it(api, role):
    assert code(api.as_role(role).patch("/organization", json={"name": "Mine"})) == (403, "permission_is_missing")


def test_a_slug_that_is_taken_is_refused(owner, tenant_b):
    assert code(owner.patch("/organization", json={"slug": tenant_b.slug})) == (409, "slug_is_taken")
    assert owner.get("/organization").get_json()["slug"] == owner.tokens["organization"]["slug"]


def test_somebody_signed_in_may_have_another_organization_and_owns_it(app, owner):
    made = owner.post("/organizations", json={"name": "Second", "slug": "second"})
    assert (made.status_code, made.get_json()["slug"]) == (201, "second")
    moved = Person(app, owner.post("/auth/switch-organization", json={"organization_id": made.get_json()["id"]}))
    assert moved.get("/auth/me").get_json()["is_owner"] is True
    assert {item["role"] for item in moved.get("/organizations").get_json()["items"]} == {"owner"}


def test_the_same_idempotency_key_makes_one_organization(owner):
    send = {"json": {"name": "Second"}, "headers": {"Idempotency-Key": "once"}}
    first, second = owner.post("/organizations", **send), owner.post("/organizations", **send)
    assert first.get_json()["id"] == second.get_json()["id"]
    assert len(owner.get("/organizations").get_json()["items"]) == 2


def test_another_organization_with_a_taken_slug_is_refused(owner, tenant_a):
    assert code(owner.post("/organizations", json={"name": "X", "slug": tenant_a.slug})) == (409, "slug_is_taken")


def test_organizations_of_others_are_not_listed(app, owner):
    register(app)
    assert [item["organization"]["id"] for item in owner.get("/organizations").get_json()["items"]] == [
        owner.organization_id
    ]


def test_nobody_signed_in_reads_no_organization(api):
    assert code(api.anonymous().get("/organization")) == (401, "not_signed_in")
