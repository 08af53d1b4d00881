"""The verbs of the analyses.

For the worker, each in a transaction of its own: `count()` what waits, `is_behind()`. For operators:
`check(survey_id)`, `rebuild(survey_id)`. For readers: `analytics(survey_id, version=None)`.
"""

from surveyapp.analysis.service import forgetting
from surveyapp.analysis.service.counting import MOST, count, is_behind
from surveyapp.analysis.service.reading import Analytics, analytics
from surveyapp.analysis.service.recounting import Recount, check, rebuild

__all__ = ["MOST", "Analytics", "Recount", "analytics", "check", "count", "forgetting", "is_behind", "rebuild"]
