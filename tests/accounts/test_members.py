"""Members: invited by a one-time link, given roles, made owners, removed (U05, U11, U14)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from surveyapp.transaction import shared_transaction, transaction
from tenants.db import new_id, session, shared_session
from tenants.models import Member, OrganizationMembership
from tests.factories.accounts import PASSWORD, activate, invite, join, log_in, register, sign_in, tenant_of, trail, user


def code(reply):
    return reply.status_code, reply.get_json()["code"]


def test_an_invited_member_joins_by_the_link_and_has_the_roles(owner):
    guest = join(owner, "guest@example.org", "analyst", "data_viewer")
    assert guest.get("/auth/me").get_json()["roles"] == ["analyst", "data_viewer"]
    assert guest.organization_id == owner.organization_id


def test_the_answer_shows_the_link_once_and_the_list_never(owner):
    invited = invite(owner, "guest@example.org", "analyst")
    assert invited["activation_url"].startswith("http://localhost/")
    token = invited["activation_url"].rpartition("/")[2]
    assert token not in owner.get("/members").get_data(as_text=True)


def test_somebody_invited_is_listed_as_not_joined_until_they_have(owner):
    invited = invite(owner, "guest@example.org", "analyst")
    assert owner.get(f"/members/{invited['id']}").get_json()["joined_at"] is None
    activate(owner.app, invited["activation_url"])
    assert owner.get(f"/members/{invited['id']}").get_json()["joined_at"] is not None


def test_an_invitation_alone_lets_an_existing_account_in_nowhere(app, owner):
    other = register(app)
    invite(owner, other.tokens["user"]["email"], "admin")
    reply = other.post("/auth/switch-organization", json={"organization_id": owner.organization_id})
    assert reply.status_code == 404
    assert log_in(app, other.tokens["user"]["email"]).get_json()["organization"]["id"] == other.organization_id


def test_inviting_an_address_with_an_account_answers_like_any_other(app, owner):
    other = register(app)
    fresh = invite(owner, "fresh@example.org", "analyst")
    known = invite(owner, other.tokens["user"]["email"], "analyst")
    assert {key: type(value) for key, value in fresh.items()} == {key: type(value) for key, value in known.items()}
    assert known["first_name"] is None


def test_the_names_given_with_an_invitation_are_kept(owner):
    document = {"email": "guest@example.org", "first_name": " Mary ", "last_name": "Shelley", "roles": []}
    assert owner.post("/members", json=document).get_json()["first_name"] == "Mary"
    assert user("guest@example.org").last_name == "Shelley"


def test_a_member_is_added_once(owner):
    invite(owner, "guest@example.org", "analyst")
    reply = owner.post("/members", json={"email": "Guest@Example.org", "roles": []})
    assert code(reply) == (409, "member_exists")


def test_an_unknown_role_is_pointed_at(owner):
    reply = owner.post("/members", json={"email": "guest@example.org", "roles": ["analyst", "emperor"]})
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.get_json()["errors"]] == ["/roles/1"]


def test_the_same_idempotency_key_adds_a_member_once_and_shows_the_same_link(owner):
    send = {"json": {"email": "guest@example.org", "roles": []}, "headers": {"Idempotency-Key": "one"}}
    first, second = owner.post("/members", **send), owner.post("/members", **send)
    assert first.get_json() == second.get_json()


def test_changed_roles_hold_from_the_next_request(owner):
    guest = join(owner, "guest@example.org", "data_viewer")
    assert guest.get("/members").status_code == 403
    assert owner.put(f"/members/{guest.id}/roles", json={"roles": ["admin"]}).get_json()["roles"] == ["admin"]
    assert guest.get("/members").status_code == 200
    owner.put(f"/members/{guest.id}/roles", json={"roles": []})
    assert guest.get("/auth/me").get_json()["permissions"] == []


def test_nobody_gives_roles_with_permissions_they_lack(owner):
    owner.post("/roles", json={"name": "personnel", "permissions": ["manage_users", "view_responses"]})
    clerk = join(owner, "clerk@example.org", "personnel")
    target = invite(clerk, "target@example.org", "data_viewer")
    assert code(clerk.put(f"/members/{target['id']}/roles", json={"roles": ["admin"]})) == (
        403,
        "cannot_grant_more_than_own",
    )
    refused = clerk.post("/members", json={"email": "more@example.org", "roles": ["analyst"]})
    assert code(refused) == (403, "cannot_grant_more_than_own")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "", None),
        ("PUT", "/roles", {"roles": []}),
        ("POST", "/link", None),
    ],
)
def test_nobody_touches_a_member_with_more_rights(owner, method, path, body):
    owner.post("/roles", json={"name": "personnel", "permissions": ["manage_users"]})
    clerk = join(owner, "clerk@example.org", "personnel")
    above = join(owner, "above@example.org", "analyst")
    reply = clerk.open(method, f"/members/{above.id}{path}", json=body)
    assert code(reply) == (403, "member_has_more_rights")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "", None),
        ("PUT", "/roles", {"roles": ["admin"]}),
        ("POST", "/link", None),
        ("PATCH", "", {"is_owner": False}),
    ],
)
def test_only_an_owner_touches_an_owner(owner, method, path, body):
    admin = join(owner, "admin@example.org", "admin")
    reply = admin.open(method, f"/members/{owner.id}{path}", json=body)
    assert code(reply) == (403, "owner_is_needed")


def test_the_last_owner_stays(owner):
    assert code(owner.delete(f"/members/{owner.id}")) == (409, "last_owner_stays")
    assert code(owner.patch(f"/members/{owner.id}", json={"is_owner": False})) == (409, "last_owner_stays")
    assert owner.get("/auth/me").get_json()["is_owner"] is True


def test_an_owner_may_go_once_there_is_another(owner):
    heir = join(owner, "heir@example.org", "data_viewer")
    assert owner.patch(f"/members/{heir.id}", json={"is_owner": True}).get_json()["roles"] == ["admin", "data_viewer"]
    assert owner.delete(f"/members/{owner.id}").status_code == 204
    assert heir.get("/auth/me").get_json()["is_owner"] is True
    assert owner.get("/auth/me").status_code == 401


def test_of_two_owners_who_leave_at_the_same_moment_one_stays(owner):
    heir = join(owner, "heir@example.org", "admin")
    owner.patch(f"/members/{heir.id}", json={"is_owner": True})
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda person: person.delete(f"/members/{person.id}"), (owner, heir)))
    with shared_transaction(read_only=True):
        owners = select(OrganizationMembership).filter_by(organization_id=owner.organization_id, role="owner")
        assert len(shared_session.scalars(owners).all()) == 1


def test_an_owner_keeps_the_role_admin(owner):
    reply = owner.put(f"/members/{owner.id}/roles", json={"roles": ["analyst"]})
    assert code(reply) == (409, "owner_keeps_admin")


def test_somebody_who_has_not_joined_cannot_own(owner):
    invited = invite(owner, "guest@example.org", "admin")
    assert code(owner.patch(f"/members/{invited['id']}", json={"is_owner": True})) == (409, "member_has_not_joined")


def test_a_removed_member_is_out_at_once(app, owner):
    guest = join(owner, "guest@example.org", "admin")
    assert owner.delete(f"/members/{guest.id}").status_code == 204
    assert guest.get("/auth/me").get_json()["code"] == "session_has_ended"
    assert guest.refresh().get_json()["code"] == "session_has_ended"
    assert log_in(app, "guest@example.org").get_json()["code"] == "not_a_member"
    assert owner.get(f"/members/{guest.id}").status_code == 404


def test_the_tokens_of_before_stay_dead_when_a_removed_member_joins_again(owner):
    guest = join(owner, "guest@example.org", "admin")
    owner.delete(f"/members/{guest.id}")
    again = join(owner, "guest@example.org", "admin")
    assert again.get("/auth/me").status_code == 200
    assert guest.get("/auth/me").status_code == 401
    assert guest.refresh().status_code == 401


def test_a_removed_member_keeps_their_other_organizations(app, owner):
    other = register(app)
    join(owner, other.tokens["user"]["email"], "analyst")
    owner.delete(f"/members/{other.id}")
    assert other.get("/auth/me").status_code == 200


def test_a_removed_members_api_keys_end_with_them(app, owner, api):
    guest = join(owner, "guest@example.org", "admin")
    key = guest.post("/api-keys", json={"name": "script", "scopes": ["manage_users"]}).get_json()["key"]
    owner.delete(f"/members/{guest.id}")
    assert api.with_token(key).get("/members").get_json()["code"] == "token_is_invalid"


def test_removing_an_invited_member_ends_their_link(owner):
    invited = invite(owner, "guest@example.org", "analyst")
    owner.delete(f"/members/{invited['id']}")
    assert activate(owner.app, invited["activation_url"]).get_json()["code"] == "activation_is_spent"


def test_members_of_another_organization_are_not_there(app, owner):
    other = register(app)
    assert [item["id"] for item in owner.get("/members").get_json()["items"]] == [owner.id]
    for method, path, body in (
        ("GET", "", None),
        ("DELETE", "", None),
        ("PATCH", "", {"is_owner": True}),
        ("PUT", "/roles", {"roles": []}),
        ("POST", "/link", None),
    ):
        assert code(owner.open(method, f"/members/{other.id}{path}", json=body)) == (404, "not_found")
    assert other.get("/auth/me").get_json()["is_owner"] is True


def test_members_come_in_pages(owner):
    for number in range(4):
        invite(owner, f"guest{number}@example.org")
    first = owner.get("/members?limit=3").get_json()
    second = owner.get(f"/members?limit=3&cursor={first['next_cursor']}").get_json()
    assert [len(first["items"]), len(second["items"]), second["next_cursor"]] == [3, 2, None]


def test_listing_members_takes_the_same_number_of_statements_for_many(api, count_queries):
    admin = api.as_admin()
    with count_queries() as few:
        admin.get("/members")
    for number in range(5):
        invite(admin, f"guest{number}@example.org", "analyst", "data_viewer")
    with count_queries() as many:
        admin.get("/members")
    assert len(many) == len(few)


def test_an_absent_member_is_not_found(owner):
    assert code(owner.get(f"/members/{new_id()}")) == (404, "not_found")
    assert code(owner.get("/members/not-a-uuid")) == (400, "malformed_id")


def test_the_members_table_is_brought_back_in_step_when_a_token_is_issued(app, owner):
    guest = join(owner, "guest@example.org", "analyst")
    with transaction(tenant_of(owner)):
        session.get_one(Member, guest.id).email = "stale@example.org"
    sign_in(app, "guest@example.org")
    assert owner.get(f"/members/{guest.id}").get_json()["email"] == "guest@example.org"


def test_the_trail_tells_who_did_what_to_whom(owner):
    guest = join(owner, "guest@example.org", "analyst")
    owner.put(f"/members/{guest.id}/roles", json={"roles": ["data_viewer"]})
    owner.delete(f"/members/{guest.id}")
    told = [(row["event"], row["user_id"]) for row in trail(owner, resource_id=guest.id, resource_type="user")]
    assert [event for event, _ in told if event != "user.viewed"] == [
        "member.invited",
        "member.joined",
        "member.roles_changed",
        "member.removed",
    ]
    assert {who for event, who in told if event != "member.joined"} == {owner.id}
    [changed] = trail(owner, event="member.roles_changed")
    assert changed["changes"] == {"before": {"roles": ["analyst"]}, "after": {"roles": ["data_viewer"]}}


def test_what_a_removed_member_did_stays_told_without_their_id(owner):
    guest = join(owner, "guest@example.org", "admin")
    invite(guest, "friend@example.org")
    owner.delete(f"/members/{guest.id}")
    [row, *_] = [
        row for row in trail(owner, event="member.invited") if row["changes"]["after"]["email"] == "friend@example.org"
    ]
    assert row["user_id"] is None


def test_the_password_of_somebody_invited_is_not_their_link(app, owner):
    invite(owner, "guest@example.org", "analyst")
    assert log_in(app, "guest@example.org", PASSWORD).get_json()["code"] == "wrong_credentials"
