"""The trail's table: as the sources want it, append-only for the tenant's own role, partitioned (S04-S08, I09)."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from surveyapp.audit import queries, service
from surveyapp.audit.models import ACTIONS, AuditLog
from surveyapp.permissions import Actor
from surveyapp.transaction import shared_transaction, transaction
from tenants.db import new_id, session, shared_session
from tenants.models import Member, SharedAuditLog

NOBODY = Actor()


def record(event="survey.created", action="created", actor=NOBODY, **changes):
    service.record(actor, action, "survey", new_id(), event, **changes)


@pytest.fixture
def recorded(tenant_a):
    with transaction(tenant_a):
        record()
    return tenant_a


@pytest.mark.parametrize("statement", [update(AuditLog).values(event="forged"), delete(AuditLog)])
def test_the_tenants_role_can_neither_change_nor_remove_a_row(recorded, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction(recorded):
        session.execute(statement)


@pytest.mark.parametrize("verb", ["DELETE FROM audit_logs_default", "UPDATE audit_logs_default SET event = 'forged'"])
def test_nor_through_the_partition(recorded, verb):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction(recorded):
        session.execute(text(verb))


def test_nor_can_the_shared_role_change_the_shared_trail(app):
    with shared_transaction():
        record("session.refused")
    with pytest.raises(ProgrammingError, match="permission denied"), shared_transaction():
        shared_session.execute(delete(SharedAuditLog))


def test_without_a_tenant_a_row_goes_to_the_shared_trail(app):
    with shared_transaction():
        record("session.refused")
    with shared_transaction(read_only=True):
        assert shared_session.scalars(select(SharedAuditLog.event)).all() == ["session.refused"]


def test_inside_a_tenant_a_row_goes_to_the_tenant_even_with_a_shared_unit_open(tenant_a):
    with transaction(tenant_a), shared_transaction():
        record("member.removed")
    with transaction(tenant_a, read_only=True):
        assert session.scalars(select(AuditLog.event)).all() == ["member.removed"]


def test_a_row_shares_the_fate_of_its_transaction(tenant_a):
    with pytest.raises(ZeroDivisionError), transaction(tenant_a):
        record()
        session.flush()
        raise ZeroDivisionError
    with transaction(tenant_a, read_only=True):
        assert session.scalar(select(func.count()).select_from(AuditLog)) == 0


def test_an_action_outside_the_five_words_is_refused(tenant_a):
    with pytest.raises(ValueError, match="frobnicated"), transaction(tenant_a):
        record(action="frobnicated")


def test_the_database_refuses_it_as_well(tenant_a):
    row = service.values(Actor(), "created", "survey", new_id(), "survey.created") | {"action": "frobnicated"}
    with pytest.raises(IntegrityError, match="ck_audit_logs_action"), transaction(tenant_a):
        session.execute(insert(AuditLog).values(**row))


@pytest.mark.parametrize("action", ACTIONS)
def test_the_five_words_are_accepted(tenant_a, action):
    with transaction(tenant_a):
        record(action=action)


def test_a_room_may_write_the_row_in_its_own_statement(tenant_a):
    row = service.values(Actor(), "created", "response", new_id(), "response.submitted", None, {"status": "completed"})
    with transaction(tenant_a):
        session.execute(queries.insertion(row))
    with transaction(tenant_a, read_only=True):
        assert session.scalars(select(AuditLog.changes)).all() == [{"before": {}, "after": {"status": "completed"}}]


def test_a_member_who_goes_leaves_their_rows_without_a_name(tenant_a):
    with transaction(tenant_a):
        member = Member(user_id=new_id(), email="gone@example.org")
        session.add(member)
        session.flush()
        record(actor=Actor(user_id=member.user_id))
    with transaction(tenant_a):
        session.execute(delete(Member).where(Member.user_id == member.user_id))
    with transaction(tenant_a, read_only=True):
        assert session.scalars(select(AuditLog.user_id)).all() == [None]


def test_the_table_is_partitioned_by_its_key_with_a_default(tenant_a):
    partitions = text(
        "SELECT pg_get_partkeydef('audit_logs'::regclass), c.relname FROM pg_inherits"
        " JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'audit_logs'::regclass"
    )
    with transaction(tenant_a, read_only=True):
        assert [tuple(row) for row in session.execute(partitions)] == [("RANGE (id)", "audit_logs_default")]


def test_the_indexes_of_the_sources_are_there(tenant_a):
    indexes = text("SELECT indexname FROM pg_indexes WHERE tablename = 'audit_logs' AND schemaname = :schema")
    with transaction(tenant_a, read_only=True):
        found = set(session.scalars(indexes, {"schema": tenant_a.schema}))
    assert found >= {"idx_auditlog_user", "idx_auditlog_resource", "idx_auditlog_timestamp", "idx_auditlog_action"}
