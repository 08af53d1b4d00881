"""Cursor pages: a room's query says what and in which order, this says how much (DESIGN 8, CONVENTIONS).

The cursor holds the order's values of the last row (keyset, never an offset), so a page costs the same at the end of a
growing table as at its beginning, and rows that arrive in between neither repeat nor vanish.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import marshmallow
import orjson
from marshmallow import fields, validate
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from surveyapp import problems
from surveyapp.http.body import Schema
from tenants.db import session

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
FROM_TEXT: dict[type, Callable[[str], Any]] = {UUID: UUID, datetime: datetime.fromisoformat}


class PageQuery(Schema):
    limit = fields.Integer(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT),
        metadata={"description": f"How many items at most, 1 to {MAX_LIMIT}."},
    )
    cursor = fields.String(
        load_default=None,
        validate=validate.Length(max=500),
        metadata={"description": "`next_cursor` of the page before."},
    )


def page_schema(item: type[marshmallow.Schema]) -> type[marshmallow.Schema]:
    """The schema of a page of `item`, named after it in the OpenAPI document."""
    name = f"{item.__name__.removesuffix('Out').removesuffix('Schema')}Page"
    return type(
        name,
        (Schema,),
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next_cursor": fields.String(
                required=True, allow_none=True, metadata={"description": "null on the last page"}
            ),
        },
    )


def page(select: Select[Any], *, limit: int, cursor: str | None) -> dict[str, object]:
    """One page of a select of one entity, ordered by NOT NULL columns of it, the last of them unique.

    Raises malformed_cursor for a cursor that this order did not give.
    """
    order = [_key(clause) for clause in select._order_by_clauses]
    if cursor is not None:
        select = select.where(_after(order, _values(cursor, order)))
    rows = session.scalars(select.limit(limit + 1)).all()
    more = len(rows) > limit
    last = [getattr(rows[limit - 1], column.key) for column, _ in order] if more else None
    return {"items": rows[:limit], "next_cursor": _encode(last) if last is not None else None}


def _key(clause: Any) -> tuple[Any, bool]:
    """(column, descending)"""
    if isinstance(clause, UnaryExpression):
        return clause.element, clause.modifier is operators.desc_op
    return clause, False


def _after(order: list[tuple[Any, bool]], values: list[Any]) -> ColumnElement[bool]:
    """(a, b) after (x, y), spelt out because the directions may differ: a > x or (a = x and b > y)."""
    alternatives = []
    for index, (column, descending) in enumerate(order):
        equal = [order[i][0] == values[i] for i in range(index)]
        alternatives.append(and_(*equal, column < values[index] if descending else column > values[index]))
    return or_(*alternatives)


def _encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _values(cursor: str, order: list[tuple[Any, bool]]) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError("another order")
        return [_typed(column, value) for (column, _), value in zip(order, values, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise problems.malformed_cursor() from None


def _typed(column: Any, value: Any) -> Any:
    kind = column.type.python_type
    if not isinstance(value, str if kind in FROM_TEXT else kind) or isinstance(value, bool) is not (kind is bool):
        raise TypeError("another type")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("not storable")
    return FROM_TEXT.get(kind, kind)(value)
