"""What an operator did to an organization, told in `shared.audit_logs` by whoever owns the tables (C12).

The rooms tell their own changes in the tenant's trail; what happens here has no tenant's transaction to share, so the
row shares that of the change itself. It names no user: whoever holds the owner's address is the operator.
"""

from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tenants.columns import new_id
from tenants.connections import ExtendedConnection

INSERT = (
    "INSERT INTO shared.audit_logs (id, organization_id, action, event, resource_type, resource_id, changes)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def record(
    connection: ExtendedConnection,
    organization_id: UUID,
    event: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    action: str = "updated",
    resource_id: UUID | None = None,
) -> None:
    """Add a row to the open transaction. The event's first word is the resource; without an id, the organization's."""
    resource = event.partition(".")[0]
    told = Jsonb({"before": before, "after": after})
    connection.execute(
        INSERT, [new_id(), organization_id, action, event, resource, resource_id or organization_id, told]
    )
