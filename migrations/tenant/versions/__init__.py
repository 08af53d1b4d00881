"""Revisions, loaded by Alembic from their files."""
