"""SurveyJS: `read(document)` makes a survey of ours from its JSON, `write(definition)` the way back.

The reader walks a document twice. First it gathers pages, panels and questions, gives everything a name of ours and
settles its type; then it says every expression in our language (`syntax` parses theirs, `translating` and its
neighbours say it in ours). What cannot be said is left out and told, with its place.
"""

from surveyapp.formats.service.surveyjs.reading import read
from surveyapp.formats.service.surveyjs.writing import write

__all__ = ["read", "write"]
