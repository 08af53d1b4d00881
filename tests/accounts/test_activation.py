"""One-time links: used once, and never a way into somebody else's account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from surveyapp.accounts.service import attempts
from surveyapp.transaction import shared_transaction
from tenants.db import shared_session, utc_now
from tenants.models import UserToken
from tests.factories.accounts import PASSWORD, Person, activate, invite, join, log_in, register, trail, user

NEW = "an entirely new sentence"


def code(reply):
    return reply.status_code, reply.get_json()["code"]


def test_a_link_says_what_it_is_for(app, owner):
    url = invite(owner, "guest@example.org", "analyst")["activation_url"]
    told = app.test_client().get(url).get_json()
    assert (told["purpose"], told["email"]) == ("activation", "guest@example.org")
    assert told["organization"]["id"] == owner.organization_id


def test_a_link_works_once(app, owner):
    url = invite(owner, "guest@example.org", "analyst")["activation_url"]
    assert activate(app, url).status_code == 200
    assert code(activate(app, url)) == (410, "activation_is_spent")
    assert app.test_client().get(url).status_code == 410


def test_a_link_expires(app, owner):
    url = invite(owner, "guest@example.org", "analyst")["activation_url"]
    with shared_transaction():
        shared_session.execute(update(UserToken).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert code(activate(app, url)) == (410, "activation_is_spent")


@pytest.mark.parametrize("token", ["x", "a.b", "\u00e9", "0" * 200])
def test_a_link_that_nobody_gave_is_spent(app, token):
    assert code(activate(app, f"http://localhost/{token}")) == (410, "activation_is_spent")


def test_a_newer_link_replaces_the_older_one(app, owner):
    invited = invite(owner, "guest@example.org", "analyst")
    newer = owner.post(f"/members/{invited['id']}/link").get_json()
    assert newer["purpose"] == "activation"
    assert code(activate(app, invited["activation_url"])) == (410, "activation_is_spent")
    assert activate(app, newer["url"]).status_code == 200


def test_the_stored_token_is_only_a_hash(app, owner):
    url = invite(owner, "guest@example.org", "analyst")["activation_url"]
    with shared_transaction(read_only=True):
        [stored] = shared_session.query(UserToken).all()
    assert url.rpartition("/")[2] not in str(vars(stored))


def test_a_password_chosen_at_activation_must_be_long(app, owner):
    url = invite(owner, "guest@example.org", "analyst")["activation_url"]
    assert activate(app, url, "short").status_code == 422
    assert activate(app, url).status_code == 200


def test_somebody_with_an_account_joins_with_the_password_they_have(app, owner):
    other = register(app)
    url = invite(owner, other.tokens["user"]["email"], "analyst")["activation_url"]
    joined = Person(app, activate(app, url, PASSWORD))
    assert (joined.id, joined.organization_id) == (other.id, owner.organization_id)


def test_a_link_never_sets_the_password_of_an_account_that_has_one(app, owner):
    other = register(app)
    email = other.tokens["user"]["email"]
    url = invite(owner, email, "analyst")["activation_url"]
    assert code(activate(app, url, NEW)) == (401, "wrong_credentials")
    assert log_in(app, email, NEW).status_code == 401
    assert activate(app, url, PASSWORD).status_code == 200


def test_guessing_through_a_link_locks_the_account_like_any_guessing(app, owner):
    other = register(app)
    url = invite(owner, other.tokens["user"]["email"], "analyst")["activation_url"]
    for _ in range(attempts.LIMIT):
        activate(app, url, NEW)
    assert code(activate(app, url, PASSWORD)) == (429, "account_is_locked")


def test_whoever_took_an_address_first_gets_nothing_from_its_invitation(app, owner):
    squatter = register(app, email="victim@example.org")
    invite(owner, "victim@example.org", "admin")
    reply = squatter.post("/auth/switch-organization", json={"organization_id": owner.organization_id})
    assert reply.status_code == 404


def test_a_forgotten_password_is_replaced_by_a_link_and_old_sessions_end(app, owner):
    guest = join(owner, "guest@example.org", "analyst")
    link = owner.post(f"/members/{guest.id}/link").get_json()
    assert link["purpose"] == "reset"
    renewed = Person(app, activate(app, link["url"], NEW))
    assert renewed.id == guest.id
    assert guest.get("/auth/me").status_code == 401
    assert log_in(app, "guest@example.org", PASSWORD).status_code == 401
    assert log_in(app, "guest@example.org", NEW).status_code == 200


def test_no_organization_replaces_a_password_that_others_rely_on(app, owner):
    other = register(app)
    guest = join(owner, "guest@example.org", "analyst")
    join(other, "guest@example.org", "analyst")
    assert code(owner.post(f"/members/{guest.id}/link")) == (409, "password_is_shared")


def test_a_link_given_before_somebody_joined_elsewhere_no_longer_replaces_the_password(app, owner):
    guest = join(owner, "guest@example.org", "analyst")
    link = owner.post(f"/members/{guest.id}/link").get_json()
    join(register(app), "guest@example.org", "analyst")
    assert code(activate(app, link["url"], NEW)) == (410, "activation_is_spent")
    assert log_in(app, "guest@example.org", PASSWORD).status_code == 200


def test_an_invited_address_may_register_before_using_its_link(app, owner):
    url = invite(owner, "guest@example.org", "analyst")["activation_url"]
    registered = register(app, email="guest@example.org")
    joined = Person(app, activate(app, url, PASSWORD))
    assert joined.id == registered.id == str(user("guest@example.org").id)


def test_the_trail_tells_that_somebody_joined_and_that_a_password_was_reset(app, owner):
    guest = join(owner, "guest@example.org", "analyst")
    activate(app, owner.post(f"/members/{guest.id}/link").get_json()["url"], NEW)
    told = [(row["event"], row["resource_id"]) for row in trail(owner, user_id=guest.id, resource_type="user")]
    assert told == [("member.joined", guest.id), ("user.password_reset", guest.id)]
