"""Tenants in two databases: `organizations.database` alone decides where a unit connects."""

from __future__ import annotations

from sqlalchemy import func, select

from tenants import db, migrate, provision
from tenants.columns import new_id
from tenants.models import Member


def test_a_tenant_works_in_the_database_it_is_placed_in(installation):
    near, far = installation.make(), installation.make(database="far")
    for tenant, place in ((near, installation.main), (far, installation.far)):
        with db.tenant_unit(tenant):
            assert db.session.scalar(select(func.current_database())) == place.name


def test_rows_of_a_placed_tenant_are_nowhere_else(installation):
    near, far = installation.make(), installation.make(database="far")
    with db.tenant_unit(far):
        db.session.add(Member(user_id=new_id(), email="far@example.org"))
        db.session.commit()
    with db.tenant_unit(near):
        assert db.session.scalars(select(Member.email)).all() == []
    assert installation.ask(f"SELECT email FROM {far.schema}.members", database="far") == [("far@example.org",)]


def test_the_schema_is_made_in_its_placement_only(installation):
    far = installation.make(database="far")
    assert installation.has_schema(far, "far") and not installation.has_schema(far, "main")


def test_the_shared_schema_exists_in_main_only(installation):
    assert installation.ask("SELECT to_regnamespace('shared')::text", database="far") == [(None,)]


def test_migrating_reaches_tenants_in_every_placement(installation):
    made = [installation.make(), installation.make(database="far")]
    for tenant in made:
        migrate.tenant(tenant.organization_id, tenant.database, "base")
    outcomes = migrate.tenants(jobs=1)
    assert [(each.database, each.status) for each in outcomes] == [("main", "migrated"), ("far", "migrated")]


def test_a_placed_tenant_is_destroyed_where_it_lives(installation):
    far = installation.make(database="far")
    provision.destroy(far.organization_id)
    assert not installation.has_schema(far, "far") and not installation.has_role(far)
