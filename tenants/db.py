"""Units of work on a tenant's schema and on the shared one. No unit open, no transaction: fails closed.

What a unit is, and the switch that it sends below every query, is told in `unit.py`. Tenants and shared tables have
pools of their own, so a shared unit inside a tenant unit cannot deadlock on a pool. Nothing here commits by itself;
leaving a unit rolls back what was not committed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, scoped_session

from tenants import connections, context, naming, unit
from tenants.columns import Model, SharedModel, Timestamps, UuidKey, new_id, one_of, timestamptz, utc_now
from tenants.context import Tenant
from tenants.errors import NoSharedUnit, NotConfigured, NoTenant, TenantNotActive, UnitAlreadyOpen, UnknownDatabase
from tenants.pool import TenantPool, retire_well_travelled
from tenants.unit import Unit

__all__ = [
    "JSONB",
    "Model",
    "SharedModel",
    "Timestamps",
    "UuidKey",
    "configure",
    "dispose",
    "new_id",
    "one_of",
    "passing_through",
    "session",
    "shared_session",
    "shared_unit",
    "tenant_unit",
    "timestamptz",
    "utc_now",
]

CLOSED_STATES = frozenset({"suspended", "destroying"})

_tenant_unit: ContextVar[Unit | None] = ContextVar("_tenant_unit", default=None)
_shared_unit: ContextVar[Unit | None] = ContextVar("_shared_unit", default=None)
_passing: ContextVar[dict[str, Engine] | None] = ContextVar("_passing", default=None)
_making: dict[str, Callable[[], Engine]] = {}
_engines: dict[str, Engine] = {}
_shared_engines: dict[str, Engine] = {}


class UnitSession(scoped_session[Session]):
    """SQLAlchemy's proxy to a session, found by asking for the open unit instead of by thread.

    Committing and rolling back are the unit's: what it did may never have needed a session.
    """

    def __init__(self, find: Callable[[], Unit]) -> None:
        self._find = find

    @property
    def _proxied(self) -> Session:
        return self._find().session

    def commit(self) -> None:
        self._find().end("commit")

    def rollback(self) -> None:
        self._find().end("rollback")


def open_tenant_unit() -> Unit:
    """The tenant unit open right now; raises NoTenant outside one."""
    opened = _tenant_unit.get()
    if opened is None:
        raise NoTenant("no tenant unit is open")
    return opened


def _open_shared_unit() -> Unit:
    opened = _shared_unit.get()
    if opened is None:
        raise NoSharedUnit("no shared unit is open")
    return opened


session = UnitSession(open_tenant_unit)
shared_session = UnitSession(_open_shared_unit)


@contextmanager
def tenant_unit(tenant: Tenant, read_only: bool = False) -> Iterator[UnitSession]:
    """Enter `tenant`: `session` and `context.current()` mean it until the block ends.

    Connects at the first query, not before. Raises UnitAlreadyOpen inside another tenant unit, TenantNotActive for a
    suspended organization, UnknownDatabase for a placement this process does not know.
    """
    if _tenant_unit.get() is not None:
        raise UnitAlreadyOpen("a tenant unit is open already; leave it before entering a tenant")
    if tenant.state in CLOSED_STATES:
        raise TenantNotActive(f"organization {tenant.organization_id} is {tenant.state}")
    opened = Unit(
        engine_of(tenant.database), tenant.database, unit.switch(tenant.schema, tenant.role, read_only), tenant
    )
    opening, entering = _tenant_unit.set(opened), context.entered.set(tenant)
    try:
        yield session
    finally:
        context.entered.reset(entering)
        _tenant_unit.reset(opening)
        opened.close()


@contextmanager
def shared_unit(read_only: bool = False) -> Iterator[UnitSession]:
    """Open the shared tables for one short piece of work; may be opened inside a tenant unit, never inside itself."""
    if _shared_unit.get() is not None:
        raise UnitAlreadyOpen("a shared unit is open already")
    switch = unit.switch("''", naming.SHARED_ROLE, read_only)
    opened = Unit(shared_engine(), naming.MAIN_DATABASE, switch)
    opening = _shared_unit.set(opened)
    try:
        yield shared_session
    finally:
        _shared_unit.reset(opening)
        opened.close()


def configure(
    main_url: str,
    other_urls: Mapping[str, str] | None = None,
    *,
    pool_size: int = 5,
    max_overflow: int = 5,
    shared_pool_size: int = 2,
    pool_timeout: float = 10,
    recycle_seconds: int = 1800,
    tenants_per_connection: int = 1200,
    statement_timeout_ms: int = 30_000,
    lock_timeout_ms: int = 10_000,
    application_name: str = "surveyapp",
    prepare_threshold: int | None = 5,
) -> None:
    """Make the engines: one for tenants in each database, one for the shared tables of `main`.

    A backend keeps 0.25 MB for each tenant it ever met, and 0.2 for each of its statements that is prepared, of which
    there are as many: connections are replaced by age and, at check-in, by distinct tenants. Calling it again replaces
    the engines. Call it after a fork, never before.
    """
    dispose()
    connecting = partial(
        connections.connect,
        statement_timeout_ms=statement_timeout_ms,
        lock_timeout_ms=lock_timeout_ms,
        application_name=application_name,
        prepare_threshold=prepare_threshold,
        prepared_max=tenants_per_connection,
    )
    pooling = {"pool_timeout": pool_timeout, "pool_recycle": recycle_seconds, "pool_use_lifo": True}
    for name, url in {naming.MAIN_DATABASE: main_url, **(other_urls or {})}.items():
        options = {"pool_size": pool_size, "max_overflow": max_overflow, **pooling}
        _making[name] = partial(
            _tenants_engine, naming.checked_database(name), partial(connecting, url), tenants_per_connection, options
        )
        _engines[name] = _making[name]()
    shared = _engine(partial(connecting, main_url), pool_size=shared_pool_size, max_overflow=max_overflow, **pooling)
    event.listen(shared, "begin", partial(unit.begin, _open_shared_unit, naming.MAIN_DATABASE))
    _shared_engines[naming.MAIN_DATABASE] = shared


def dispose() -> None:
    """Close every idle connection and forget the engines."""
    _making.clear()
    for engines in (_engines, _shared_engines):
        while engines:
            engines.popitem()[1].dispose()


@contextmanager
def passing_through() -> Iterator[None]:
    """Visit many tenants on connections of one's own. They are closed at the end: what their backends have learnt about
    tenants that nobody is busy with goes with them, and the pool's connections go on knowing those that are.
    """
    engines: dict[str, Engine] = {}
    passing = _passing.set(engines)
    try:
        yield
    finally:
        _passing.reset(passing)
        for engine in engines.values():
            engine.dispose()


def databases() -> tuple[str, ...]:
    """The names an organization can be placed under in this process."""
    return tuple(_engines)


def engine_of(database: str) -> Engine:
    """The tenants' engine of one placement."""
    if not _engines:
        raise NotConfigured("tenants.db.configure() has not been called")
    if database not in _engines:
        raise UnknownDatabase(f"no database is configured under the name {database!r}")
    passing = _passing.get()
    if passing is None:
        return _engines[database]
    return passing.get(database) or passing.setdefault(database, _making[database]())


def shared_engine() -> Engine:
    """The engine of the shared tables."""
    if not _shared_engines:
        raise NotConfigured("tenants.db.configure() has not been called")
    return _shared_engines[naming.MAIN_DATABASE]


def _tenants_engine(database: str, creator: Callable[[], Any], most_tenants: int, options: dict[str, Any]) -> Engine:
    engine = _engine(creator, poolclass=TenantPool, **options)
    event.listen(engine, "begin", partial(unit.begin, open_tenant_unit, database))
    event.listen(engine, "checkin", partial(retire_well_travelled, most_tenants))
    return engine


def _engine(creator: Callable[[], Any], **options: Any) -> Engine:
    return create_engine(
        "postgresql+psycopg://",
        creator=creator,
        use_native_hstore=False,
        json_serializer=_dump_json,
        json_deserializer=orjson.loads,
        hide_parameters=True,
        **options,
    )


def _dump_json(value: Any) -> str:
    return orjson.dumps(value).decode()
