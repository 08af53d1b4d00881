"""Setting up a new organization: the one piece of work that has no row of its own yet.

Its row is the organization itself, in state `provisioning`; every step is safe to repeat, so a message that comes twice
or a worker that dies half-way costs nothing but time.
"""

from uuid import UUID

import structlog

from surveyapp.accounts import service as accounts
from surveyapp.transaction import shared_transaction
from tenants import registry
from tenants.errors import UnknownTenant

log = structlog.get_logger(__name__)

SET_UP = ("provisioning", "active")


def run(organization_id: str) -> None:
    """Bring an organization from `provisioning` to `active`; one that is suspended, going or gone is left alone."""
    try:
        with shared_transaction(read_only=True):
            state = registry.tenant(UUID(organization_id)).state
    except UnknownTenant:
        return
    if state in SET_UP:
        accounts.finish_provisioning(UUID(organization_id))
        log.info("organization_provisioned", organization_id=organization_id)
