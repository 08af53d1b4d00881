"""Which tenant is entered, as a value and as a context variable that only tenants.db sets."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from tenants import naming
from tenants.errors import NoTenant


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A tenant's data key as stored: useless without the master key that `master_id` names."""

    id: UUID
    organization_id: UUID
    wrapped: bytes
    master_id: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organization's runtime shape: all that is needed to enter it, and nothing that says who asked."""

    organization_id: UUID
    public_key: str
    slug: str
    name: str
    database: str
    state: str
    keys: tuple[WrappedKey, ...] = ()

    @property
    def schema(self) -> str:
        return naming.schema_name(self.organization_id)

    @property
    def role(self) -> str:
        return naming.role_name(self.organization_id)


entered: ContextVar[Tenant | None] = ContextVar("entered", default=None)


def current() -> Tenant:
    """The tenant of the unit open right now; raises NoTenant outside one."""
    tenant = entered.get()
    if tenant is None:
        raise NoTenant("no tenant is entered")
    return tenant


def current_or_none() -> Tenant | None:
    """The tenant of the unit open right now, for logs and other bystanders that work without one."""
    return entered.get()
