"""Every models module, imported so that the metadata is whole: provisioning and migrations start here."""

import surveyapp.accounts.models
import surveyapp.analysis.models
import surveyapp.audit.models
import surveyapp.builder.models
import surveyapp.invitations.models
import surveyapp.jobs.models
import surveyapp.links.models
import surveyapp.responses.models
import surveyapp.surveys.models
import tenants.models

__all__ = ["surveyapp", "tenants"]
