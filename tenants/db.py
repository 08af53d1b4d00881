"""Units of work on a tenant's schema and on the shared one, and the switch below every query.

The switch is one simple-protocol message, `BEGIN; SET LOCAL search_path = ...; SET LOCAL ROLE ...`, sent from the
engine's `begin` event through the driver's own connection. It costs the round trip that BEGIN costs anyway, and it is
gone at COMMIT or ROLLBACK, so a pooled connection comes back clean. Both settings always travel together: a schema
missing from search_path is no error to PostgreSQL, a missing role is. No unit open, no transaction: fails closed.

Tenants and shared tables have pools of their own, so a shared unit inside a tenant unit cannot deadlock on a pool.
Nothing here commits; leaving a unit rolls back what was not committed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import orjson
import psycopg
from psycopg import pq
from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, scoped_session

from tenants import connections, context, naming
from tenants.columns import Model, SharedModel, Timestamps, UuidKey, new_id, one_of, timestamptz, utc_now
from tenants.context import Tenant
from tenants.errors import NoSharedUnit, NotConfigured, NoTenant, TenantNotActive, UnitAlreadyOpen, UnknownDatabase

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
    "session",
    "shared_session",
    "shared_unit",
    "tenant_unit",
    "timestamptz",
    "utc_now",
]

CLOSED_STATES = frozenset({"suspended", "destroying"})
TOUCHED = "organizations touched"


@dataclass(frozen=True, slots=True)
class Unit:
    """One open unit of work: its session, where it may connect, and the message that begins its transactions."""

    session: Session
    database: str
    switch: bytes
    tenant: Tenant | None = None


_tenant_unit: ContextVar[Unit | None] = ContextVar("_tenant_unit", default=None)
_shared_unit: ContextVar[Unit | None] = ContextVar("_shared_unit", default=None)
_engines: dict[str, Engine] = {}
_shared_engines: dict[str, Engine] = {}


class UnitSession(scoped_session[Session]):
    """SQLAlchemy's proxy to a session, found by asking for the open unit instead of by thread."""

    def __init__(self, find: Callable[[], Session]) -> None:
        self._find = find

    @property
    def _proxied(self) -> Session:
        return self._find()


def _open_tenant_unit() -> Unit:
    unit = _tenant_unit.get()
    if unit is None:
        raise NoTenant("no tenant unit is open")
    return unit


def _open_shared_unit() -> Unit:
    unit = _shared_unit.get()
    if unit is None:
        raise NoSharedUnit("no shared unit is open")
    return unit


session = UnitSession(lambda: _open_tenant_unit().session)
shared_session = UnitSession(lambda: _open_shared_unit().session)


@contextmanager
def tenant_unit(tenant: Tenant, read_only: bool = False) -> Iterator[Session]:
    """Enter `tenant`: `session` and `context.current()` mean it until the block ends.

    Connects at the first query, not before. Raises UnitAlreadyOpen inside another tenant unit, TenantNotActive for a
    suspended organization, UnknownDatabase for a placement this process does not know.
    """
    if _tenant_unit.get() is not None:
        raise UnitAlreadyOpen("a tenant unit is open already; leave it before entering a tenant")
    if tenant.state in CLOSED_STATES:
        raise TenantNotActive(f"organization {tenant.organization_id} is {tenant.state}")
    with Session(engine_of(tenant.database), expire_on_commit=False) as opened:
        unit = Unit(opened, tenant.database, _switch(tenant.schema, tenant.role, read_only), tenant)
        opening, entering = _tenant_unit.set(unit), context.entered.set(tenant)
        try:
            yield opened
        finally:
            context.entered.reset(entering)
            _tenant_unit.reset(opening)


@contextmanager
def shared_unit(read_only: bool = False) -> Iterator[Session]:
    """Open the shared tables for one short piece of work; may be opened inside a tenant unit, never inside itself."""
    if _shared_unit.get() is not None:
        raise UnitAlreadyOpen("a shared unit is open already")
    with Session(shared_engine(), expire_on_commit=False) as opened:
        switch = _switch("''", naming.SHARED_ROLE, read_only)
        opening = _shared_unit.set(Unit(opened, naming.MAIN_DATABASE, switch))
        try:
            yield opened
        finally:
            _shared_unit.reset(opening)


