"""What an author wrote: the parts of a survey and the one JSON document they come from and go to (DESIGN 7).

May: judge shape. Must not: judge whether the parts fit together (`check`) or decide anything about answers.
"""

from surveyapp.logic.definition.parts import (
    Definition,
    DefinitionError,
    Dependency,
    Field,
    Option,
    Repeat,
    Rule,
    Section,
)
from surveyapp.logic.definition.reading import from_document
from surveyapp.logic.definition.writing import to_document

__all__ = [
    "Definition",
    "DefinitionError",
    "Dependency",
    "Field",
    "Option",
    "Repeat",
    "Rule",
    "Section",
    "from_document",
    "to_document",
]
