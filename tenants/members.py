"""Each tenant's copy of who belongs to it, kept in step with the memberships, which are the truth (C21)."""

from datetime import datetime
from uuid import UUID

from psycopg import sql
from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert

from tenants import naming
from tenants.connections import ExtendedConnection
from tenants.db import session
from tenants.models import Member

COLUMNS = ("user_id", "email", "first_name", "last_name", "is_owner", "joined_at")
MEMBERSHIPS = """
SELECT u.id, u.email, u.first_name, u.last_name, m.role = 'owner', m.joined_at
  FROM shared.organization_memberships m JOIN shared.users u ON u.id = m.user_id
 WHERE m.organization_id = %s ORDER BY u.id
"""
UPSERT = """
INSERT INTO {members} AS m (user_id, email, first_name, last_name, is_owner, joined_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (user_id) DO UPDATE
   SET email = excluded.email, first_name = excluded.first_name, last_name = excluded.last_name,
       is_owner = excluded.is_owner, joined_at = excluded.joined_at
 WHERE (m.email, m.first_name, m.last_name, m.is_owner, m.joined_at)
       IS DISTINCT FROM (excluded.email, excluded.first_name, excluded.last_name, excluded.is_owner, excluded.joined_at)
"""


def upsert(
    user_id: UUID, email: str, first_name: str | None, last_name: str | None, *, is_owner: bool, joined_at: datetime
) -> None:
    """Write one member in the open tenant unit: done before a token is issued to them. Nothing new writes nothing."""
    row = dict(zip(COLUMNS, (user_id, email, first_name, last_name, is_owner, joined_at), strict=True))
    statement = insert(Member).values(row)
    new = or_(*(Member.__table__.c[name].is_distinct_from(statement.excluded[name]) for name in COLUMNS[1:]))
    session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=row, where=new))


def reconcile(main: ExtendedConnection, connection: ExtendedConnection, organization_id: UUID) -> int:
    """Make a tenant's members equal to its memberships; returns how many rows had to change. The caller commits.

    Both connections are the owner's. A member whose membership is gone is deleted: what they made stays, its
    `created_by` becomes null. Somebody invited who has not joined has no membership yet, and stays.
    """
    rows = main.execute(MEMBERSHIPS, [organization_id]).fetchall()
    table = sql.Identifier(naming.schema_name(organization_id), "members")
    changed = sum(connection.execute(sql.SQL(UPSERT).format(members=table), row).rowcount for row in rows)
    gone = sql.SQL("DELETE FROM {} WHERE user_id <> ALL(%s) AND joined_at IS NOT NULL").format(table)
    return changed + connection.execute(gone, [[row[0] for row in rows]]).rowcount
