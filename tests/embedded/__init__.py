"""The embedded PostgreSQL and Redis, started and ended in every way that a machine can think of."""
