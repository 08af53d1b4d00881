"""What the metadata of a tenant cannot say: statements after a table, views, withheld rights, seeded rows.

Rooms register these when their models.py is imported. `statements()` renders everything once per process into a list
of single top-level statements that name no schema: provisioning sends them under `SET LOCAL search_path`. One DDL
statement per message, never inside DO: the same list must run on Citus.
"""

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, Literal

from psycopg import sql
from sqlalchemy import Index, MetaData, create_mock_engine
from sqlalchemy.dialects import postgresql

from tenants.columns import Model

MODELS = "migrations.tables"
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
Verb = Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
Row = Mapping[str, Any]


@dataclass
class Registry:
    """Everything registered so far; one per process, filled at import."""

    after: dict[str, list[str]] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, set[str]] = field(default_factory=dict)
    seeds: dict[str, list[Row]] = field(default_factory=dict)


registry = Registry()


def after(table: str, *statements: str) -> None:
    """Single statements to run once `table` and its indexes exist: partitions, storage parameters."""
    registry.after.setdefault(table, []).extend(statements)


def view(name: str, statement: str) -> None:
    """A view, created after every table and granted for reading; say `WITH (security_invoker = true)`."""
    registry.views[name] = statement


def revoke(table: str, *verbs: Verb) -> None:
    """Rights on `table` that a tenant's role is never given."""
    registry.withheld.setdefault(table, set()).update(verbs)


def seed(table: str, rows: Iterable[Row]) -> None:
    """Rows every new tenant starts with. Give fixed ids: seeding is repeated by repair and must find its own rows."""
    registry.seeds.setdefault(table, []).extend(rows)


@cache
def load_models() -> None:
    """Import every models module, named here as Alembic names env.py: as data, since this floor imports no higher one.

    Rendering from whatever happened to be imported would make tenants with half their tables.
    """
    importlib.import_module(MODELS)


@cache
def statements() -> tuple[str, ...]:
    """The tenant's schema as single statements in order of creation, naming no schema and no role."""
    load_models()
    return tuple(render(Model.metadata, registry))


def render(metadata: MetaData, registered: Registry) -> list[str]:
    """Tables with their indexes and own statements in dependency order, views last."""
    return [statement for _, statement in tables_rendered(metadata, registered)] + list(registered.views.values())


def tables_rendered(metadata: MetaData, registered: Registry) -> list[tuple[str, str]]:
    """(table, single statement) pairs: CREATE TABLE and CREATE INDEX, each table's own statements after its last."""
    created = _created(metadata)
    last = {table: position for position, (table, _) in enumerate(created)}
    rendered: list[tuple[str, str]] = []
    for position, (table, statement) in enumerate(created):
        rendered.append((table, statement))
        if last[table] == position:
            rendered.extend((table, own) for own in registered.after.get(table, ()))
    return rendered


def _created(metadata: MetaData) -> list[tuple[str, str]]:
    """Each CREATE statement that SQLAlchemy would send, with the table it belongs to; a table's indexes by name."""
    created: list[tuple[str, str, str]] = []
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

    def collect(element: Any, *_: Any, **__: Any) -> None:
        made = element.element
        table, index = (_table_of(made), str(made.name)) if isinstance(made, Index) else (_table_of(made), "")
        created.append((table, index, str(element.compile(dialect=dialect)).strip()))

    metadata.create_all(create_mock_engine("postgresql+psycopg://", collect), checkfirst=False)
    runs = groupby(created, key=lambda each: (each[0], bool(each[1])))
    return [(table, statement) for _, run in runs for table, _, statement in sorted(run)]


def _table_of(made: Any) -> str:
    """The name of a table, or of the table that a constraint made on its own belongs to."""
    return str(getattr(made, "table", made).name)


def grants(role: str) -> list[str]:
    """The rights of a tenant's role, exactly: what it had goes first. Run again after every migration.

    Tables are named one by one, because ON ALL TABLES is linear in the whole catalog.
    """
    load_models()
    by_verbs: dict[tuple[str, ...], list[str]] = {("SELECT",): list(registry.views)}
    for table in Model.metadata.sorted_tables:
        withheld = registry.withheld.get(table.name, set())
        by_verbs.setdefault(tuple(verb for verb in VERBS if verb not in withheld), []).append(table.name)
    every = [name for names in by_verbs.values() for name in names]
    granted = [f"GRANT {', '.join(verbs)} ON {_quoted(names)} TO {role}" for verbs, names in by_verbs.items() if names]
    return [f"REVOKE ALL ON {_quoted(every)} FROM {role}", *granted]


@cache
def seeds() -> tuple[sql.Composed, ...]:
    """One INSERT per seeded row, literals inside, repeatable: a row that is there already stays as it is."""
    load_models()
    order = [table.name for table in Model.metadata.sorted_tables]
    return tuple(_insert(table, row) for table in order for row in registry.seeds.get(table, ()))


def _insert(table: str, row: Row) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Literal, row.values())),
    )


def _quoted(names: Iterable[str]) -> str:
    preparer = postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]
    return ", ".join(preparer.quote(name) for name in names)
