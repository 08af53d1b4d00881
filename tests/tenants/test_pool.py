"""A backend remembers every tenant it met: connections know whom, and retire by distinct tenants, at check-in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
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


@pytest.fixture
def met(installation):
    """A pool of two connections, the first of which has met the first tenant, the second the second: their backends."""
    first, second = installation.make(), installation.make()
    db.configure(installation.main.app_url, pool_size=2, max_overflow=0)
    with db.tenant_unit(first):
        one = db.session.scalar(select(func.pg_backend_pid()))
        with ThreadPoolExecutor(1) as another:
            two = another.submit(backend, second).result()
    return {first: one, second: two}


def test_a_tenant_is_given_the_connection_that_has_met_it(met):
    assert [{backend(tenant) for _ in range(3)} for tenant in met] == [{pid} for pid in met.values()]


def test_a_tenant_takes_any_connection_that_is_free_before_it_waits(met):
    first, second = met
    with db.tenant_unit(first):
        db.session.execute(select(1))
        with ThreadPoolExecutor(1) as another:
            assert another.submit(backend, first).result() == met[second]


def test_a_new_tenant_is_met_by_the_connection_that_has_met_fewest(met, installation):
    first, second = met
    with db.tenant_unit(first):
        db.session.execute(select(1))
        with ThreadPoolExecutor(1) as another:
            another.submit(backend, first).result()
    assert backend(installation.make()) == met[first]


def test_whoever_passes_through_has_connections_of_their_own_which_are_closed_afterwards(met, installation):
    with db.passing_through():
        passing = {backend(tenant) for tenant in met}
    assert len(passing) == 1 and not passing & set(met.values())
    with psycopg.connect(installation.main.owner_url) as owner:
        living = owner.execute("SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s)", [list(passing)]).fetchall()
    assert living == []
    assert [backend(tenant) for tenant in met] == list(met.values())


def test_a_connection_keeps_a_statement_prepared_for_each_tenant_that_it_may_meet(installation):
    tenant = installation.make()
    db.configure(installation.main.app_url, tenants_per_connection=3000)
    with db.tenant_unit(tenant):
        assert db.session.connection().connection.driver_connection.prepared_max == 3000