def configure(
    main_url: str,
    other_urls: Mapping[str, str] | None = None,
    *,
    pool_size: int = 5,
    max_overflow: int = 5,
    shared_pool_size: int = 2,
    pool_timeout: float = 10,
    recycle_seconds: int = 1800,
    tenants_per_connection: int = 200,
    statement_timeout_ms: int = 30_000,
    lock_timeout_ms: int = 10_000,
    application_name: str = "surveyapp",
    prepare_threshold: int | None = 5,
) -> None:
    """Make the engines: one for tenants in each database, one for the shared tables of `main`.

    A backend keeps 0.1-0.3 MB for each tenant it ever touched: connections are recycled by age and, at check-in, by
    distinct tenants touched. Calling it again replaces the engines. Call it after a fork, never before.
    """
    dispose()
    connecting = partial(
        connections.connect,
        statement_timeout_ms=statement_timeout_ms,
        lock_timeout_ms=lock_timeout_ms,
        application_name=application_name,
        prepare_threshold=prepare_threshold,
    )
    pooling = {"pool_timeout": pool_timeout, "pool_recycle": recycle_seconds, "pool_use_lifo": True}
    for name, url in {naming.MAIN_DATABASE: main_url, **(other_urls or {})}.items():
        engine = _engine(partial(connecting, url), pool_size=pool_size, max_overflow=max_overflow, **pooling)
        event.listen(engine, "begin", partial(_begin, _open_tenant_unit, naming.checked_database(name)))
        event.listen(engine, "checkin", partial(_retire_well_travelled, tenants_per_connection))
        _engines[name] = engine
    shared = _engine(partial(connecting, main_url), pool_size=shared_pool_size, max_overflow=max_overflow, **pooling)
    event.listen(shared, "begin", partial(_begin, _open_shared_unit, naming.MAIN_DATABASE))
    _shared_engines[naming.MAIN_DATABASE] = shared


def dispose() -> None:
    """Close every idle connection and forget the engines."""
    for engines in (_engines, _shared_engines):
        while engines:
            engines.popitem()[1].dispose()


def databases() -> tuple[str, ...]:
    """The names an organization can be placed under in this process."""
    return tuple(_engines)


def engine_of(database: str) -> Engine:
    """The tenants' engine of one placement."""
    if not _engines:
        raise NotConfigured("tenants.db.configure() has not been called")
    if database not in _engines:
        raise UnknownDatabase(f"no database is configured under the name {database!r}")
    return _engines[database]


def shared_engine() -> Engine:
    """The engine of the shared tables."""
    if not _shared_engines:
        raise NotConfigured("tenants.db.configure() has not been called")
    return _shared_engines[naming.MAIN_DATABASE]


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


@lru_cache(maxsize=4096)
def _switch(schema: str, role: str, read_only: bool) -> bytes:
    """The message that begins a transaction. Both names come from naming.py, which alone makes them safe as SQL."""
    begin = "BEGIN READ ONLY" if read_only else "BEGIN"
    return f"{begin}; SET LOCAL search_path = {schema}; SET LOCAL ROLE {role}".encode()


def _begin(open_unit: Callable[[], Unit], database: str, connection: Connection) -> None:
    """The engine's `begin` event. Connections in AUTOCOMMIT stay the bare login, which may read nothing."""
    driver = connection.connection.driver_connection
    if driver is not None and driver.autocommit:
        return
    unit = open_unit()
    if unit.database != database:
        raise NoTenant(f"the open unit lives in {unit.database!r}, the connection is to {database!r}")
    try:
        _send(connection, unit)
    except exc.OperationalError:
        _send(connection, unit)


def _send(connection: Connection, unit: Unit) -> None:
    """Send the switch; on failure discard the connection (its state is unknown) and raise OperationalError.

    `connection.connection` takes a fresh one from the pool after an invalidation, so a second call is a retry. A dead
    connection seldom dies alone: the idle ones are dropped with it, or the retry would meet the next corpse.
    """
    driver: Any = connection.connection.driver_connection
    try:
        result = driver.pgconn.exec_(unit.switch)
    except psycopg.Error as failure:
        raise _discard(connection, failure) from failure
    if result.status != pq.ExecStatus.COMMAND_OK:
        refusal = psycopg.errors.error_from_result(result)
        raise _discard(connection, refusal) from refusal
    if unit.tenant is not None:
        connection.info.setdefault(TOUCHED, set()).add(unit.tenant.organization_id)


def _discard(connection: Connection, failure: psycopg.Error) -> exc.OperationalError:
    connection.invalidate(failure)
    if failure.sqlstate is None:
        connection.engine.dispose()
    return exc.OperationalError("BEGIN with the switch", None, failure, connection_invalidated=True)


def _retire_well_travelled(limit: int, dbapi_connection: Any, record: Any) -> None:
    """Pool check-in: close a connection whose backend has cached the catalogs of too many tenants."""
    if dbapi_connection is not None and len(record.info.get(TOUCHED, ())) >= limit:
        record.invalidate()
