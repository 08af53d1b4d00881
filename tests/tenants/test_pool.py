"""A backend remembers every tenant it touched: connections retire by distinct tenants, at check-in."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tenants import db


@pytest.fixture
def three(installation):
    """Three tenants, and a pool of one connection that may serve two of them."""
    made = [installation.make() for _ in range(3)]
    db.configure(installation.main.app_url, pool_size=1, max_overflow=0, tenants_per_connection=2)
    return made


def backend(tenant) -> int:
    with db.tenant_unit(tenant):
        return db.session.scalar(select(func.pg_backend_pid()))


def test_a_connection_is_replaced_after_as_many_distinct_tenants_as_allowed(three):
    first, second, third = three
    pids = [backend(first), backend(second), backend(third)]
    assert pids[0] == pids[1] != pids[2]


def test_the_same_tenant_again_and_again_keeps_its_connection(three):
    assert len({backend(three[0]) for _ in range(5)}) == 1


def test_a_connection_is_replaced_by_age(installation):
    tenant = installation.make()
    db.configure(installation.main.app_url, pool_size=1, max_overflow=0, recycle_seconds=0)
    assert backend(tenant) != backend(tenant)


def test_shared_and_tenants_work_have_pools_of_their_own(installation):
    """With one pool of one connection, a shared unit inside a tenant's would wait for itself."""
    tenant = installation.make()
    db.configure(installation.main.app_url, pool_size=1, max_overflow=0, shared_pool_size=1, pool_timeout=1)
    with db.tenant_unit(tenant), db.shared_unit():
        db.session.execute(select(1))
        assert db.shared_session.scalar(select(func.current_user())) == "surveyapp_shared"
