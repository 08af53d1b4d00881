"""Two Alembic chains with one environment: `shared` (once) and `tenant` (once per organization)."""
