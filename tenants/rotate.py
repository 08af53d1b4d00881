"""Rotating keys: a new data key for a tenant, or every data key under a new master key.

Retired data keys stay, because what they sealed still has to open; rotating the master rewrites wrapped keys only.
"""

from collections.abc import Callable
from uuid import UUID

from tenants import keys, owner, provision
from tenants.connections import ExtendedConnection
from tenants.context import WrappedKey

ALL_KEYS = "SELECT id, organization_id, wrapped, master_id, is_active FROM shared.tenant_keys ORDER BY id"


def new_key(organization_id: UUID) -> None:
    """Retire the tenant's data key and make another for what is sealed from now on."""
    provision.renew_key(organization_id)


def rewrap_all(report: Callable[[str], None] = lambda line: None) -> int:
    """Wrap every data key with the current master key; returns how many were not. Needs the previous one too."""
    with owner.connect() as connection:
        stale = [key for key in _all(connection) if not keys.is_current(key)]
    for number, key in enumerate(stale, start=1):
        provision.replace_wrapped(keys.rewrap(key))
        report(f"[{number}/{len(stale)}] data key {key.id}")
    return len(stale)


def _all(connection: ExtendedConnection) -> list[WrappedKey]:
    return [WrappedKey(*row) for row in connection.execute(ALL_KEYS)]
