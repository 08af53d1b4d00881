"""Every models module, imported so that the metadata is whole: provisioning and migrations start here."""

import surveyapp.builder.models
import surveyapp.links.models
import surveyapp.surveys.models
import tenants.models

__all__ = ["surveyapp", "tenants"]
