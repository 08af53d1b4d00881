"""The authoring lint: everything wrong with a definition beyond its shape, and advice worth having.

An `error` refuses a save, since the engine relies on its absence. `publish` is what a half-built survey may still lack.
A `warning` never refuses. May: read a definition. Must not: look at answers. Findings come part by part, in the order
of the document, and none hides another.
"""

from surveyapp.logic.check.advice import completeness, forward_references, unreachable
from surveyapp.logic.check.links import circles, dependencies, rules
from surveyapp.logic.check.parts import parts
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.graph import graph
from surveyapp.logic.issues import Issue, worst

__all__ = ["check"]


def check(definition: Definition) -> list[Issue]:
    """All findings. Advice that needs a sound survey to be worked out is left out while there are errors."""
    drawn = graph(definition)
    found = [*parts(definition), *rules(definition), *dependencies(definition), *circles(drawn)]
    found += [*completeness(definition), *forward_references(definition, drawn)]
    if not worst(found):
        found += unreachable(definition, drawn)
    return found
