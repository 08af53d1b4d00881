"""The first shape of the tenant schema, statement by statement; written out by migrations.render."""

from alembic import op

from migrations import chains

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _run(chains.initial(chains.TENANT))


def downgrade() -> None:
    _run(chains.initial_down(chains.TENANT))


def _run(statements: list[str]) -> None:
    """As they stand: without parameters a % means itself."""
    for statement in statements:
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
