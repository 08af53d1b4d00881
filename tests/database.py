"""The databases that tests run on: one template for each run, a copy for each worker, two standing tenants in it.

Tests commit for real (the switch is transaction-local and does not fire for savepoints, so the usual outer transaction
would run without the tenant's role). Between tests the database is brought back to what the template held, as its
owner.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from argon2 import PasswordHasher
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from surveyapp.accounts.models import Role, UserRole
from surveyapp.permissions import ROLES
from surveyapp.transaction import shared_transaction, transaction
from tenants import bootstrap, db, ddl, keys, members, migrate, owner, provision, registry
from tenants.columns import Model, SharedModel, new_id, utc_now
from tenants.context import Tenant
from tenants.models import OrganizationMembership, User

OWNER_PASSWORD, APP_PASSWORD = "owner-of-the-tests", "app-of-the-tests"
PASSWORD = "correct horse battery staple"
MASTER_KEY = "dGhlIG1hc3RlciBrZXkgb2YgdGhlIHRlc3RzIDMyIGI="
SECRET_KEY = "the secret key of the tests, 0123456789 and more"
STANDING = ("alpha", "beta")
LOCK_KEY = 0x7465737473


@dataclass(frozen=True, slots=True)
class Database:
    """One worker's database and how to reach it."""

    superuser_url: str
    name: str

    @property
    def app_url(self) -> str:
        return self._url("surveyapp_app", APP_PASSWORD)

    @property
    def owner_url(self) -> str:
        return self._url("surveyapp_owner", OWNER_PASSWORD)

    @property
    def admin_url(self) -> str:
        return address(self.superuser_url, dbname=self.name)

    def _url(self, user: str, password: str) -> str:
        return address(self.superuser_url, user=user, password=password, dbname=self.name)


def address(url: str, **parts: str) -> str:
    """`url` as a conninfo with some parts replaced."""
    known = conninfo_to_dict(url.replace("postgresql+psycopg://", "postgresql://", 1))
    return make_conninfo(**{**known, **parts})


def superuser(url: str, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(address(url, dbname=database), autocommit=True)


def make_template(superuser_url: str, name: str) -> None:
    """Bootstrap, migrate and fill the template; one worker of a run does it, the others wait for its lock."""
    with closing(superuser(superuser_url)) as cluster:
        cluster.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
        if cluster.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        bootstrap.bootstrap(superuser_url, OWNER_PASSWORD, APP_PASSWORD, name)
        template = Database(superuser_url, name)
        connect(template)
        migrate.shared()
        for slug in STANDING:
            _make_tenant(slug)
        _snapshot(template)
        db.dispose()


def connect(database: Database) -> None:
    """Point the plumbing of this process at `database`."""
    keys.configure(MASTER_KEY, SECRET_KEY)
    owner.configure(database.owner_url)
    db.configure(database.app_url, pool_size=4)


def copy(superuser_url: str, template: str, name: str) -> Database:
    with closing(superuser(superuser_url)) as cluster:
        cluster.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
        cluster.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER surveyapp_owner").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        cluster.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        cluster.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO surveyapp_app").format(sql.Identifier(name)))
    return Database(superuser_url, name)


def drop(superuser_url: str, name: str) -> None:
    with closing(superuser(superuser_url)) as cluster:
        cluster.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _make_tenant(slug: str) -> None:
    with shared_transaction():
        organization_id = registry.create(slug.title(), slug).id
    provision.provision(organization_id)
    with shared_transaction():
        tenant = registry.tenant(organization_id)
    password = PasswordHasher().hash(PASSWORD)
    for role in ROLES:
        _make_member(tenant, role, password)


def _make_member(tenant: Tenant, role: str, password: str) -> None:
    user = User(
        id=new_id(), email=f"{role}@{tenant.slug}.example", password=password, first_name=role, last_name="Test"
    )
    user.activated_at = now = utc_now()
    is_owner = role == "admin"
    with shared_transaction():
        db.shared_session.add(user)
        db.shared_session.flush()
        membership = OrganizationMembership(
            id=new_id(), user_id=user.id, organization_id=tenant.organization_id, role="owner" if is_owner else "member"
        )
        db.shared_session.add(membership)
    with transaction(tenant):
        members.upsert(user.id, user.email, role, "Test", is_owner=is_owner, joined_at=now)
        role_id = db.session.query(Role.id).filter_by(name=role).scalar()
        db.session.add(UserRole(user_id=user.id, role_id=role_id))


@dataclass(slots=True)
class Standing:
    """What `reset` needs to know of the template, read once."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    script: str = ""


def standing(database: Database) -> Standing:
    """The standing tenants, and the one script that brings every table back to the template's rows."""
    with shared_transaction(read_only=True):
        tenants = {slug: registry.by_slug(slug) for slug in STANDING}
    return Standing(tenants, _script([tenant.schema for tenant in tenants.values()]))


def reset(database: Database, known: Standing) -> None:
    """Remove tenants that a test made, then restore every row of the standing ones and of the shared tables."""
    with shared_transaction(read_only=True):
        made = [t.organization_id for t in registry.tenants(("provisioning", "active", "suspended", "destroying"))]
    standing_ids: set[UUID] = {tenant.organization_id for tenant in known.tenants.values()}
    for organization_id in set(made) - standing_ids:
        provision.destroy(organization_id)
    with closing(psycopg.connect(database.admin_url, autocommit=True)) as connection:
        connection.execute(known.script)


def _tables(schemas: list[str]) -> list[tuple[str, str]]:
    """(schema, table) parents first."""
    ddl.load_models()
    own = [(schema, table.name) for schema in schemas for table in Model.metadata.sorted_tables]
    return [("shared", table.name) for table in SharedModel.metadata.sorted_tables] + own


def _script(schemas: list[str]) -> str:
    tables = _tables(schemas)
    emptying = [f'DELETE FROM {schema}."{table}"' for schema, table in reversed(tables)]
    filling = [f'INSERT INTO {schema}."{table}" SELECT * FROM standing."{schema}.{table}"' for schema, table in tables]
    return ";\n".join(["BEGIN", *emptying, *filling, "COMMIT"])


def _snapshot(template: Database) -> None:
    """Keep the template's rows beside it, in a schema that only the superuser of the tests enters."""
    with shared_transaction(read_only=True):
        schemas = [registry.by_slug(slug).schema for slug in STANDING]
    with closing(psycopg.connect(template.admin_url, autocommit=True)) as connection:
        connection.execute("CREATE SCHEMA standing")
        for schema, table in _tables(schemas):
            connection.execute(f'CREATE TABLE standing."{schema}.{table}" AS SELECT * FROM {schema}."{table}"')
