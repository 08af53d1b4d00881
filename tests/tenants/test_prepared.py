"""Prepared statements outlive a transaction: on one connection they must follow the tenant, not the first caller."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import func, select, text

from tenants import db, ddl
from tenants.columns import Model
from tenants.models import Member

REPEATS = 8  # psycopg prepares at the sixth execution, PostgreSQL considers a generic plan from the sixth on

ddl.load_models()
TABLES = sorted(Model.metadata.tables)


def read(tenant, statement) -> tuple[int, list]:
    """(backend pid, rows of the last of eight executions), committed so that the statements stay prepared."""
    with db.tenant_unit(tenant, read_only=True):
        pid = db.session.scalar(select(func.pg_backend_pid()))
        for _ in range(REPEATS):
            rows = db.session.execute(statement).all()
        db.session.commit()
    return pid, rows


def test_a_prepared_select_follows_the_tenant_on_one_connection(tenant_a, tenant_b):
    statement = select(Member.email).order_by(Member.email)
    first, of_a = read(tenant_a, statement)
    second, of_b = read(tenant_b, statement)
    third, again = read(tenant_a, statement)
    assert first == second == third
    assert of_a == again
    assert {email.partition("@")[2] for (email,) in of_a} == {"alpha.example"}
    assert {email.partition("@")[2] for (email,) in of_b} == {"beta.example"}


def test_the_statement_really_was_prepared(tenant_a):
    read(tenant_a, select(Member.email).where(Member.email == "prepared?"))
    with db.tenant_unit(tenant_a):
        texts = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("members.email = $1" in each for each in texts)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_read_eight_times_in_one_tenant_and_then_in_the_other(table, tenant_a, tenant_b):
    statement = select(Model.metadata.tables[table])
    first, _ = read(tenant_a, statement)
    second, _ = read(tenant_b, statement)
    assert first == second


def test_prepared_writes_follow_the_tenant(tenant_a, tenant_b):
    for tenant in (tenant_a, tenant_b):
        with db.tenant_unit(tenant):
            for number in range(REPEATS):
                db.session.execute(
                    text("UPDATE members SET last_name = :name WHERE email LIKE :pattern"),
                    {"name": f"{tenant.slug} {number}", "pattern": "%"},
                )
            db.session.commit()
    with db.tenant_unit(tenant_a):
        assert set(db.session.scalars(select(Member.last_name))) == {f"alpha {REPEATS - 1}"}


def test_a_statement_cache_survives_a_table_that_gains_a_column(tenant_a, database):
    """Explicit column lists: `SELECT *` would break here with "cached plan must not change result type"."""
    statement = select(Member.user_id, Member.email)
    read(tenant_a, statement)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(f"ALTER TABLE {tenant_a.schema}.members ADD COLUMN later text")
        try:
            _, rows = read(tenant_a, statement)
        finally:
            owner.execute(f"ALTER TABLE {tenant_a.schema}.members DROP COLUMN later")
    assert rows
