"""A schema as its catalogs describe it, with its own name taken out: two schemas made in different ways compare.

The names of a partition's indexes are PostgreSQL's own and follow the order of creation, so they are left out.
"""

from __future__ import annotations

import psycopg

QUERIES = {
    "relations": """
        SELECT c.relname, c.relkind, c.relpersistence, coalesce(c.reloptions::text, ''), pg_get_userbyid(c.relowner),
               coalesce(pg_get_partkeydef(c.oid), ''), coalesce(pg_get_expr(c.relpartbound, c.oid), '')
          FROM pg_class c WHERE c.relnamespace = to_regnamespace(%(schema)s) AND c.relkind NOT IN ('i', 'I')""",
    "rights": """
        SELECT c.relname, r.rolname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
          JOIN pg_roles r ON r.oid = a.grantee WHERE c.relnamespace = to_regnamespace(%(schema)s)""",
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               coalesce(pg_get_expr(d.adbin, d.adrelid), '')
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relnamespace = to_regnamespace(%(schema)s) AND c.relkind IN ('r', 'p', 'v')""",
    "constraints": """
        SELECT r.relname, c.conname, c.condeferrable, c.condeferred, pg_get_constraintdef(c.oid)
          FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
         WHERE c.connamespace = to_regnamespace(%(schema)s)""",
    "indexes": """
        SELECT CASE WHEN c.relispartition THEN '' ELSE c.relname END, replace(pg_get_indexdef(c.oid), c.relname, '')
          FROM pg_class c
         WHERE c.relnamespace = to_regnamespace(%(schema)s) AND c.relkind IN ('i', 'I')""",
    "views": """
        SELECT c.relname, pg_get_viewdef(c.oid) FROM pg_class c
         WHERE c.relnamespace = to_regnamespace(%(schema)s) AND c.relkind = 'v'""",
}


def describe(url: str, schema: str) -> dict[str, set[tuple[str, ...]]]:
    """Every table, column, constraint, index, view and right of `schema`."""
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL search_path = ''")
        return {kind: _rows(connection, query, schema) for kind, query in QUERIES.items()}


def _rows(connection: psycopg.Connection, query: str, schema: str) -> set[tuple[str, ...]]:
    rows = connection.execute(query, {"schema": schema})
    return {tuple(str(value).replace(schema, "<schema>") for value in row) for row in rows}
