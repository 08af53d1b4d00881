"""Three ways to a tenant's schema (the provisioning list, replaying the revisions, the models) come to the same."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from migrations import chains, render
from tenants import db, ddl, migrate, owner
from tenants.columns import Model, SharedModel, new_id
from tenants.models import Member
from tests.tenants import catalog

SEEDED = ("roles", "custom_permissions", "role_permissions")


def replayed(installation):
    """A tenant taken down to base and brought up by its chain."""
    tenant = installation.make()
    migrate.tenant(tenant.organization_id, "main", "base")
    migrate.tenant(tenant.organization_id, "main")
    return tenant


@pytest.mark.parametrize("chain", [chains.SHARED, chains.TENANT])
def test_the_first_revision_is_what_the_models_say_now(chain):
    """If this fails: `python -m migrations.render`."""
    folder = chains.HERE / chain / "initial"
    assert {file.name: file.read_text() for file in folder.glob("*.sql")} == render.files(chain)


def test_provisioning_and_replaying_make_the_same_schema(installation):
    provisioned, walked = installation.make(), replayed(installation)
    listed = catalog.describe(installation.main.admin_url, provisioned.schema)
    assert catalog.describe(installation.main.admin_url, walked.schema) == listed


def test_the_models_make_the_same_schema(installation):
    provisioned, bare = installation.make(), installation.make()
    installation.ask(f"DROP SCHEMA {bare.schema} CASCADE")
    with migrate.transaction("main") as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {bare.schema}")
        connection.exec_driver_sql(f"SET LOCAL search_path = {bare.schema}")
        Model.metadata.create_all(connection, checkfirst=False)
        for statement in [*sum(ddl.registry.after.values(), []), *ddl.registry.views.values()]:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        for grant in ddl.grants(bare.role):
            connection.exec_driver_sql(grant)
        connection.commit()
    listed = catalog.describe(installation.main.admin_url, provisioned.schema)
    made = catalog.describe(installation.main.admin_url, bare.schema)
    for kind, rows in listed.items():
        assert {row for row in rows if not row[0].startswith("alembic_version")} == made[kind], kind


def test_provisioning_and_replaying_seed_the_same_rows(installation):
    provisioned, walked = installation.make(), replayed(installation)
    for table in SEEDED:
        columns = ", ".join(
            f'"{column.name}"' for column in Model.metadata.tables[table].columns if column.name != "created_at"
        )
        rows = [
            set(installation.ask(f"SELECT {columns} FROM {tenant.schema}.{table}")) for tenant in (provisioned, walked)
        ]
        assert rows[0] and rows[0] == rows[1], table


def test_alembic_finds_no_drift_in_a_tenants_schema(installation):
    tenant = installation.make()
    with migrate.transaction("main") as connection:
        connection.exec_driver_sql(f"SET LOCAL search_path = {tenant.schema}")
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_alembic_finds_no_drift_in_the_shared_schema(installation):
    with migrate.transaction("main") as connection:
        options = {"include_schemas": True, "include_name": only_shared, "compare_type": True}
        context = MigrationContext.configure(connection, opts={**options, "version_table_schema": "shared"})
        assert compare_metadata(context, SharedModel.metadata) == []


def ours(found, name, kind, reflected, compared) -> bool:
    """Leave out what metadata cannot say: partitions and their indexes, and the version table."""
    return not (reflected and kind in ("table", "index") and ("_default" in name or name == "alembic_version"))


def only_shared(name, kind, parents) -> bool:
    return name == "shared" if kind == "schema" else True


def test_a_tenant_with_data_goes_down_and_up_again(installation):
    tenant = installation.make()
    with db.tenant_unit(tenant):
        db.session.add(Member(user_id=new_id(), email="a@example.org"))
        db.session.commit()
    migrate.tenant(tenant.organization_id, "main", "base")
    assert installation.ask(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'p', 'v')",
        tenant.schema,
    ) == [("alembic_version",)]
    assert migrate.tenant(tenant.organization_id, "main") == (None, chains.head(chains.TENANT))
    with db.tenant_unit(tenant):
        assert db.session.scalar(text("SELECT count(*) FROM members")) == 0


def test_the_shared_schema_with_data_goes_down_and_up_again(installation):
    installation.register()
    migrate.shared("base")
    assert installation.ask("SELECT to_regclass('shared.organizations')::text") == [(None,)]
    migrate.shared()
    with owner.connect() as connection:
        assert connection.execute("SELECT count(*) FROM shared.organizations").fetchone() == (0,)


def test_every_table_has_a_primary_key_and_none_an_enum(installation):
    """The rules that keep one code base for PostgreSQL and Citus (DESIGN 4)."""
    tenant = installation.make()
    keyless = installation.ask(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind IN ('r', 'p')"
        " AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)",
        tenant.schema,
    )
    types = installation.ask(
        "SELECT typname FROM pg_type WHERE typnamespace = to_regnamespace(%s) AND typtype IN ('e', 'd', 'r')",
        tenant.schema,
    )
    assert (keyless, types) == ([], [])


def test_no_trigger_and_no_foreign_key_leaves_a_tenants_schema(installation):
    tenant = installation.make()
    leaving = installation.ask(
        "SELECT conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid"
        " WHERE c.connamespace = to_regnamespace(%s) AND r.relnamespace <> c.connamespace",
        tenant.schema,
    )
    triggers = installation.ask(
        "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE c.relnamespace = to_regnamespace(%s) AND NOT t.tgisinternal",
        tenant.schema,
    )
    assert (leaving, triggers) == ([], [])


@pytest.mark.parametrize("statement", ddl.statements())
def test_each_statement_of_the_list_is_one_and_names_no_schema(statement):
    assert ";" not in statement.rstrip(";")
    assert "org_" not in statement and "shared." not in statement


def test_every_foreign_key_is_indexed(installation):
    """I08. Some index begins with a column of the key: enough to find the referring rows."""
    tenant = installation.make()
    bare = installation.ask(
        "SELECT r.relname, c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid WHERE c.contype = 'f'"
        " AND c.connamespace = to_regnamespace(%s) AND c.conparentid = 0 AND NOT EXISTS (SELECT 1 FROM pg_index i"
        " WHERE i.indrelid = c.conrelid AND i.indkey[0] = ANY(c.conkey))",
        tenant.schema,
    )
    assert bare == []
