"""The authoring lint: everything wrong with a definition beyond its shape, and advice worth having.

An `error` refuses a save, since the engine relies on its absence. `publish` is what a half-built survey may still lack.
A `warning` never refuses. May: read a definition. Must not: look at answers. Findings come part by part, in the order
of the document, and none hides another.
"""

from dataclasses import dataclass

from surveyapp.logic.bound import Bound, bound
from surveyapp.logic.check.advice import completeness, forward_references, unreachable
from surveyapp.logic.check.formulas import formulas, pipes
from surveyapp.logic.check.links import circles, dependencies, rules
from surveyapp.logic.check.parts import parts
from surveyapp.logic.check.repeats import repeats
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.graph import Graph, graph
from surveyapp.logic.issues import Issue, worst
from surveyapp.logic.written import Written, written

__all__ = ["Examined", "check", "examine"]


@dataclass(frozen=True, slots=True)
class Examined:
    """All findings, and what was worked out on the way; `bound` is None while there are errors."""

    issues: list[Issue]
    written: tuple[Written, ...]
    graph: Graph
    bound: Bound | None


def check(definition: Definition) -> list[Issue]:
    """All findings. Advice that needs a sound survey to be worked out is left out while there are errors."""
    examined = examine(definition)
    found = [*examined.issues, *completeness(definition), *pipes(definition)]
    found += forward_references(definition, examined.graph, examined.written)
    if examined.bound is not None:
        found += unreachable(definition, examined.graph, examined.written, examined.bound)
    return found


def examine(definition: Definition) -> Examined:
    """The errors alone, with the work that compiling goes on from."""
    parsed = written(definition)
    drawn = graph(definition, parsed)
    found = [*parts(definition), *rules(definition), *dependencies(definition)]
    found += [*repeats(definition), *formulas(definition, parsed), *circles(drawn)]
    return Examined(found, parsed, drawn, None if worst(found) else bound(definition, parsed))
