"""The verbs of the audit trail: `record` for what a service changed, `observe` for what a request was."""

from surveyapp.audit.service.changes import MASK, changes
from surveyapp.audit.service.observing import observe
from surveyapp.audit.service.reading import trail, was_recorded
from surveyapp.audit.service.recording import record, values

__all__ = ["MASK", "changes", "observe", "record", "trail", "values", "was_recorded"]
