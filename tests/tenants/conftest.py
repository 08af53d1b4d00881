"""Installations of their own for tests that provision, migrate or place tenants: the standing ones stay untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest

from tenants import bootstrap, db, files, keys, migrate, owner, provision, registry
from tenants.context import Tenant
from tests import database as databases
from tests.database import Database


@dataclass(frozen=True, slots=True)
class Installation:
    """An empty installation with two placements, `main` and `far`, that this process is connected to."""

    main: Database
    far: Database

    def register(self, name: str = "Acme", database: str = "main") -> UUID:
        return provision.register(name, database=database)

    def make(self, name: str = "Acme", database: str = "main") -> Tenant:
        organization_id = self.register(name, database)
        provision.provision(organization_id)
        return self.tenant(organization_id)

    def tenant(self, organization_id: UUID) -> Tenant:
        with db.shared_unit(read_only=True):
            return registry.tenant(organization_id)

    def ask(self, statement: str, *parameters: object, database: str = "main") -> list[tuple[object, ...]]:
        """As the superuser, in a transaction of its own."""
        place = self.main if database == "main" else self.far
        with psycopg.connect(place.admin_url) as admin:
            cursor = admin.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def has_schema(self, tenant: Tenant, database: str = "main") -> bool:
        return self.ask("SELECT to_regnamespace(%s)::text", tenant.schema, database=database) != [(None,)]

    def has_role(self, tenant: Tenant) -> bool:
        return bool(self.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", tenant.role))


@pytest.fixture(scope="module")
def made_installation(services: tuple[str, str], database: Database) -> Iterator[Installation]:
    main, far = (Database(services[0], f"{database.name}_{placement}") for placement in ("main", "far"))
    for place in (main, far):
        bootstrap.bootstrap(services[0], databases.OWNER_PASSWORD, databases.APP_PASSWORD, place.name)
    installation = Installation(main, far)
    connect(installation)
    migrate.shared()
    db.dispose()
    yield installation
    for place in (main, far):
        databases.drop(services[0], place.name)


def connect(installation: Installation) -> None:
    keys.configure(databases.MASTER_KEY, databases.SECRET_KEY)
    owner.configure(installation.main.owner_url, {"far": installation.far.owner_url})
    db.configure(installation.main.app_url, {"far": installation.far.app_url}, pool_size=2)


@pytest.fixture
def installation(made_installation: Installation, database: Database, tmp_path) -> Iterator[Installation]:
    """Connected for one test; whatever tenants it made are destroyed, then the process goes back to its database."""
    connect(made_installation)
    yield made_installation
    connect(made_installation)
    for (organization_id,) in made_installation.ask("SELECT id FROM shared.organizations"):
        provision.destroy(organization_id)
    db.dispose()
    databases.connect(database)


@pytest.fixture
def storage(tmp_path, monkeypatch) -> Callable[[], None]:
    """Files kept under this test's own folder."""
    monkeypatch.setattr(files, "_storage", [])
    files.configure(tmp_path / "storage")
    return tmp_path / "storage"
