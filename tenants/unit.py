"""One open unit of work, and the switch below every query.

The switch is one simple-protocol message, `BEGIN; SET LOCAL search_path = ...; SET LOCAL ROLE ...`, sent through the
driver's own connection: from the engine's `begin` event for whatever the ORM does, by the unit itself for a statement
that needs no ORM (`tenants/direct.py`). Both ways end in `_send`. It costs the round trip that BEGIN costs anyway, and
it is gone at COMMIT or ROLLBACK, so a pooled connection comes back clean. Both settings always travel together: a
schema missing from search_path is no error to PostgreSQL, a missing role is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, cast

import psycopg
from psycopg import pq
from sqlalchemy import Connection, Engine, PoolProxiedConnection, exc
from sqlalchemy.orm import Session

from tenants import pool
from tenants.connections import ExtendedConnection
from tenants.context import Tenant
from tenants.errors import NoTenant

Ending = Literal["commit", "rollback"]
Switched = TypeVar("Switched", Connection, PoolProxiedConnection)


@dataclass(slots=True, eq=False)
class Unit:
    """Where a unit may connect, the message that begins its transactions, and what it has opened so far.

    A transaction is the ORM's from its start, or that of a connection which is `held`, straight from the pool: without
    the session that most respondents' requests never need and that costs more than the driver and the network. Whoever
    asks for the session first takes the transaction over with all that was done in it.
    """

    engine: Engine
    database: str
    switch: bytes
    tenant: Tenant | None = None
    held: PoolProxiedConnection | None = None
    _session: Session | None = None
    _taken_over: Connection | None = None

    @property
    def session(self) -> Session:
        """The ORM's session, made when it is first asked for."""
        if self._session is None:
            self._session = Session(self.engine, expire_on_commit=False)
            if self.held is not None:
                self._session.bind = self._taken_over = Connection(self.engine, _alive(self.held))
                self._session.connection()
        return self._session

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was said in it yet."""
        return self.held is None and self._session is None

    def driver(self) -> ExtendedConnection:
        """The driver's connection inside the unit's transaction, which is begun if none is open."""
        if self._session is not None:
            return _driver(self._session.connection().connection)
        if self.held is None:
            self.held = self._begun()
        return _driver(_alive(self.held))

    def lose(self, failure: psycopg.Error) -> None:
        """The connection that `driver` returned is dead: it is not given back to the pool."""
        lost: Any = self.held if self._session is None else self._session.connection()
        lost.invalidate(failure)

    def end(self, how: Ending) -> None:
        """Commit, or roll back, what was done so far; more may follow in a transaction of its own."""
        held, self.held = self.held, None
        if held is not None:
            self._end(held, how)
        elif self._session is not None:
            getattr(self._session, how)()

    def close(self) -> None:
        """Give back what was taken; whatever was not committed is rolled back."""
        for opened in (self._session, self._taken_over, self.held):
            if opened is not None:
                opened.close()

    def _begun(self) -> PoolProxiedConnection:
        """A connection in a transaction of this unit's, tried twice like that of `begin`."""
        try:
            return _send(taken(self.engine), self)
        except exc.OperationalError:
            return _send(taken(self.engine), self)

    def _end(self, held: PoolProxiedConnection, how: Ending) -> None:
        try:
            if held.is_valid or how == "commit":
                getattr(_driver(_alive(held)), how)()
        except psycopg.Error as failure:
            raise told(self.engine, failure, is_lost=_driver(held).closed) from failure
        finally:
            held.close()


def begin(open_unit: Callable[[], Unit], database: str, connection: Connection) -> None:
    """The engine's `begin` event. Connections in AUTOCOMMIT stay the bare login, which may read nothing.

    `connection.connection` takes a fresh one from the pool after an invalidation, so a second call is a retry. What the
    unit holds is begun already: this is the session taking it over.
    """
    driver = connection.connection.driver_connection
    if driver is not None and driver.autocommit:
        return
    unit = open_unit()
    if unit.database != database:
        raise NoTenant(f"the open unit lives in {unit.database!r}, the connection is to {database!r}")
    if unit.held is not None and unit.held is connection.connection:
        unit.held = None
        return
    try:
        _send(connection, unit)
    except exc.OperationalError:
        _send(connection, unit)


def taken(engine: Engine) -> PoolProxiedConnection:
    """A connection from the pool; raises OperationalError when the database cannot be reached."""
    try:
        return engine.raw_connection()
    except psycopg.Error as failure:
        raise told(engine, failure, is_lost=True) from failure


def told(engine: Engine, failure: psycopg.Error, *, is_lost: bool) -> exc.DBAPIError:
    """A failure of the driver's as SQLAlchemy tells it, without the parameters."""
    cause = psycopg.OperationalError(str(failure)) if is_lost and failure.sqlstate is None else failure
    telling: Any = exc.DBAPIError.instance(
        "a direct statement", None, cause, psycopg.Error, hide_parameters=True, connection_invalidated=is_lost,
        dialect=engine.dialect,
    )  # fmt: skip
    return cast(exc.DBAPIError, telling)


@lru_cache(maxsize=4096)
def switch(schema: str, role: str, read_only: bool) -> bytes:
    """The message that begins a transaction. Both names come from naming.py, which alone makes them safe as SQL."""
    command = "BEGIN READ ONLY" if read_only else "BEGIN"
    return f"{command}; SET LOCAL search_path = {schema}; SET LOCAL ROLE {role}".encode()


def _send(connection: Switched, unit: Unit) -> Switched:
    """Send the switch; on failure discard the connection (its state is unknown) and raise OperationalError.

    A dead connection seldom dies alone: the idle ones are dropped with it, or the retry would meet the next corpse.
    """
    pooled = connection.connection if isinstance(connection, Connection) else connection
    try:
        result = _driver(pooled).pgconn.exec_(unit.switch)
    except psycopg.Error as failure:
        raise _discard(connection, failure, unit) from failure
    if result.status != pq.ExecStatus.COMMAND_OK:
        refusal = psycopg.errors.error_from_result(result)
        raise _discard(connection, refusal, unit) from refusal
    if unit.tenant is not None:
        pool.meet(connection.info, unit.tenant.organization_id)
    return connection


def _discard(connection: Switched, failure: psycopg.Error, unit: Unit) -> exc.OperationalError:
    connection.invalidate(failure)
    if failure.sqlstate is None:
        unit.engine.dispose()
    return exc.OperationalError("BEGIN with the switch", None, failure, connection_invalidated=True)


def _alive(held: PoolProxiedConnection) -> PoolProxiedConnection:
    """Raise PendingRollbackError when the connection was lost on the way.

    What was done before is gone with it; going on would commit the other half.
    """
    if not held.is_valid:
        raise exc.PendingRollbackError("the transaction was lost with its connection")
    return held


def _driver(held: PoolProxiedConnection) -> ExtendedConnection:
    return cast(ExtendedConnection, held.driver_connection)
