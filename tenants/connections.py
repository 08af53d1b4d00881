"""psycopg connections that speak only the extended protocol.

The simple protocol runs several statements from one message, so `SELECT 1; SET ROLE org_other` smuggled into a query
would leave the tenant. psycopg falls back to it for every statement without parameters, and for COPY; `prepare=True`
does not help where prepare_threshold is None. Overriding the one private method that chooses is the whole defence:
psycopg is pinned and tests/security tries each door.
"""

from typing import Any

import orjson
from psycopg import Connection, Cursor, ServerCursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import RowFactory, TupleRow
from psycopg.types.json import set_json_loads

Row = TupleRow


class ExtendedCursor(Cursor[Row]):
    """A cursor whose every statement, COPY included, is refused by PostgreSQL if it holds a second one."""

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)


class ExtendedServerCursor(ServerCursor[Row]):
    """The same for named cursors: DECLARE is extended in psycopg, COPY on such a cursor is not."""

    def _execute_send(self, query: Any, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)


class ExtendedConnection(Connection[Row]):
    """A connection that makes no other cursors than the two above."""

    def __init__(self, pgconn: Any, row_factory: RowFactory[Any] | None = None) -> None:
        if row_factory is None:
            super().__init__(pgconn)
        else:
            super().__init__(pgconn, row_factory)
        self.cursor_factory = ExtendedCursor
        self.server_cursor_factory = ExtendedServerCursor


def connect(
    url: str,
    *,
    statement_timeout_ms: int = 0,
    lock_timeout_ms: int = 0,
    application_name: str = "surveyapp",
    prepare_threshold: int | None = 5,
) -> ExtendedConnection:
    """Open a connection that sees no schema until a unit names one.

    `url` is a libpq URI or conninfo. Timeouts of 0 mean none. `prepare_threshold=None` is for PgBouncer. JSON is read
    by orjson: SQLAlchemy hands its own choice to connections that it makes itself, and this one it did not make.
    """
    limits = f"-c statement_timeout={statement_timeout_ms} -c lock_timeout={lock_timeout_ms}"
    options = f"-c search_path= -c TimeZone=UTC {limits}"
    connection = ExtendedConnection.connect(
        plain(url),
        options=options,
        application_name=application_name,
        connect_timeout=10,
        prepare_threshold=prepare_threshold,
    )
    set_json_loads(orjson.loads, connection)
    return connection


def plain(url: str) -> str:
    """`url` as libpq takes it, also when it was written for SQLAlchemy."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def parts(url: str) -> dict[str, str]:
    """The parts of an address, as text."""
    return {name: str(value) for name, value in conninfo_to_dict(plain(url)).items() if value is not None}
