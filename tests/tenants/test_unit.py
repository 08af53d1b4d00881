"""A unit whose statements go straight to the driver has the same wall as one that uses the ORM, and is one with it."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import exc, func, select, text

from tenants import db, direct
from tenants.columns import new_id
from tenants.context import Tenant
from tenants.models import Member

WHO = "SELECT CAST(current_user AS text) AS role, current_setting('search_path') AS path, pg_backend_pid() AS pid"
ADD = "INSERT INTO members (user_id, email) VALUES (%(id)s, %(email)s)"


def who() -> direct.Row:
    return direct.one_or_none(WHO, {})


def add(email: str) -> None:
    direct.execute(ADD, {"id": new_id(), "email": email})


def emails(tenant: Tenant) -> set[str]:
    with db.tenant_unit(tenant, read_only=True) as session:
        return set(session.scalars(select(Member.email)))


def end_backends(database, *pids: int) -> None:
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [list(pids)])


def test_a_statement_runs_as_the_tenants_role_in_the_tenants_schema(tenant_a):
    with db.tenant_unit(tenant_a):
        assert who()[:2] == (tenant_a.role, tenant_a.schema)


def test_what_is_committed_stays(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        add("kept@alpha.example")
        session.commit()
    assert "kept@alpha.example" in emails(tenant_a)


def test_leaving_a_unit_rolls_back_what_was_not_committed(tenant_a):
    with db.tenant_unit(tenant_a):
        add("lost@alpha.example")
    assert "lost@alpha.example" not in emails(tenant_a)


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_a_second_transaction_of_the_same_unit_is_switched_again(tenant_a, ending):
    with db.tenant_unit(tenant_a) as session:
        who()
        getattr(session, ending)()
        assert who()[:2] == (tenant_a.role, tenant_a.schema)


def test_a_connection_comes_back_to_the_pool_with_nobodys_rights(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        pid = who().pid
        session.commit()
    pooled = db.engine_of("main").raw_connection()
    assert pooled.driver_connection.execute(WHO).fetchone() == ("surveyapp_app", "", pid)
    pooled.close()


def test_a_read_only_unit_cannot_write(tenant_a):
    with db.tenant_unit(tenant_a, read_only=True), pytest.raises(exc.InternalError, match="read-only transaction"):
        add("never@alpha.example")


def test_a_tenant_without_a_role_fails_closed_and_its_connection_is_discarded(tenant_a):
    stranger = Tenant(uuid4(), "x", "x", "X", "main", "active")
    with db.tenant_unit(stranger), pytest.raises(exc.OperationalError, match="does not exist"):
        who()
    with db.tenant_unit(tenant_a):
        assert who().role == tenant_a.role


def test_the_session_takes_over_the_transaction_that_a_statement_began(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        add("first@alpha.example")
        session.add(Member(user_id=new_id(), email="second@alpha.example"))
        session.commit()
        assert session.scalar(text("SELECT CAST(current_user AS text)")) == tenant_a.role
    assert {"first@alpha.example", "second@alpha.example"} <= emails(tenant_a)


def test_a_rollback_of_the_session_undoes_what_was_said_before_it_was_there(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        add("undone@alpha.example")
        assert session.scalar(select(func.count()).where(Member.email == "undone@alpha.example")) == 1
        session.rollback()
        session.commit()
    assert "undone@alpha.example" not in emails(tenant_a)


def test_a_connection_that_a_session_took_over_goes_back_to_the_pool(tenant_a):
    pool = db.engine_of("main").pool
    with db.tenant_unit(tenant_a) as session:
        pid = who().pid
        session.execute(select(1))
        session.commit()
    assert pool.checkedout() == 0
    with db.tenant_unit(tenant_a):
        assert who().pid == pid


def test_a_dead_connection_is_replaced_before_anybody_notices(tenant_a, database):
    with db.tenant_unit(tenant_a):
        pid = who().pid
    end_backends(database, pid)
    with db.tenant_unit(tenant_a):
        assert who().pid != pid


def test_when_every_pooled_connection_is_dead_one_retry_is_enough(tenant_a, database):
    engine = db.engine_of("main")
    held = [engine.raw_connection() for _ in range(3)]
    pids = [connection.driver_connection.info.backend_pid for connection in held]
    for connection in held:
        connection.close()
    end_backends(database, *pids)
    with db.tenant_unit(tenant_a):
        assert who().pid not in pids


def test_a_database_that_cannot_be_reached_is_told_as_such(tenant_a, installation):
    db.configure("postgresql://nobody@127.0.0.1:1/nothing")
    with db.tenant_unit(tenant_a), pytest.raises(exc.OperationalError) as failure:
        who()
    assert failure.value.connection_invalidated


def test_a_transaction_lost_with_its_connection_does_not_go_on_with_another_half(tenant_a, database):
    with db.tenant_unit(tenant_a):
        end_backends(database, who().pid)
        with pytest.raises(exc.OperationalError):
            add("half@alpha.example")
        with pytest.raises(exc.PendingRollbackError):
            add("other-half@alpha.example")


def test_a_transaction_lost_with_its_connection_is_not_committed(tenant_a, database):
    with db.tenant_unit(tenant_a) as session:
        end_backends(database, who().pid)
        with pytest.raises(exc.OperationalError):
            who()
        with pytest.raises(exc.PendingRollbackError):
            session.commit()


def test_a_connection_that_dies_before_its_commit_is_told_as_lost(tenant_a, database):
    with db.tenant_unit(tenant_a) as session:
        end_backends(database, who().pid)
        with pytest.raises(exc.OperationalError) as failure:
            session.commit()
    assert failure.value.connection_invalidated
    with db.tenant_unit(tenant_a):
        assert who().role == tenant_a.role


def test_after_a_rollback_a_unit_whose_connection_was_lost_begins_anew(tenant_a, database):
    with db.tenant_unit(tenant_a) as session:
        end_backends(database, who().pid)
        with pytest.raises(exc.OperationalError):
            who()
        session.rollback()
        assert who().role == tenant_a.role


@pytest.mark.parametrize("asks_the_session", [False, True])
def test_a_failed_transaction_is_never_taken_for_a_committed_one(tenant_a, asks_the_session):
    """PostgreSQL answers COMMIT with ROLLBACK then, and no error."""
    with db.tenant_unit(tenant_a) as session:
        if asks_the_session:
            session.execute(select(1))
        with pytest.raises(exc.DataError):
            direct.execute("SELECT 1 / CAST(%(n)s AS integer)", {"n": 0})
        with pytest.raises(exc.DBAPIError, match="rolled back instead of committed"):
            session.commit()


def test_statements_stay_usable_after_psycopg_has_deallocated_all(tenant_a):
    """As it does after a ROLLBACK TO SAVEPOINT."""
    for _ in range(8):
        with db.tenant_unit(tenant_a) as session:
            who()
            session.begin_nested().rollback()
            session.commit()
    with db.tenant_unit(tenant_a):
        assert who().role == tenant_a.role


def test_a_connection_forgets_the_statements_unused_for_longest(tenant_a):
    """psycopg makes room when the next new statement comes, so there may be one more than it keeps."""
    with db.tenant_unit(tenant_a) as session:
        session.connection().connection.driver_connection.prepared_max = 3
        session.rollback()
    for number in range(6):
        for _ in range(8):
            with db.tenant_unit(tenant_a) as session:
                assert direct.one_or_none(f"SELECT {number} AS n WHERE %(yes)s", {"yes": True}).n == number
                session.commit()
    with db.tenant_unit(tenant_a) as session:
        session.connection().connection.driver_connection.prepared_max = 200
        assert session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) <= 4
