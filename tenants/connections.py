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
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import ExecStatus, PipelineStatus, TransactionStatus
from psycopg.rows import RowFactory, TupleRow
from psycopg.types.json import set_json_loads

Row = TupleRow
# Statements that a connection keeps prepared at least. Those of the hot path are kept for each tenant
# (tenants/direct.py), at 0.2 MB each in the backend; what goes beyond is forgotten, the longest unused first.
PREPARED = 200
ENDABLE = (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR)


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

    def commit(self) -> None:
        """COMMIT in one call of libpq's: psycopg's generators and its lock cost as much as the message."""
        if not self._ended(b"COMMIT"):
            with self.lock:
                self.wait(self._commit_gen())

    def rollback(self) -> None:
        """ROLLBACK and nothing more. psycopg's own also deallocates every prepared statement, for the sake of those on
        tables made in the transaction; a tenant makes none, and every refused request would pay for it.
        """
        if not self._ended(b"ROLLBACK"):
            super().rollback()

    def _ended(self, command: bytes) -> bool:
        """Whether the transaction, if one was open, has ended as wanted; False leaves it to psycopg.

        Raises InFailedSqlTransaction for a COMMIT that PostgreSQL could only answer by rolling back.
        """
        status = self.pgconn.transaction_status
        if self.pgconn.pipeline_status != PipelineStatus.OFF or status not in ENDABLE:
            return False
        if status == TransactionStatus.IDLE:
            return True
        result = self.pgconn.exec_(command)
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
        if result.command_status != command:
            raise InFailedSqlTransaction("the transaction had failed: it was rolled back instead of committed")
        return True


def connect(
    url: str,
    *,
    statement_timeout_ms: int = 0,
    lock_timeout_ms: int = 0,
    application_name: str = "surveyapp",
    prepare_threshold: int | None = 5,
    prepared_max: int = PREPARED,
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
    connection.prepared_max = max(prepared_max, PREPARED)
    return connection


def plain(url: str) -> str:
    """`url` as libpq takes it, also when it was written for SQLAlchemy."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def parts(url: str) -> dict[str, str]:
    """The parts of an address, as text."""
    return {name: str(value) for name, value in conninfo_to_dict(plain(url)).items() if value is not None}
