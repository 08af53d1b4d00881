"""Every models module, imported so that the metadata is whole: provisioning and migrations start here."""

import tenants.models

__all__ = ["tenants"]
