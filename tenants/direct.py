"""Statements of the hot path: handed straight to libpq, inside the open tenant unit's own transaction.

What an ORM and a cursor add to a constant statement (its compiled form looked up, adapters copied, result metadata,
generators that wait) costs several times the CPU of the statement itself. The transaction, the switch, the extended
protocol, the list of prepared statements and the kinds of errors are the same as through `session`; what is left out is
everything that a constant does not need.

PostgreSQL plans a prepared statement anew whenever it finds another search_path than the last time, which takes it as
long as running the statement. So each tenant has its own: the text names the schema in a comment.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg import abc
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from tenants import context, db, unit
from tenants.connections import ExtendedConnection

PARAMETER = re.compile(r"%\((\w+)\)s")
ANSWERED = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
# A named tuple of the statement's columns.
Row = Any


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in PostgreSQL's own words: $1, $2 ... for its parameters, and their names in that order.

    `query` and `types` are what psycopg knows a prepared statement by; PostgreSQL infers every type from the text.
    """

    query: bytes
    names: tuple[str, ...]
    formats: tuple[PyFormat, ...]
    types: tuple[int, ...] = ()


def one_or_none(statement: str, parameters: Mapping[str, object]) -> Row:
    """The row that a statement with `%(name)s` parameters answers, or None. Raises DBAPIError, as `session` would.

    Not for statements that answer more than one row. Whatever the session holds unflushed is not flushed first.
    """
    transformer, result = _sent(statement, parameters)
    if result.ntuples == 0:
        return None
    transformer.set_pgresult(result)
    return transformer.load_row(0, _rows_of(result))


def every(statement: str, parameters: Mapping[str, object]) -> Sequence[Row]:
    """All rows that it answers."""
    transformer, result = _sent(statement, parameters)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, _rows_of(result))


def execute(statement: str, parameters: Mapping[str, object]) -> None:
    """The same for a statement that answers no row."""
    _sent(statement, parameters)


def _sent(text: str, parameters: Mapping[str, object]) -> tuple[abc.Transformer, PGresult]:
    opened, statement = db.open_tenant_unit(), _in_postgres_words(text, context.current().schema)
    driver = opened.driver()
    transformer: abc.Transformer = Transformer(driver)
    values = transformer.dump_sequence([parameters[name] for name in statement.names], statement.formats)
    try:
        return transformer, _answer(driver, statement, values)
    except psycopg.Error as failure:
        if driver.closed:
            opened.lose(failure)
        raise unit.told(opened.engine, failure, is_lost=driver.closed) from failure


def _answer(driver: ExtendedConnection, statement: Any, values: Sequence[Any]) -> PGresult:
    """What PostgreSQL answers to one statement; prepared when psycopg, which counts for all of us, says so."""
    prepared = driver._prepared
    how, name = prepared.get(statement)
    if how is Prepare.NO:
        result = driver.pgconn.exec_params(statement.query, values)
    else:
        if how is Prepare.SHOULD:
            _checked(driver.pgconn.prepare(name, statement.query))
        result = driver.pgconn.exec_prepared(name, values)
    key = prepared.maybe_add_to_cache(statement, how, name)
    if key is not None:
        prepared.validate(key, how, name, [result])
    _checked(result)
    if prepared._to_flush:
        driver.wait(prepared.maintain_gen(driver))
    return result


def _checked(result: PGresult) -> PGresult:
    if result.status not in ANSWERED:
        raise error_from_result(result)
    return result


@lru_cache(maxsize=4096)
def _in_postgres_words(statement: str, schema: str) -> Statement:
    names = tuple(dict.fromkeys(PARAMETER.findall(statement)))
    text = PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    return Statement(f"{text.strip()} /* {schema} */".encode(), names, (PyFormat.TEXT,) * len(names))


def _rows_of(result: PGresult) -> Callable[[Sequence[Any]], Row]:
    return _row_of(tuple(result.fname(column) for column in range(result.nfields)))


@lru_cache(maxsize=256)
def _row_of(columns: tuple[bytes, ...]) -> Callable[[Sequence[Any]], Row]:
    """What makes a row of values, by the names of its columns."""
    row: Any = namedtuple("Row", [name.decode() for name in columns])  # type: ignore[misc]
    return cast(Callable[[Sequence[Any]], Row], row._make)
