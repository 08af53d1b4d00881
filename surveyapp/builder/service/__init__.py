"""The verbs of building: one module for each kind of part, `whole` for documents, `trying` for the way to answers,
`rehearsing` for a look from inside.

Parts are read and written as `Stamped(part, revision)`; `revision` is the ETag of everything in the survey. Every write
takes the revision that the caller read and raises not_found, etag_is_stale, or definition_is_invalid with all that the
engine has against it; nothing is stored then.
"""

from surveyapp.builder.service import dependencies, fields, options, rules, sections
from surveyapp.builder.service.editing import Stamped
from surveyapp.builder.service.rehearsing import Target, dry_run, explain, reasons
from surveyapp.builder.service.trying import Review, evaluate, publish, review
from surveyapp.builder.service.whole import Imported, definition_of, duplicate, import_, read, replace

__all__ = [
    "Imported",
    "Review",
    "Stamped",
    "Target",
    "definition_of",
    "dependencies",
    "dry_run",
    "duplicate",
    "evaluate",
    "explain",
    "fields",
    "import_",
    "options",
    "publish",
    "read",
    "reasons",
    "replace",
    "review",
    "rules",
    "sections",
]
