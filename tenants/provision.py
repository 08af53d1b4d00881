"""From a row in state `provisioning` to a tenant that can be entered, and back to nothing. Run by worker and CLI.

Every step is safe to repeat: the data key is made once, role and schema are made where they are missing, seeds find
their own rows. The schema comes to be in one transaction, so a crash leaves either nothing of it or all of it, and
`repair` finishes the rest. The statements of one tenant travel pipelined: one round trip, not one per statement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from migrations import chains
from tenants import ddl, keys, members, naming, owner, registry, trail
from tenants.bootstrap import membership
from tenants.connections import ExtendedConnection
from tenants.context import WrappedKey
from tenants.db import shared_session, shared_unit
from tenants.errors import UnknownTenant, WrongState

VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)

EVERY_KEY = "SELECT id, organization_id, wrapped, master_id, is_active FROM shared.tenant_keys ORDER BY id"


@dataclass(frozen=True, slots=True)
class Placement:
    """What provisioning reads of an organization."""

    organization_id: UUID
    database: str
    state: str

    @property
    def schema(self) -> str:
        return naming.schema_name(self.organization_id)


def register(name: str, slug: str | None = None, database: str = naming.MAIN_DATABASE) -> UUID:
    """Write the organization's row, in state `provisioning`; raises SlugTaken, BadName, UnknownDatabase."""
    owner.url_of(database)
    with shared_unit():
        organization_id = registry.create(name, slug, database).id
        shared_session.commit()
    return organization_id


def provision(organization_id: UUID) -> None:
    """Make key, role, schema, grants and seeds, then set the organization `active`. Repeatable.

    Raises UnknownTenant without such an organization; a suspended one is completed and stays suspended.
    """
    placement = ensure_key(organization_id)
    with owner.connect(placement.database) as connection:
        build(connection, organization_id)
        connection.commit()
    _move(organization_id, "provisioning", "active")


def ensure_key(organization_id: UUID) -> Placement:
    """Read the organization and give it an active data key unless it has one."""
    with owner.connect() as connection:
        placement = _read(connection, organization_id)
        active = "SELECT 1 FROM shared.tenant_keys WHERE organization_id = %s AND is_active"
        if not connection.execute(active, [organization_id]).fetchone():
            _add_key(connection, keys.new_data_key(organization_id))
        connection.commit()
    return placement


def renew_key(organization_id: UUID) -> None:
    """Retire the active data key and make another; older values keep theirs."""
    retire = "UPDATE shared.tenant_keys SET is_active = false WHERE organization_id = %s AND is_active RETURNING id"
    with owner.connect() as connection:
        _read(connection, organization_id)
        retired = [str(key_id) for (key_id,) in connection.execute(retire, [organization_id])]
        fresh = keys.new_data_key(organization_id)
        _add_key(connection, fresh)
        before, after = {"active": retired}, {"active": [str(fresh.id)]}
        trail.record(connection, organization_id, "key.renewed", before, after, resource_id=fresh.id)
        connection.commit()


def rewrap_keys(report: Callable[[str], None] = lambda line: None) -> int:
    """Wrap every data key with the current master key; returns how many were not. Needs the previous master too.

    No sealed value is touched. One transaction a key, so an interrupted run is simply run again.
    """
    with owner.connect() as connection:
        every = [WrappedKey(*row) for row in connection.execute(EVERY_KEY)]
        stale = [key for key in every if not keys.is_current(key)]
        for number, key in enumerate(stale, start=1):
            fresh = keys.rewrap(key)
            connection.execute(
                "UPDATE shared.tenant_keys SET wrapped = %s, master_id = %s WHERE id = %s",
                [fresh.wrapped, fresh.master_id, fresh.id],
            )
            before, after = {"master_id": key.master_id}, {"master_id": fresh.master_id}
            trail.record(connection, key.organization_id, "key.rewrapped", before, after, resource_id=key.id)
            connection.commit()
            report(f"[{number}/{len(stale)}] data key {key.id}")
    return len(stale)


def build(connection: ExtendedConnection, organization_id: UUID) -> None:
    """Role, schema, tables, grants and seeds in the connection's transaction; the caller commits.

    A schema that exists is left as its migrations made it, and gets its grants and seeds again if it is at head.
    """
    schema = naming.schema_name(organization_id)
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [naming.lock_key(organization_id)])
    version = _version(connection, schema)
    with connection.pipeline():
        _send(connection, _role_statements(connection, schema))
        if version is None:
            _send(connection, [f"CREATE SCHEMA {schema}"])
        _send(connection, [f"GRANT USAGE ON SCHEMA {schema} TO {schema}", f"SET LOCAL search_path = {schema}"])
        if version is None:
            _send(connection, [*ddl.statements(), VERSION_TABLE])
            connection.execute("INSERT INTO alembic_version (version_num) VALUES (%s)", [chains.head(chains.TENANT)])
        if version in (None, chains.head(chains.TENANT)):
            _send(connection, [*ddl.grants(schema), *ddl.seeds()])


