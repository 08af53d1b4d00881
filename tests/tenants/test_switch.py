"""The message below every query: what it sets, that it is gone afterwards, and that nothing works without it."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError

from tenants import context, db
from tenants.columns import new_id
from tenants.connections import ExtendedCursor, ExtendedServerCursor
from tenants.context import Tenant
from tenants.errors import NoSharedUnit, NotConfigured, NoTenant, TenantNotActive, UnitAlreadyOpen, UnknownDatabase
from tenants.models import Member, User

WHO = text("SELECT current_user, current_setting('search_path')")


def who() -> tuple[str, str]:
    return tuple(db.session.execute(WHO).one())


def stranger(**changed: object) -> Tenant:
    """A tenant that nobody provisioned."""
    given = {"organization_id": uuid4(), "public_key": "x", "slug": "x", "name": "X", "database": "main"}
    return Tenant(**{**given, "state": "active", **changed})


def test_a_unit_works_as_the_tenants_role_in_the_tenants_schema(tenant_a):
    with db.tenant_unit(tenant_a):
        assert who() == (tenant_a.role, tenant_a.schema)


def test_the_tenant_entered_is_current_until_the_unit_ends(tenant_a):
    with db.tenant_unit(tenant_a):
        assert context.current() is tenant_a
    assert context.current_or_none() is None


def test_a_second_transaction_of_the_same_unit_is_switched_again(tenant_a):
    with db.tenant_unit(tenant_a):
        who()
        db.session.commit()
        assert who() == (tenant_a.role, tenant_a.schema)


def test_a_rollback_to_a_savepoint_keeps_the_tenant(tenant_a):
    with db.tenant_unit(tenant_a):
        savepoint = db.session.begin_nested()
        savepoint.rollback()
        assert who() == (tenant_a.role, tenant_a.schema)


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_a_connection_comes_back_to_the_pool_with_nobodys_rights(tenant_a, ending):
    with db.tenant_unit(tenant_a):
        connection = db.session.connection().connection.driver_connection
        getattr(db.session, ending)()
        assert connection.execute("SELECT current_user, current_setting('search_path')").fetchone() == (
            "surveyapp_app",
            "",
        )
        connection.rollback()


def test_leaving_a_unit_rolls_back_what_was_not_committed(tenant_a):
    with db.tenant_unit(tenant_a):
        db.session.add(Member(user_id=new_id(), email="lost@alpha.example"))
        db.session.flush()
    with db.tenant_unit(tenant_a):
        assert db.session.scalar(select(Member).where(Member.email == "lost@alpha.example")) is None


def test_each_tenant_sees_its_own_rows_only(tenant_a, tenant_b):
    for tenant in (tenant_a, tenant_b):
        with db.tenant_unit(tenant):
            db.session.add(Member(user_id=new_id(), email=f"new@{tenant.slug}.example"))
            db.session.commit()
    with db.tenant_unit(tenant_a):
        found = set(db.session.scalars(select(Member.email)))
    assert "new@alpha.example" in found and not {email for email in found if "beta" in email}


def test_without_a_unit_there_is_no_session(app):
    with pytest.raises(NoTenant):
        db.session.execute(text("SELECT 1"))
    with pytest.raises(NoSharedUnit):
        db.shared_session.execute(text("SELECT 1"))


def test_a_connection_begun_without_a_unit_is_refused(app):
    with db.engine_of("main").connect() as connection, pytest.raises(NoTenant):
        connection.execute(text("SELECT 1"))


def test_an_autocommit_connection_is_not_switched_and_reads_nothing(tenant_a):
    engine = db.engine_of("main").execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        assert connection.execute(WHO).one() == ("surveyapp_app", "")
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(f"SELECT user_id FROM {tenant_a.schema}.members"))


def test_entering_a_tenant_inside_another_raises(tenant_a, tenant_b):
    with db.tenant_unit(tenant_a), pytest.raises(UnitAlreadyOpen), db.tenant_unit(tenant_b):
        pass


def test_a_shared_unit_inside_a_shared_unit_raises(app):
    with db.shared_unit(), pytest.raises(UnitAlreadyOpen), db.shared_unit():
        pass


def test_a_shared_unit_may_be_open_inside_a_tenants_on_its_own_connection(tenant_a):
    with db.tenant_unit(tenant_a), db.shared_unit():
        assert db.shared_session.scalar(select(func.current_user())) == "surveyapp_shared"
        assert who() == (tenant_a.role, tenant_a.schema)


def test_a_shared_unit_sees_no_tenants_tables(tenant_a):
    with db.shared_unit(), pytest.raises(ProgrammingError, match="permission denied for schema"):
        db.shared_session.execute(text(f"SELECT user_id FROM {tenant_a.schema}.members"))


def test_a_tenant_cannot_read_the_shared_tables(tenant_a):
    with db.tenant_unit(tenant_a), pytest.raises(ProgrammingError, match="permission denied for schema shared"):
        db.session.scalars(select(User)).all()


@pytest.mark.parametrize("state", ["suspended", "destroying"])
def test_a_tenant_that_is_not_active_is_not_entered(state):
    with pytest.raises(TenantNotActive), db.tenant_unit(stranger(state=state)):
        pass


def test_a_placement_that_is_not_configured_is_not_entered(app):
    with pytest.raises(UnknownDatabase), db.tenant_unit(stranger(database="mars")):
        pass


def test_an_unconfigured_process_enters_nothing(monkeypatch, app):
    monkeypatch.setattr(db, "_engines", {})
    with pytest.raises(NotConfigured), db.tenant_unit(stranger()):
        pass


def test_a_tenant_without_a_role_fails_closed_and_its_connection_is_discarded(tenant_a):
    with db.tenant_unit(stranger()), pytest.raises(OperationalError, match="does not exist"):
        who()
    with db.tenant_unit(tenant_a):
        assert who() == (tenant_a.role, tenant_a.schema)


def test_a_read_only_unit_cannot_write(tenant_a):
    with db.tenant_unit(tenant_a, read_only=True), pytest.raises(InternalError, match="read-only transaction"):
        db.session.execute(text("DELETE FROM members"))


def test_a_read_only_shared_unit_cannot_write(app):
    with db.shared_unit(read_only=True), pytest.raises(InternalError, match="read-only transaction"):
        db.shared_session.execute(text("DELETE FROM shared.users"))


def test_a_dead_connection_is_replaced_before_anybody_notices(tenant_a, database):
    with db.tenant_unit(tenant_a):
        pid = db.session.scalar(select(func.pg_backend_pid()))
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with db.tenant_unit(tenant_a):
        assert who() == (tenant_a.role, tenant_a.schema)


def test_when_every_pooled_connection_is_dead_one_retry_is_enough(tenant_a, database):
    engine = db.engine_of("main")
    held = [engine.raw_connection() for _ in range(3)]
    pids = [connection.driver_connection.info.backend_pid for connection in held]
    for connection in held:
        connection.close()
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [pids])
    with db.tenant_unit(tenant_a):
        assert who() == (tenant_a.role, tenant_a.schema)


def test_a_streamed_result_is_the_tenants(tenant_a):
    with db.tenant_unit(tenant_a):
        found = db.session.execute(select(Member.email).execution_options(stream_results=True, max_row_buffer=2))
        assert {email.rpartition("@")[2] for (email,) in found} == {"alpha.example"}


def test_copy_reads_the_tenants_rows(tenant_a):
    with db.tenant_unit(tenant_a):
        cursor = db.session.connection().connection.cursor()
        with cursor.copy("COPY (SELECT email FROM members) TO STDOUT") as copy:
            rows = [row[0] for row in copy.rows()]
    assert rows and all(email.endswith("@alpha.example") for email in rows)


def test_copy_writes_into_the_tenants_table(tenant_a):
    with db.tenant_unit(tenant_a):
        cursor = db.session.connection().connection.cursor()
        with cursor.copy("COPY members (user_id, email) FROM STDIN") as copy:
            copy.write_row((new_id(), "copied@alpha.example"))
        db.session.commit()
        assert db.session.scalar(select(Member.email).where(Member.email.startswith("copied")))


def test_every_cursor_of_a_pooled_connection_is_one_of_ours(tenant_a):
    with db.tenant_unit(tenant_a):
        connection = db.session.connection().connection.driver_connection
        factories = (connection.cursor_factory, connection.server_cursor_factory)
    assert factories == (ExtendedCursor, ExtendedServerCursor)


def test_an_error_of_the_database_does_not_print_the_parameters(tenant_a):
    with db.tenant_unit(tenant_a), pytest.raises(Exception, match="null value") as caught:
        db.session.execute(
            text("INSERT INTO members (user_id, first_name) VALUES (:user_id, :name)"),
            {"user_id": new_id(), "name": "canary"},
        )
    assert "[parameters" not in str(caught.value)
