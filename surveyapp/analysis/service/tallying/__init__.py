"""Counting, and nothing else: answers in, counts out; no database, no request, no clock.

- `values.py`: a multiset that never grows beyond bounds, exact while it has few different values.
- `kinds.py`: what is counted of a family's answers.
- `tallies.py`: the counts of a field and of a version, to JSON and back, added to and merged.
- `increments.py`: one pass over responses that sums up what they add.

Every count is a sum over responses, so the order of counting never matters and what was added can be taken away.
"""

from surveyapp.analysis.service.tallying.increments import Counted, Increments
from surveyapp.analysis.service.tallying.kinds import Kind, kind_of, kinds_of
from surveyapp.analysis.service.tallying.tallies import FieldTally, VersionTally
from surveyapp.analysis.service.tallying.values import Values

__all__ = ["Counted", "FieldTally", "Increments", "Kind", "Values", "VersionTally", "kind_of", "kinds_of"]
