"""From a session or a public key to a tenant; every reason why not."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from tenants import db, resolve
from tenants.columns import new_id, utc_now
from tenants.models import Organization, OrganizationMembership, User, UserSession


@pytest.fixture
def admin_id(tenant_a) -> UUID:
    with db.shared_unit(read_only=True):
        return db.shared_session.scalar(select(User.id).where(User.email == "admin@alpha.example"))


@pytest.fixture
def session_id(tenant_a, admin_id) -> UUID:
    """An open session of alpha's admin."""
    with db.shared_unit():
        opened = UserSession(
            id=new_id(),
            user_id=admin_id,
            organization_id=tenant_a.organization_id,
            expires_at=utc_now() + timedelta(hours=1),
            refresh_hash="x" * 64,
        )
        db.shared_session.add(opened)
        db.shared_session.commit()
    return opened.id


def identity(session_id, tenant):
    with db.shared_unit():
        found = resolve.by_session(session_id, tenant.organization_id)
        db.shared_session.commit()
    return found


def change(statement) -> None:
    with db.shared_unit():
        db.shared_session.execute(statement)
        db.shared_session.commit()


def test_an_open_session_is_who_it_is(session_id, admin_id, tenant_a):
    found = identity(session_id, tenant_a)
    assert (found.reason, found.user_id, found.email, found.is_owner) == (None, admin_id, "admin@alpha.example", True)
    assert found.tenant == tenant_a


def test_an_unknown_session_is_nobody(tenant_a):
    assert identity(uuid4(), tenant_a) is None


def test_it_takes_one_statement(session_id, tenant_a, count_queries):
    with count_queries() as statements:
        identity(session_id, tenant_a)
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_active": False}, "session_ended"),
        ({"expires_at": utc_now() - timedelta(seconds=1)}, "session_ended"),
    ],
)
def test_an_ended_session_says_so(session_id, tenant_a, changed, reason):
    change(update(UserSession).where(UserSession.id == session_id).values(**changed))
    assert identity(session_id, tenant_a).reason == reason


def test_a_session_is_of_one_organization_only(session_id, tenant_b):
    assert identity(session_id, tenant_b).reason == "session_ended"


def test_a_user_who_was_switched_off_says_so(session_id, admin_id, tenant_a):
    change(update(User).where(User.id == admin_id).values(is_active=False))
    assert identity(session_id, tenant_a).reason == "user_inactive"


def test_a_membership_that_ended_says_so(session_id, admin_id, tenant_a):
    change(delete(OrganizationMembership).where(OrganizationMembership.user_id == admin_id))
    assert identity(session_id, tenant_a).reason == "not_a_member"


@pytest.mark.parametrize("state", ["provisioning", "suspended", "destroying"])
def test_an_organization_that_is_not_active_says_so(session_id, tenant_a, state):
    change(update(Organization).where(Organization.id == tenant_a.organization_id).values(state=state))
    assert identity(session_id, tenant_a).reason == f"organization_{state}"


def test_last_activity_moves_at_most_once_a_minute(session_id, tenant_a):
    fresh, stale = utc_now() - timedelta(seconds=30), utc_now() - timedelta(seconds=90)
    for moment, moves in ((fresh, False), (stale, True)):
        change(update(UserSession).where(UserSession.id == session_id).values(last_activity=moment))
        identity(session_id, tenant_a)
        with db.shared_unit(read_only=True):
            seen = db.shared_session.scalar(select(UserSession.last_activity).where(UserSession.id == session_id))
        assert (seen > moment) is moves


def test_a_public_key_finds_its_tenant(tenant_a):
    with db.shared_unit(read_only=True):
        assert resolve.by_public_key(tenant_a.public_key) == tenant_a


@pytest.mark.parametrize("key", ["", "nobody", "x" * 33, "'; --", "\u00e9"])
def test_an_unknown_public_key_finds_nobody(app, key):
    with db.shared_unit(read_only=True):
        assert resolve.by_public_key(key) is None


def test_a_public_key_asked_again_costs_no_query(tenant_a, count_queries):
    with db.shared_unit(read_only=True):
        resolve.by_public_key(tenant_a.public_key)
    with count_queries() as statements:
        assert resolve.cached(tenant_a.public_key) == (tenant_a,)
        assert resolve.by_public_key(tenant_a.public_key) == tenant_a
    assert statements == []


def test_a_miss_is_remembered_too(app):
    with db.shared_unit(read_only=True):
        resolve.by_public_key("nobody")
    assert resolve.cached("nobody") == (None,)


def test_what_is_remembered_is_forgotten_after_seconds(tenant_a, monkeypatch):
    monkeypatch.setattr(resolve, "CACHE_SECONDS", -1.0)
    with db.shared_unit(read_only=True):
        resolve.by_public_key(tenant_a.public_key)
    assert resolve.cached(tenant_a.public_key) is None


def known(*tenants, asked_for: float) -> None:
    """Looked at once, and asked for last so many seconds ago; by now they have to be looked at again."""
    for tenant in tenants:
        resolve._cache[tenant.public_key] = resolve.Known(tenant, 0.0, time.monotonic() - asked_for)


def look(tenant, count_queries) -> int:
    with count_queries() as statements, db.shared_unit(read_only=True):
        resolve.by_public_key(tenant.public_key)
    return len(statements)


def test_one_look_serves_all_that_were_asked_for_lately(tenant_a, tenant_b, count_queries):
    known(tenant_a, tenant_b, asked_for=1)
    assert look(tenant_a, count_queries) == 1
    assert resolve.cached(tenant_a.public_key) == (tenant_a,)
    assert resolve.cached(tenant_b.public_key) == (tenant_b,)


def test_what_nobody_has_asked_for_lately_is_not_looked_at_again(tenant_a, tenant_b, count_queries):
    known(tenant_a, tenant_b, asked_for=1000)
    look(tenant_a, count_queries)
    assert resolve.cached(tenant_b.public_key) is None


def test_what_names_nobody_is_not_looked_at_with_others(tenant_a, count_queries):
    resolve._cache["nobody"] = resolve.Known(None, 0.0, time.monotonic())
    look(tenant_a, count_queries)
    assert resolve.cached("nobody") is None


def test_a_look_for_another_sees_that_an_organization_was_suspended(tenant_a, tenant_b, count_queries):
    known(tenant_a, tenant_b, asked_for=1)
    change(update(Organization).where(Organization.id == tenant_b.organization_id).values(state="suspended"))
    look(tenant_a, count_queries)
    assert [found.state for found in resolve.cached(tenant_b.public_key)] == ["suspended"]


def test_the_cache_is_bounded(app, monkeypatch):
    monkeypatch.setattr(resolve, "CACHE_SIZE", 3)
    with db.shared_unit(read_only=True):
        for number in range(6):
            resolve.by_public_key(f"nobody{number}")
    assert [resolve.cached(f"nobody{number}") is not None for number in range(6)] == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("token", "parts"),
    [("a.b", ("a", "b")), ("a.b.c", ("a", "b.c")), ("", ("", "")), ("a", ("", "")), (".b", ("", "")), ("a.", ("", ""))],
)
def test_a_token_is_split_at_its_first_dot(token, parts):
    assert resolve.split(token) == parts
