"""What every table is declared with: two metadatas, one naming convention, UUIDv7 keys, aware timestamps.

Tenant tables carry no schema (the switch in tenants.db names it); shared tables always say `shared.`. No enum types:
an enum has another OID in each schema and breaks prepared statements across tenants, so choices are varchar + CHECK.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, MetaData, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

from tenants.naming import SHARED_SCHEMA

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB(), list[Any]: JSONB()}
timestamptz = DateTime(timezone=True)


def new_id() -> UUID:
    """A UUIDv7: unique without a round trip, and time-ordered so that an index grows at one end."""
    return uuid7()


def utc_now() -> datetime:
    """This moment, aware, in UTC: the only kind of time we store."""
    return datetime.now(UTC)


def one_of(column: str, *values: str) -> CheckConstraint:
    """A CHECK that holds `column` to `values`; named `ck_<table>_<column>`."""
    choices = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return CheckConstraint(f"{column} IN ({choices})", name=column)


class Model(DeclarativeBase):
    """A table of the tenant's own schema."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = TYPES


class SharedModel(DeclarativeBase):
    """A table of the schema `shared`, which exists only in the database `main`."""

    metadata = MetaData(schema=SHARED_SCHEMA, naming_convention=CONVENTION)
    type_annotation_map = TYPES


class UuidKey:
    """Primary key `id`, made in Python."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


class Timestamps:
    """`created_at` and `updated_at`, set by the application, with a database default for hands-on SQL."""

    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now(), sort_order=1)
    updated_at: Mapped[datetime] = mapped_column(
        default=utc_now, onupdate=utc_now, server_default=func.now(), sort_order=2
    )
