"""Statements handed straight to the driver: the same wall, errors and transaction as through a session."""

from __future__ import annotations

import pytest
from sqlalchemy import exc, text

from tenants import db, direct
from tenants.columns import new_id


def test_a_row_comes_by_its_columns_names(tenant_a):
    with db.tenant_unit(tenant_a):
        row = direct.one_or_none("SELECT CAST(%(n)s AS integer) AS n, 'x' AS letter", {"n": 3})
    assert (row.n, row.letter) == (3, "x")


def test_no_row_is_none(tenant_a):
    with db.tenant_unit(tenant_a):
        assert direct.one_or_none("SELECT 1 AS n WHERE %(never)s", {"never": False}) is None


def test_it_runs_in_the_units_own_transaction_as_the_tenants_role(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        asked = "SELECT CAST(current_user AS text) AS role, pg_current_xact_id() AS transaction"
        row = direct.one_or_none(asked, {})
        assert row.role == tenant_a.role
        assert row.transaction == session.execute(text("SELECT pg_current_xact_id()")).scalar_one()


def test_without_a_unit_there_is_no_connection():
    with pytest.raises(db.NoTenant):
        direct.one_or_none("SELECT 1", {})


def test_a_second_statement_in_the_message_is_refused(tenant_a):
    with db.tenant_unit(tenant_a), pytest.raises(exc.ProgrammingError, match="multiple commands"):
        direct.execute("SELECT 1; RESET ROLE", {})


def test_a_refusal_has_its_sqlstate_and_none_of_the_values(tenant_a):
    canary = "-".join(("can", "ary"))
    insertion = "INSERT INTO members (user_id, first_name) VALUES (%(id)s, %(name)s)"
    with db.tenant_unit(tenant_a), pytest.raises(exc.IntegrityError) as refusal:
        direct.execute(insertion, {"id": new_id(), "name": canary})
    assert refusal.value.orig.sqlstate == "23502"
    assert refusal.value.params is None


def test_a_connection_that_died_is_told_as_lost_and_not_given_back(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        backend = direct.one_or_none("SELECT pg_backend_pid() AS pid", {}).pid
        session.connection().connection.driver_connection.pgconn.finish()
        with pytest.raises(exc.OperationalError) as failure:
            direct.one_or_none("SELECT 1", {})
    assert failure.value.connection_invalidated
    with db.tenant_unit(tenant_a):
        assert direct.one_or_none("SELECT pg_backend_pid() AS pid", {}).pid != backend


def test_each_tenant_has_a_prepared_statement_of_its_own(tenant_a, tenant_b):
    """PostgreSQL would plan a shared one anew whenever the search_path is another."""
    asked = "SELECT count(*) AS members FROM members WHERE user_id <> %(id)s"
    for tenant in (tenant_a, tenant_b) * 8:
        with db.tenant_unit(tenant):
            direct.one_or_none(asked, {"id": new_id()})
    with db.tenant_unit(tenant_a) as session:
        prepared = "SELECT custom_plans + generic_plans FROM pg_prepared_statements WHERE statement LIKE :text"
        runs = session.scalars(text(prepared), {"text": "SELECT count(*) AS members%"}).all()
    assert len(runs) == 2 and all(run >= 2 for run in runs)


def test_a_refused_request_leaves_the_connections_statements_prepared(tenant_a):
    asked = "SELECT count(*) AS kept FROM members WHERE user_id <> %(id)s"
    for _ in range(8):
        with db.tenant_unit(tenant_a):
            direct.one_or_none(asked, {"id": new_id()})
    with pytest.raises(exc.DBAPIError), db.tenant_unit(tenant_a):
        direct.execute("SELECT 1 / CAST(%(n)s AS integer)", {"n": 0})
    with db.tenant_unit(tenant_a) as session:
        counted = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT count(*) AS kept%'")
        assert session.scalar(counted) == 1
