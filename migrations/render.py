"""Write the statements of both initial revisions from the models: `python -m migrations.render`.

For as long as nothing has been released the first revision is rewritten instead of followed by another; a test says
when it is behind the models. Each room's tables go into a file of their own, rooms in the order of their foreign keys.
"""

import sys
from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import cast

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

from migrations import chains
from tenants import ddl, naming
from tenants.columns import Model, SharedModel

PLUMBING = "plumbing"


def main() -> int:
    """Write both `initial` folders; returns 0."""
    for chain in (chains.SHARED, chains.TENANT):
        folder = chains.HERE / chain / "initial"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.sql"):
            old.unlink()
        for name, content in files(chain).items():
            (folder / name).write_text(content)
    return 0


def files(chain: str) -> dict[str, str]:
    """What the folder `initial` of a chain should hold: numbered .sql files, read in that order, and the way down."""
    ddl.load_models()
    shared = chain == chains.SHARED
    metadata, views = (SharedModel.metadata, ()) if shared else (Model.metadata, tuple(ddl.registry.views))
    parts = shared_files() if shared else tenant_files()
    numbered = {f"{number:02}_{name}.sql": _joined(each) for number, (name, each) in enumerate(parts.items(), start=1)}
    dropped = [f"DROP VIEW {name}" for name in views]
    dropped.append("DROP TABLE\n    " + ",\n    ".join(table.fullname for table in reversed(metadata.sorted_tables)))
    return {**numbered, chains.DOWN: _joined(dropped)}


def shared_files() -> dict[str, list[str]]:
    """The shared schema's statements and the rights of its role."""
    return {PLUMBING: ddl.render(SharedModel.metadata, ddl.Registry()), "grants": shared_grants()}


def shared_grants() -> list[str]:
    """What surveyapp_shared may do: everything but change the audit trail."""
    changeable = [table.fullname for table in SharedModel.metadata.sorted_tables if table.name != "audit_logs"]
    verbs = ", ".join(ddl.VERBS)
    return [
        f"GRANT USAGE ON SCHEMA {naming.SHARED_SCHEMA} TO {naming.SHARED_ROLE}",
        f"GRANT {verbs} ON {', '.join(changeable)} TO {naming.SHARED_ROLE}",
        f"GRANT SELECT, INSERT ON {naming.SHARED_SCHEMA}.audit_logs TO {naming.SHARED_ROLE}",
    ]


def tenant_files() -> dict[str, list[str]]:
    """The tenant schema's statements by room, then views, then seeds."""
    owners = rooms(Model)
    files: dict[str, list[str]] = {room: [] for room in room_order(Model.metadata, owners)}
    for table, statement in ddl.tables_rendered(Model.metadata, ddl.registry):
        files[owners[table]].append(statement)
    return {
        **files,
        "views": list(ddl.registry.views.values()),
        "seeds": [statement.as_string() for statement in ddl.seeds()],
    }


def rooms(base: type[DeclarativeBase]) -> dict[str, str]:
    """Table name -> the room whose models.py declares it (a second class on the same table declares nothing)."""
    found = {}
    for mapper in base.registry.mappers:
        if "__tablename__" not in vars(mapper.class_):
            continue
        package, _, rest = mapper.class_.__module__.partition(".")
        found[cast(Table, mapper.local_table).name] = PLUMBING if package == "tenants" else rest.partition(".")[0]
    return found


def room_order(metadata: MetaData, owners: Mapping[str, str]) -> list[str]:
    """Rooms so that every foreign key points to the same or an earlier one."""
    order: TopologicalSorter[str] = TopologicalSorter({PLUMBING: ()})
    for table in metadata.sorted_tables:
        order.add(owners[table.name])
        for key in table.foreign_keys:
            if owners[key.column.table.name] != owners[table.name]:
                order.add(owners[table.name], owners[key.column.table.name])
    return list(order.static_order())


def _joined(statements: list[str]) -> str:
    """Statements as a file that chains.initial() takes apart again."""
    tidy = ["\n".join(line.rstrip() for line in each.expandtabs(4).strip().splitlines()) for each in statements]
    if any(chains.END in each + "\n" for each in tidy):
        raise ValueError("a statement may not hold a line that ends in ;")
    return "\n".join(each + chains.END for each in tidy)


if __name__ == "__main__":
    sys.exit(main())
