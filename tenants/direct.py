"""Statements of the hot path: handed straight to the driver, inside the open tenant unit's own transaction.

What an ORM adds to a constant statement (looking up its compiled form, result metadata, events) costs three times the
CPU of the statement itself. The transaction, the switch, the cursor that speaks only the extended protocol and the
kinds of errors are the same as through `session`; what is left out is everything that a constant does not need.

PostgreSQL plans a prepared statement anew whenever it finds another search_path than the last time, which takes it as
long as running the statement. So each tenant has its own: the text names the schema in a comment.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, exc

from tenants import context
from tenants.connections import ExtendedRawCursor
from tenants.db import session

PARAMETER = re.compile(r"%\((\w+)\)s")
# A named tuple of the statement's columns.
Row = Any


def one_or_none(statement: str, parameters: Mapping[str, object]) -> Row:
    """The row that a statement with `%(name)s` parameters answers, or None. Raises DBAPIError, as `session` would.

    Not for statements that answer more than one row. Whatever the session holds unflushed is not flushed first.
    """
    return _sent(statement, parameters).fetchone()


def execute(statement: str, parameters: Mapping[str, object]) -> None:
    """The same for a statement that answers no row."""
    _sent(statement, parameters)


def _sent(statement: str, parameters: Mapping[str, object]) -> ExtendedRawCursor:
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    text, names = _in_postgres_words(statement, context.current().schema)
    try:
        cursor = ExtendedRawCursor(driver, row_factory=namedtuple_row)
        return cursor.execute(text, [parameters[name] for name in names])
    except psycopg.Error as failure:
        raise _told(connection, failure, is_lost=driver.closed) from failure


@lru_cache(maxsize=4096)
def _in_postgres_words(statement: str, schema: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with $1, $2 ... for its parameters, one tenant's own, and the names in that order."""
    names = tuple(dict.fromkeys(PARAMETER.findall(statement)))
    text = PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    return f"{text.strip()} /* {schema} */".encode(), names


def _told(connection: Connection, failure: psycopg.Error, *, is_lost: bool) -> exc.DBAPIError:
    """The failure as SQLAlchemy tells it; a connection that is lost is not given back to the pool."""
    if is_lost:
        connection.invalidate(failure)
    told = exc.DBAPIError.instance(
        "a direct statement", None, failure, psycopg.Error, hide_parameters=True, connection_invalidated=is_lost,
        dialect=connection.dialect,
    )  # fmt: skip
    return cast(exc.DBAPIError, told)
