"""Registering makes a person, an organization and its schema in one call (U01, U04, U05)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from surveyapp.accounts import service
from surveyapp.permissions import PERMISSIONS
from surveyapp.transaction import transaction
from tenants.db import session
from tenants.models import Member
from tests.factories.accounts import activate, invite, log_in, register, registration, tenant_of, trail, user


def post(api, document):
    return api.anonymous().post("/auth/register", json=document)


def test_whoever_registers_is_signed_in_as_owner_with_the_role_admin(owner):
    me = owner.get("/auth/me").get_json()
    assert me["is_owner"] is True
    assert me["roles"] == ["admin"]
    assert me["permissions"] == sorted(PERMISSIONS)


def test_the_new_organization_is_active_and_knows_its_owner(owner):
    assert owner.get("/organization").get_json()["state"] == "active"
    with transaction(tenant_of(owner), read_only=True):
        member = session.query(Member).one()
    assert (str(member.user_id), member.email, member.is_owner) == (owner.id, owner.tokens["user"]["email"], True)


def test_an_organization_without_a_slug_gets_one_from_its_name(app, worker):
    person = register(app, organization={"name": "Müller & Söhne"})
    assert person.tokens["organization"]["slug"] == "muller-sohne"


def test_two_organizations_of_one_name_get_different_slugs(app, worker):
    first = register(app, organization={"name": "Twin"})
    second = register(app, organization={"name": "Twin"})
    assert first.tokens["organization"]["slug"] != second.tokens["organization"]["slug"]


def test_the_address_is_kept_in_lower_case(app, worker):
    register(app, email="Grace.Hopper@Example.ORG")
    assert log_in(app, "grace.hopper@EXAMPLE.org").status_code == 200


def test_an_address_that_is_taken_is_refused(api, owner):
    reply = post(api, registration(email=owner.tokens["user"]["email"].upper()))
    assert (reply.status_code, reply.get_json()["code"]) == (409, "email_is_taken")


def test_a_slug_that_is_taken_is_refused_and_leaves_no_account(api, tenant_a):
    document = registration(organization={"name": "Another", "slug": tenant_a.slug})
    reply = post(api, document)
    assert (reply.status_code, reply.get_json()["code"]) == (409, "slug_is_taken")
    assert log_in(api.app, document["email"]).get_json()["code"] == "wrong_credentials"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "nobody"}, "/email"),
        ({"password": "short"}, "/password"),
        ({"organization": {"name": "   "}}, "/organization/name"),
        ({"organization": {"name": "A", "slug": "Not A Label"}}, "/organization/slug"),
        ({"role": "admin"}, "/role"),
    ],
)
def test_a_document_that_is_not_valid_is_refused_with_its_place(api, change, pointer):
    reply = post(api, registration(**change))
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.get_json()["errors"]] == [pointer]


def test_registration_can_be_closed(api, app, monkeypatch):
    monkeypatch.setitem(app.config, "SURVEYAPP", replace(app.config["SURVEYAPP"], registration_open=False))
    assert post(api, registration()).get_json()["code"] == "registration_is_closed"


def test_without_a_worker_registering_answers_202_and_says_where_to_ask(api, app, monkeypatch):
    monkeypatch.setitem(app.config, "SURVEYAPP", replace(app.config["SURVEYAPP"], registration_wait_seconds=0.1))
    document = registration()
    reply = post(api, document)
    location = reply.headers["Location"].removeprefix("/api/v1")
    assert (reply.status_code, reply.get_json()["state"]) == (202, "provisioning")
    assert api.anonymous().get(location).get_json()["state"] == "provisioning"
    assert log_in(app, document["email"]).get_json()["code"] == "organization_is_provisioning"
    service.finish_provisioning(UUID(reply.get_json()["id"]))
    assert api.anonymous().get(location).get_json()["state"] == "active"
    assert log_in(app, document["email"]).status_code == 200


def test_provisioning_twice_changes_nothing(app, owner):
    before = owner.get("/auth/me").get_json()
    service.finish_provisioning(tenant_of(owner).organization_id)
    assert owner.get("/auth/me").get_json() == before
    assert len(trail(owner, event="organization.provisioned")) == 1


def test_the_trail_begins_with_the_organization_and_the_first_session(owner):
    events = [row["event"] for row in trail(owner)]
    assert sorted(events[:2]) == ["organization.provisioned", "session.opened"]


def test_somebody_who_left_their_last_organization_may_register_again(app, owner):
    email = owner.tokens["user"]["email"]
    _leave(owner, app)
    assert log_in(app, email).get_json()["code"] == "not_a_member"
    again = register(app, email=email)
    assert again.id == owner.id


def test_registering_again_takes_the_password_that_is_known(api, app, owner):
    email = owner.tokens["user"]["email"]
    _leave(owner, app)
    reply = post(api, registration(email=email, password="another long sentence"))
    assert reply.get_json()["code"] == "email_is_taken"
    assert user(email).password != "!"


def _leave(owner, app):
    """Hand the organization over and go."""
    heir = register(app)
    link = invite(owner, heir.tokens["user"]["email"], "admin")["activation_url"]
    assert activate(app, link).status_code == 200
    assert owner.patch(f"/members/{heir.id}", json={"is_owner": True}).status_code == 200
    assert owner.delete(f"/members/{owner.id}").status_code == 204
