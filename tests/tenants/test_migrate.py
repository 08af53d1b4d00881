"""Migrating many: one broken tenant is named, the others are done, and a second run finishes."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from migrations import chains
from tenants import db, migrate, naming, owner, provision

COUNT = 20


def lowered(installation, count: int) -> list:
    """Tenants that stand at base: all that is left of their schema is the version table."""
    made = [installation.make(f"Tenant {number}") for number in range(count)]
    for tenant in made:
        migrate.tenant(tenant.organization_id, "main", "base")
    return made


def break_(installation, tenant) -> None:
    """Something that the migration will trip over."""
    installation.ask(f"CREATE TABLE {tenant.schema}.members (id int)")


def mend(installation, tenant) -> None:
    installation.ask(f"DROP TABLE {tenant.schema}.members")


def test_a_broken_tenant_among_twenty_is_reported_and_the_others_are_done(installation):
    made = lowered(installation, COUNT)
    broken = made[COUNT // 2]
    break_(installation, broken)
    seen: list[migrate.Outcome] = []
    outcomes = migrate.tenants(jobs=2, report=seen.append)
    failed = [each for each in outcomes if not each.is_done]
    assert seen == outcomes and len(outcomes) == COUNT
    assert [each.organization_id for each in failed] == [broken.organization_id]
    assert failed[0].error is not None and "already exists" in failed[0].error
    mend(installation, broken)
    again = migrate.tenants(jobs=2)
    assert [each.organization_id for each in again if each.status == "migrated"] == [broken.organization_id]
    assert all(each.is_done for each in again)


def test_a_failed_migration_leaves_the_tenant_as_it_was(installation):
    (tenant,) = lowered(installation, 1)
    break_(installation, tenant)
    assert [each.status for each in migrate.tenants(jobs=1)] == ["failed"]
    tables = installation.ask(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'p') ORDER BY 1",
        tenant.schema,
    )
    assert tables == [("alembic_version",), ("members",)]


def test_a_migrated_tenant_can_be_used(installation):
    (tenant,) = lowered(installation, 1)
    migrate.tenants(jobs=1)
    with db.tenant_unit(tenant):
        assert db.session.scalar(text("SELECT count(*) FROM roles")) >= 3


def test_a_tenant_at_the_newest_revision_is_left_alone(installation):
    installation.make()
    newest = chains.head(chains.TENANT)
    outcomes = migrate.tenants(jobs=1)
    assert [(each.status, each.before, each.after) for each in outcomes] == [("current", newest, newest)]


def test_a_tenant_that_another_process_holds_is_busy_and_not_touched(installation):
    (tenant,) = lowered(installation, 1)
    with owner.connect() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [naming.lock_key(tenant.organization_id)])
        assert [each.status for each in migrate.tenants(jobs=1)] == ["busy"]
        other.rollback()
    assert [each.status for each in migrate.tenants(jobs=1)] == ["migrated"]


def test_a_table_that_somebody_uses_is_waited_for_only_briefly(installation, monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT_MS", 50)
    tenant = installation.make()
    with db.tenant_unit(tenant):
        db.session.execute(text("SELECT count(*) FROM members"))
        with pytest.raises(Exception, match="lock timeout"):
            migrate.tenant(tenant.organization_id, "main", "base")


def test_only_the_named_tenants_are_migrated(installation):
    first, second = lowered(installation, 2)
    outcomes = migrate.tenants([second.organization_id], jobs=1)
    assert [each.organization_id for each in outcomes] == [second.organization_id]
    assert [each.organization_id for each in migrate.pending()] == [first.organization_id, second.organization_id]


def test_a_suspended_tenant_is_migrated_too(installation):
    (tenant,) = lowered(installation, 1)
    provision.suspend(tenant.organization_id)
    assert [each.status for each in migrate.tenants(jobs=1)] == ["migrated"]


def test_migrating_the_shared_schema_again_changes_nothing(installation):
    migrate.shared()
    migrate.shared()
    assert installation.ask("SELECT version_num FROM shared.alembic_version") == [(chains.head(chains.SHARED),)]
