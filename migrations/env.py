"""Alembic's environment for both chains, run inside a transaction that tenants.migrate opened and will commit.

The connection already sees exactly one schema; the version table is named with it all the same, so that a chain can
never read another schema's revision.
"""

from alembic import context

from migrations import chains
from tenants import ddl
from tenants.columns import Model, SharedModel

METADATA = {chains.SHARED: SharedModel.metadata, chains.TENANT: Model.metadata}


def run() -> None:
    """Run the chain that the configuration names on the connection it carries."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=METADATA[attributes["chain"]],
        version_table_schema=attributes["schema"],
        include_schemas=attributes["chain"] == chains.SHARED,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


ddl.load_models()
run()
