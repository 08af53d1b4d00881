"""Sessions: refreshed once per token, ended everywhere at once, moved between organizations (U15, U16)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from sqlalchemy import select, update

from surveyapp.transaction import shared_transaction
from tenants.db import new_id, shared_session, utc_now
from tenants.models import OrganizationMembership, UserSession
from tests.api import Caller
from tests.factories.accounts import Person, join, log_in, register, shared_trail, sign_in, trail


def test_an_access_token_names_user_session_and_organization(app, owner):
    with app.app_context():
        claims = decode_token(owner.tokens["access_token"])
    assert (claims["sub"], claims["session_id"], claims["org"]) == (owner.id, owner.session_id, owner.organization_id)
    assert claims["exp"] - claims["iat"] == owner.tokens["expires_in"]


def test_refreshing_brings_a_new_pair_for_the_same_session(app, owner):
    renewed = Person(app, owner.refresh())
    assert renewed.session_id == owner.session_id
    assert renewed.tokens["refresh_token"] != owner.tokens["refresh_token"]
    assert renewed.get("/auth/me").status_code == 200


def test_a_refresh_token_that_comes_back_ends_the_session_for_everybody(app, owner):
    renewed = Person(app, owner.refresh())
    stolen = owner.refresh()
    assert (stolen.status_code, stolen.get_json()["code"]) == (401, "refresh_token_was_reused")
    assert renewed.get("/auth/me").get_json()["code"] == "session_has_ended"
    assert renewed.refresh().get_json()["code"] == "session_has_ended"


def test_the_reuse_of_a_refresh_token_is_told(owner):
    owner.refresh()
    owner.refresh()
    [row] = shared_trail("session.refresh_reused")
    assert (str(row.resource_id), str(row.organization_id)) == (owner.session_id, owner.organization_id)


def test_of_two_refreshes_at_the_same_moment_at_most_one_succeeds(owner):
    with ThreadPoolExecutor(4) as threads:
        codes = [reply.status_code for reply in threads.map(lambda _: owner.refresh(), range(4))]
    assert codes.count(200) <= 1
    assert owner.refresh().status_code == 401


def test_an_access_token_cannot_refresh_and_a_refresh_token_cannot_act(app, owner):
    as_refresh = Caller(app).post("/auth/refresh", json={"refresh_token": owner.tokens["access_token"]})
    assert as_refresh.get_json()["code"] == "token_is_invalid"
    as_access = Caller(app, owner.tokens["refresh_token"]).get("/auth/me")
    assert as_access.get_json()["code"] == "token_is_invalid"


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "..", "a.b", "ey.ey.ey", "a.sk_b", ".sk_", "\u00e9.\u00e9.\u00e9", "x" * 3000]
)
def test_a_token_that_is_none_is_refused(app, token):
    reply = Caller(app, token.encode("utf-8").decode("latin-1")).get("/auth/me")
    assert (reply.status_code, reply.get_json()["code"]) == (401, "token_is_invalid")


def test_a_token_signed_with_another_key_is_refused(app, owner):
    head, body, _ = owner.tokens["access_token"].split(".")
    forged = Caller(app, f"{head}.{body}.{'A' * 43}")
    assert forged.get("/auth/me").get_json()["code"] == "token_is_invalid"


def test_an_expired_access_token_says_so(app, owner):
    claims = {"session_id": owner.session_id, "org": owner.organization_id}
    with app.app_context():
        token = create_access_token(owner.id, expires_delta=timedelta(seconds=-1), additional_claims=claims)
    assert Caller(app, token).get("/auth/me").get_json()["code"] == "token_is_expired"


def test_a_signed_token_with_another_users_id_is_refused(app, owner, api, tenant_a):
    claims = {"session_id": owner.session_id, "org": owner.organization_id}
    with app.app_context():
        token = create_access_token(str(new_id()), additional_claims=claims)
    assert Caller(app, token).get("/auth/me").get_json()["code"] == "session_has_ended"


def test_a_signed_token_for_an_organization_the_session_is_not_in_is_refused(app, owner, tenant_a):
    claims = {"session_id": owner.session_id, "org": str(tenant_a.organization_id)}
    with app.app_context():
        token = create_access_token(owner.id, additional_claims=claims)
    assert Caller(app, token).get("/auth/me").get_json()["code"] == "session_has_ended"


def test_a_signed_token_with_malformed_claims_is_refused(app, owner):
    with app.app_context():
        token = create_refresh_token(owner.id, additional_claims={"session_id": 7, "org": None})
    reply = Caller(app).post("/auth/refresh", json={"refresh_token": token})
    assert reply.get_json()["code"] == "token_is_invalid"


def test_logging_out_kills_every_token_of_the_session_at_once(app, owner):
    renewed = Person(app, owner.refresh())
    assert renewed.post("/auth/logout").status_code == 204
    for person in (owner, renewed):
        assert person.get("/auth/me").get_json()["code"] == "session_has_ended"
    assert renewed.refresh().get_json()["code"] == "session_has_ended"


def test_logging_out_leaves_other_sessions_alone(app, owner):
    elsewhere = sign_in(app, owner.tokens["user"]["email"])
    owner.post("/auth/logout")
    assert elsewhere.get("/auth/me").status_code == 200


def test_logging_out_keeps_when_it_was(owner):
    owner.post("/auth/logout")
    with shared_transaction(read_only=True):
        row = shared_session.get_one(UserSession, owner.session_id)
    assert row.is_active is False
    assert row.logged_out_at is not None


def test_sessions_are_listed_with_where_they_came_from(app, owner):
    sign_in(app, owner.tokens["user"]["email"])
    sessions = owner.get("/auth/sessions").get_json()["items"]
    assert [item["is_current"] for item in sessions].count(True) == 1
    assert {item["ip_address"] for item in sessions} == {"127.0.0.1"}
    assert all(item["user_agent"].startswith("Werkzeug") for item in sessions)


def test_one_of_my_sessions_can_be_ended_from_another(app, owner):
    lost = sign_in(app, owner.tokens["user"]["email"])
    assert owner.delete(f"/auth/sessions/{lost.session_id}").status_code == 204
    assert lost.get("/auth/me").status_code == 401
    assert len(owner.get("/auth/sessions").get_json()["items"]) == 1


def test_all_my_other_sessions_can_be_ended(app, owner):
    others = [sign_in(app, owner.tokens["user"]["email"]) for _ in range(2)]
    assert owner.delete("/auth/sessions").status_code == 204
    assert [other.get("/auth/me").status_code for other in others] == [401, 401]
    assert owner.get("/auth/me").status_code == 200


def test_somebody_elses_session_is_not_there(app, owner):
    other = register(app)
    assert owner.delete(f"/auth/sessions/{other.session_id}").status_code == 404
    assert other.get("/auth/me").status_code == 200


def test_a_session_past_its_end_is_over(owner):
    with shared_transaction():
        over = update(UserSession).where(UserSession.id == owner.session_id)
        shared_session.execute(over.values(expires_at=utc_now() - timedelta(seconds=1)))
    assert owner.get("/auth/me").get_json()["code"] == "session_has_ended"
    assert owner.refresh().get_json()["code"] == "session_has_ended"


def test_a_membership_that_is_gone_ends_the_session_even_before_anybody_says_so(owner):
    with shared_transaction():
        gone = shared_session.scalars(select(OrganizationMembership).filter_by(user_id=owner.id)).one()
        shared_session.delete(gone)
    assert owner.get("/auth/me").get_json()["code"] == "session_has_ended"
    assert owner.refresh().get_json()["code"] == "session_has_ended"


def test_switching_moves_the_session_and_the_old_tokens_fail(app, owner):
    guest = join(register(app), "guest@example.org", "analyst")
    owner_here = join(owner, "guest@example.org", "data_viewer")
    assert {item["organization"]["id"] for item in guest.get("/organizations").get_json()["items"]} == {
        guest.organization_id,
        owner.organization_id,
    }
    moved = Person(app, guest.post("/auth/switch-organization", json={"organization_id": owner.organization_id}))
    assert moved.session_id == guest.session_id
    assert moved.get("/auth/me").get_json()["roles"] == ["data_viewer"]
    assert guest.get("/auth/me").get_json()["code"] == "session_has_ended"
    assert owner_here.get("/auth/me").get_json()["organization"]["id"] == owner.organization_id


def test_an_old_refresh_token_after_a_switch_is_a_reused_one(app, owner):
    other = register(app)
    guest = join(other, "guest@example.org", "analyst")
    join(owner, "guest@example.org", "analyst")
    Person(app, guest.post("/auth/switch-organization", json={"organization_id": owner.organization_id}))
    assert guest.refresh().get_json()["code"] == "refresh_token_was_reused"


@pytest.mark.parametrize("which", ["foreign", "absent"])
def test_switching_to_an_organization_that_is_not_mine_finds_nothing(owner, tenant_a, which):
    organization_id = tenant_a.organization_id if which == "foreign" else new_id()
    reply = owner.post("/auth/switch-organization", json={"organization_id": str(organization_id)})
    assert (reply.status_code, reply.get_json()["code"]) == (404, "not_found")


def test_both_organizations_see_a_switch_in_their_trails(app, owner):
    other = register(app)
    guest = join(other, "guest@example.org", "analyst")
    join(owner, "guest@example.org", "analyst")
    guest.post("/auth/switch-organization", json={"organization_id": owner.organization_id})
    assert [row["resource_id"] for row in trail(other, event="session.left")] == [guest.session_id]
    assert guest.session_id in [row["resource_id"] for row in trail(owner, event="session.opened")]


def test_signing_in_leads_to_the_organization_asked_for_or_the_last_one(app, owner):
    other = register(app)
    join(other, "guest@example.org", "analyst")
    join(owner, "guest@example.org", "analyst")
    asked = sign_in(app, "guest@example.org", organization=other.tokens["organization"]["slug"])
    assert asked.organization_id == other.organization_id
    assert sign_in(app, "guest@example.org").organization_id == other.organization_id


def test_signing_in_to_an_organization_that_is_not_mine_is_refused(app, owner, tenant_a):
    reply = log_in(app, owner.tokens["user"]["email"], organization=tenant_a.slug)
    assert (reply.status_code, reply.get_json()["code"]) == (403, "not_a_member")


def test_a_request_costs_one_statement_for_the_session_and_one_for_the_permissions(api, count_queries):
    viewer = api.as_data_viewer()
    with count_queries() as statements:
        assert viewer.get("/permissions").status_code == 200
    told = ["user_sessions" if "user_sessions" in statement else "user_roles" for statement in statements[:2]]
    assert told == ["user_sessions", "user_roles"]
    assert len(statements) == 3


def test_renaming_myself_is_seen_by_my_organization(owner):
    assert owner.patch("/auth/me", json={"first_name": "Augusta"}).get_json()["user"]["first_name"] == "Augusta"
    assert owner.get(f"/members/{owner.id}").get_json()["first_name"] == "Augusta"
