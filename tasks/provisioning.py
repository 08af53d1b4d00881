"""Setting up a new organization: the one piece of work that has no row of its own yet.

Its row is the organization itself, in state `provisioning`; every step is safe to repeat, so a message that comes twice
or a worker that dies half-way costs nothing but time.
"""

from uuid import UUID

import structlog

from surveyapp.accounts import service as accounts

log = structlog.get_logger(__name__)


def run(organization_id: str) -> None:
    """Bring an organization from `provisioning` to `active`; leave any other alone."""
    accounts.finish_provisioning(UUID(organization_id))
    log.info("organization_provisioned", organization_id=organization_id)
