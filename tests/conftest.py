"""Fixtures for every test: a real PostgreSQL, a real Redis, the app, two standing tenants and clients for each role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from deploy.embedded import throwaway
from surveyapp.app import create_app
from surveyapp.config import Config
from tenants import direct, resolve
from tenants.connections import ExtendedCursor
from tenants.context import Tenant
from tests import database as databases
from tests.api import Api
from tests.database import Database, Standing

# Timing never decides a test: neither how long one example takes nor how long it takes to make them.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def services() -> Iterator[tuple[str, str]]:
    """(superuser's URL, Redis URL) of servers for this run: those of the environment, or throw-away ones."""
    given = os.environ.get("TEST_SUPERUSER_URL"), os.environ.get("TEST_REDIS_URL")
    if all(given):
        yield given  # type: ignore[misc]
        return
    with throwaway() as started:
        yield started.superuser_url(), started.redis_url


@pytest.fixture(scope="session")
def database(services: tuple[str, str], worker_id: str, testrun_uid: str) -> Iterator[Database]:
    """This worker's copy of the run's template."""
    template, name = f"t_{testrun_uid[:12]}", f"t_{testrun_uid[:12]}_{worker_id}"
    databases.make_template(services[0], template)
    yield databases.copy(services[0], template, name)
    databases.drop(services[0], name)
    if worker_id in ("master", "gw0"):
        databases.drop(services[0], template)


@pytest.fixture(scope="session")
def redis_url(services: tuple[str, str], worker_id: str) -> str:
    """A Redis database of this worker's own."""
    number = 1 + int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    return services[1].replace("db=0", f"db={number}")


@pytest.fixture(scope="session")
def environment(database: Database, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a server on this worker's database; for tests that start one, or change a setting."""
    return {
        "SURVEYAPP_ENV": "test",
        "DATABASE_URL": database.app_url,
        "OWNER_DATABASE_URL": database.owner_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": databases.SECRET_KEY,
        "MASTER_KEY": databases.MASTER_KEY,
        "PUBLIC_URL": "http://localhost",
        "STORAGE_DIR": str(tmp_path_factory.mktemp("storage")),
        "REGISTRATION_WAIT_SECONDS": "5",
        "RATE_LIMITS": "false",
    }


@pytest.fixture(scope="session")
def application(environment: dict[str, str], database: Database) -> Flask:
    application = create_app(Config.from_environment(environment))
    databases.connect(database)
    return application


@pytest.fixture(scope="session")
def standing(application: Flask, database: Database) -> Standing:
    return databases.standing(database)


@pytest.fixture
def app(application: Flask, database: Database, standing: Standing, redis_url: str) -> Iterator[Flask]:
    """The app on a database that holds the two standing tenants and nothing else."""
    yield application
    databases.reset(database, standing)
    resolve.forget()
    redis.Redis.from_url(redis_url).flushdb()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def tenant_a(app: Flask, standing: Standing) -> Tenant:
    return standing.tenants["alpha"]


@pytest.fixture
def tenant_b(app: Flask, standing: Standing) -> Tenant:
    return standing.tenants["beta"]


@pytest.fixture
def api(app: Flask, tenant_a: Tenant) -> Api:
    """Clients signed in as any role of any tenant: `api.as_admin().post("/surveys", json=...)`."""
    return Api(app, tenant_a)


@pytest.fixture
def count_queries(monkeypatch):
    """`with count_queries() as statements:` collects what this process sends to PostgreSQL meanwhile, whoever sends."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def collect(cursor, query, *args, **kwargs):
            statements.append(query)
            return super(ExtendedCursor, cursor).execute(query, *args, **kwargs)

        def collect_direct(driver, statement, values):
            statements.append(statement.query.decode())
            return answer(driver, statement, values)

        answer = direct._answer
        with monkeypatch.context() as patching:
            patching.setattr(ExtendedCursor, "execute", collect, raising=False)
            patching.setattr(direct, "_answer", collect_direct)
            yield statements

    return counting


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The public data beside the checkout; tests that need it skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the data folder beside the checkout is absent")
    return folder