def destroy(organization_id: UUID) -> None:
    """Drop the schema, then the role where no other database uses it, then the organization's row. Repeatable."""
    placement = _move(organization_id, None, "destroying")
    with owner.connect(placement.database) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [naming.lock_key(organization_id)])
        connection.execute(f"DROP SCHEMA IF EXISTS {placement.schema} CASCADE")
        connection.commit()
        _drop_role(connection, placement.schema)
    _forget(organization_id)


def suspend(organization_id: UUID) -> None:
    """Let nobody enter the tenant until it is resumed; nothing of it is lost. Raises WrongState unless active."""
    _switch_state(organization_id, "active", "suspended", "organization.suspended")


def resume(organization_id: UUID) -> None:
    """Open a suspended tenant again. Raises WrongState unless suspended."""
    _switch_state(organization_id, "suspended", "active", "organization.resumed")


def repair(organization_id: UUID) -> str:
    """Finish what a crash left half-made; returns `sound`, `finished` or `removed`.

    An organization on its way out is destroyed to the end; any other gets whatever it lacks, and its members are
    brought back in step with the memberships, which are the truth.
    """
    with owner.connect() as connection:
        placement = _read(connection, organization_id)
    if placement.state == "destroying":
        destroy(organization_id)
        return "removed"
    provision(organization_id)
    moved = _reconcile_members(placement)
    return "sound" if placement.state != "provisioning" and not moved else "finished"


def _reconcile_members(placement: Placement) -> int:
    with owner.connect() as main, owner.connect(placement.database) as connection:
        moved = members.reconcile(main, connection, placement.organization_id)
        connection.commit()
    return moved


def status(organization_id: UUID) -> dict[str, Any]:
    """Where a tenant's schema stands: its revision, the newest one, tables, bytes, members. For the operator."""
    with owner.connect() as connection:
        placement = _read(connection, organization_id)
    with owner.connect(placement.database) as connection:
        revision = _version(connection, placement.schema)
        tables, size = connection.execute(
            "SELECT count(*), coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
            " WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'p')",
            [placement.schema],
        ).fetchone() or (0, 0)
    newest = chains.head(chains.TENANT)
    return {"schema": placement.schema, "revision": revision, "newest": newest, "tables": tables, "bytes": size}


def _add_key(connection: ExtendedConnection, key: WrappedKey) -> None:
    connection.execute(
        "INSERT INTO shared.tenant_keys (id, organization_id, wrapped, master_id) VALUES (%s, %s, %s, %s)",
        [key.id, key.organization_id, key.wrapped, key.master_id],
    )


def _role_statements(connection: ExtendedConnection, role: str) -> list[str]:
    """CREATE ROLE where it is missing: roles belong to the cluster, another database may have made it."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    made = [] if exists else [f"CREATE ROLE {role} NOLOGIN"]
    return [*made, membership(role, connection.info.server_version)]


def _version(connection: ExtendedConnection, schema: str) -> str | None:
    """The revision a schema is at; None when the schema does not exist."""
    if connection.execute("SELECT to_regnamespace(%s)::text", [schema]).fetchone() == (None,):
        return None
    query = sql.SQL("SELECT version_num FROM {}.alembic_version").format(sql.Identifier(schema))
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""


def _send(connection: ExtendedConnection, statements: Iterable[str | sql.Composed]) -> None:
    for statement in statements:
        connection.execute(statement)


def _drop_role(connection: ExtendedConnection, role: str) -> None:
    """Drop the role in a transaction of its own; a placement elsewhere in the cluster keeps it."""
    try:
        connection.execute(f"DROP ROLE IF EXISTS {role}")
        connection.commit()
    except psycopg.errors.DependentObjectsStillExist:
        connection.rollback()


def _forget(organization_id: UUID) -> None:
    """Delete the organization's row, and with it memberships, sessions and keys: what was sealed is lost for good."""
    with owner.connect() as connection:
        gone = connection.execute(
            "DELETE FROM shared.organizations WHERE id = %s RETURNING name, slug", [organization_id]
        ).fetchone()
        if gone is not None:
            before = {"name": gone[0], "slug": gone[1]}
            trail.record(connection, organization_id, "organization.destroyed", before, {}, action="deleted")
        connection.commit()


def _read(connection: ExtendedConnection, organization_id: UUID) -> Placement:
    row = connection.execute(
        "SELECT id, database, state FROM shared.organizations WHERE id = %s FOR UPDATE", [organization_id]
    ).fetchone()
    if row is None:
        raise UnknownTenant(f"no organization {organization_id}")
    return Placement(*row)


def _switch_state(organization_id: UUID, before: str, after: str, event: str) -> None:
    placement = _move(organization_id, before, after, event)
    if placement.state not in (before, after):
        raise WrongState(f"organization {organization_id} is {placement.state}, not {before}")


def _move(organization_id: UUID, before: str | None, after: str, event: str | None = None) -> Placement:
    """Change the state, if it is `before` (None: whatever it is), and say where the organization is placed.

    A change that has an `event` is told in the trail, in the same transaction.
    """
    with owner.connect() as connection:
        placement = _read(connection, organization_id)
        if before in (None, placement.state):
            connection.execute(
                "UPDATE shared.organizations SET state = %s, updated_at = now() WHERE id = %s", [after, organization_id]
            )
            if event is not None:
                trail.record(connection, organization_id, event, {"state": placement.state}, {"state": after})
        connection.commit()
    return placement
