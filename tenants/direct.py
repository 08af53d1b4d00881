"""Statements of the hot path: handed straight to the driver, inside the open tenant unit's own transaction.

What an ORM adds to a constant statement (looking up its compiled form, result metadata, events) costs three times the
CPU of the statement itself. The transaction, the switch, the cursor that speaks only the extended protocol and the
kinds of errors are the same as through `session`; what is left out is everything that a constant does not need.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, exc

from tenants.db import session

# A named tuple of the statement's columns.
Row = Any


def one_or_none(statement: str, parameters: Mapping[str, object]) -> Row:
    """The row that a statement with `%(name)s` parameters answers, or None. Raises DBAPIError, as `session` would.

    Not for statements that answer more than one row. Whatever the session holds unflushed is not flushed first.
    """
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    try:
        return driver.cursor(row_factory=namedtuple_row).execute(statement, parameters).fetchone()
    except psycopg.Error as failure:
        raise _told(connection, failure, is_lost=driver.closed) from failure


def execute(statement: str, parameters: Mapping[str, object]) -> None:
    """The same for a statement that answers no row."""
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    try:
        driver.cursor().execute(statement, parameters)
    except psycopg.Error as failure:
        raise _told(connection, failure, is_lost=driver.closed) from failure


def _told(connection: Connection, failure: psycopg.Error, *, is_lost: bool) -> exc.DBAPIError:
    """The failure as SQLAlchemy tells it; a connection that is lost is not given back to the pool."""
    if is_lost:
        connection.invalidate(failure)
    told = exc.DBAPIError.instance(
        "a direct statement", None, failure, psycopg.Error, hide_parameters=True, connection_invalidated=is_lost,
        dialect=connection.dialect,
    )  # fmt: skip
    assert isinstance(told, exc.DBAPIError)
    return told
