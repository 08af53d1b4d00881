"""Signing in: the same answer whoever asks, lockout in the database, hashes that keep up (U01, U02)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import update

from surveyapp.accounts.models import LoginAttempt
from surveyapp.accounts.service import attempts, passwords
from surveyapp.transaction import shared_transaction
from tenants.db import shared_session, utc_now
from tenants.models import User
from tests.database import PASSWORD as STANDING_PASSWORD
from tests.factories.accounts import PASSWORD, log_in, shared_trail, sign_in, user


def test_the_right_password_signs_in(app, owner):
    person = sign_in(app, owner.tokens["user"]["email"])
    assert person.get("/auth/me").status_code == 200


def test_a_wrong_password_is_refused(app, owner):
    reply = log_in(app, owner.tokens["user"]["email"], "not the password")
    assert (reply.status_code, reply.get_json()["code"]) == (401, "wrong_credentials")


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(app, owner):
    known = log_in(app, owner.tokens["user"]["email"], "not the password").get_json()
    unknown = log_in(app, "nobody@example.org", "not the password").get_json()
    for told in (known, unknown):
        told.pop("request_id")
    assert known == unknown


def test_an_unknown_address_costs_one_verification_like_any_other(app, owner, monkeypatch):
    checked = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, stored, given: checked.append(stored) or verify(self, stored, given)
    )
    log_in(app, "nobody@example.org", "not the password")
    log_in(app, owner.tokens["user"]["email"], "not the password")
    assert [stored.split("$")[1:4] for stored in checked] == [passwords.hashed("x").split("$")[1:4]] * 2


def test_an_account_that_was_only_invited_cannot_sign_in(app, api):
    api.as_admin().post("/members", json={"email": "new@example.org", "roles": []})
    assert log_in(app, "new@example.org", passwords.UNUSABLE).get_json()["code"] == "wrong_credentials"


def test_an_inactive_account_cannot_sign_in_and_its_tokens_fail(app, owner):
    with shared_transaction():
        shared_session.execute(update(User).where(User.id == owner.id).values(is_active=False))
    assert log_in(app, owner.tokens["user"]["email"]).get_json()["code"] == "wrong_credentials"
    assert owner.get("/auth/me").get_json()["code"] == "session_has_ended"


@pytest.mark.parametrize("email", ["admin@alpha.example", "nobody@example.org"])
def test_after_repeated_failures_the_address_is_locked_known_or_not(app, email):
    for _ in range(attempts.LIMIT):
        assert log_in(app, email, "not the password").status_code == 401
    reply = log_in(app, email, STANDING_PASSWORD)
    assert (reply.status_code, reply.get_json()["code"]) == (429, "account_is_locked")
    assert 0 < int(reply.headers["Retry-After"]) <= attempts.LOCKED_FOR.total_seconds()


def test_a_lock_ends_by_itself(app):
    for _ in range(attempts.LIMIT + 1):
        log_in(app, "admin@alpha.example", "not the password")
    _age_attempts(attempts.LOCKED_FOR + timedelta(seconds=1))
    assert log_in(app, "admin@alpha.example", STANDING_PASSWORD).status_code == 200


def test_attempts_while_locked_do_not_prolong_the_lock(app):
    for _ in range(attempts.LIMIT):
        log_in(app, "admin@alpha.example", "not the password")
    _age_attempts(attempts.LOCKED_FOR - timedelta(seconds=30))
    waits = [int(log_in(app, "admin@alpha.example", "guess").headers["Retry-After"]) for _ in range(3)]
    assert max(waits) <= 30


def test_the_right_password_forgets_the_failures(app):
    for _ in range(attempts.LIMIT - 1):
        log_in(app, "admin@alpha.example", "not the password")
    assert log_in(app, "admin@alpha.example", STANDING_PASSWORD).status_code == 200
    for _ in range(attempts.LIMIT - 1):
        assert log_in(app, "admin@alpha.example", "not the password").status_code == 401


def test_guesses_sent_at_the_same_moment_do_not_slip_past_the_lock(app):
    guesses = [f"guess {number}" for number in range(2 * attempts.LIMIT)]
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda guess: log_in(app, "admin@alpha.example", guess), guesses))
    codes = [reply.get_json()["code"] for reply in replies]
    assert codes.count("wrong_credentials") == attempts.LIMIT
    assert codes.count("account_is_locked") == attempts.LIMIT


def test_a_lock_on_one_address_leaves_others_alone(app):
    for _ in range(attempts.LIMIT + 1):
        log_in(app, "admin@alpha.example", "not the password")
    assert log_in(app, "analyst@alpha.example", STANDING_PASSWORD).status_code == 200


def test_passwords_are_stored_as_argon2id(owner):
    assert user(owner.tokens["user"]["email"]).password.startswith("$argon2id$")


def test_a_hash_of_other_parameters_is_renewed_at_sign_in(app, owner):
    email = owner.tokens["user"]["email"]
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with shared_transaction():
        shared_session.execute(update(User).where(User.email == email).values(password=weak))
    assert log_in(app, email).status_code == 200
    assert user(email).password != weak
    assert log_in(app, email).status_code == 200


def test_a_failed_sign_in_is_told_to_the_shared_trail_without_the_address(app, owner):
    log_in(app, owner.tokens["user"]["email"], "not the password")
    [row] = shared_trail("session.refused")
    assert (str(row.resource_id), row.user_id, row.changes) == (owner.id, None, None)
    assert row.request_id is not None


def test_failures_of_one_unknown_address_are_seen_to_belong_together(app):
    for email in ("x@example.org", "x@example.org", "y@example.org"):
        log_in(app, email, "not the password")
    first, second, third = (row.resource_id for row in shared_trail("session.refused"))
    assert first == second != third


def test_changing_the_password_needs_the_current_one(owner):
    reply = owner.put("/auth/password", json={"current_password": "wrong", "new_password": "a new long sentence"})
    assert reply.get_json()["code"] == "wrong_credentials"


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(app, owner):
    elsewhere = sign_in(app, owner.tokens["user"]["email"])
    changed = owner.put("/auth/password", json={"current_password": PASSWORD, "new_password": "a new long sentence"})
    assert changed.status_code == 204
    assert owner.get("/auth/me").status_code == 200
    assert elsewhere.get("/auth/me").status_code == 401
    assert log_in(app, owner.tokens["user"]["email"], PASSWORD).status_code == 401
    assert log_in(app, owner.tokens["user"]["email"], "a new long sentence").status_code == 200


def test_a_stored_hash_that_is_none_matches_nothing():
    assert not passwords.matches("not a hash", "not a hash")


def test_the_hasher_refuses_what_does_not_match():
    with pytest.raises(VerifyMismatchError):
        passwords.hasher.verify(passwords.hashed("one"), "another")


def _age_attempts(by: timedelta) -> None:
    with shared_transaction():
        shared_session.execute(update(LoginAttempt).values(last_failed_at=utc_now() - by))
