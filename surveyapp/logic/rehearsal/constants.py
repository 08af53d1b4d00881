"""What a survey's conditions compare answers with: the values at which it takes another turn.

An answer drawn at random hardly ever equals the 65 or the country that a branch waits for; one drawn from these does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from surveyapp.logic.asking import triggers
from surveyapp.logic.bound import Bound
from surveyapp.logic.conditions import Compare, Matches, Test
from surveyapp.logic.formulas import Constant
from surveyapp.logic.patterns import Pattern
from surveyapp.logic.program import Program

MOST_CONSTANTS = 200

Constants = Mapping[str, tuple[Any, ...]]


def constants(program: Program) -> Constants:
    """By field, and by repeating section, the constants that some condition compares it with."""
    found: dict[str, dict[Any, None]] = {}
    for node in _conditions(program):
        for part in _walked(node):
            for name, value in _compared(part):
                known = found.setdefault(name, {})
                if len(known) < MOST_CONSTANTS:
                    known[value] = None
    return {name: tuple(values) for name, values in found.items()}


def _conditions(program: Program) -> Iterator[object]:
    nodes: Bound = program.nodes
    for mapping in (nodes.conditions, nodes.required, nodes.constraints, nodes.options, nodes.guidance, nodes.review):
        yield from mapping.values()
    for formulas in (nodes.calculations, nodes.defaults, nodes.counts):
        yield from formulas.values()
    yield from (each.condition for each in triggers(program))


def _walked(node: object) -> Iterator[object]:
    """A typed node and all below it; without recursion."""
    ahead = [node]
    while ahead:
        each = ahead.pop()
        if isinstance(each, tuple):
            ahead.extend(each)
        elif is_dataclass(each) and not isinstance(each, Pattern):
            yield each
            ahead.extend(getattr(each, member.name) for member in fields(each))


def _compared(part: object) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Test):
        yield from ((part.field, value) for value in _flat(part.operand))
    elif isinstance(part, Compare):
        values = [each.value for each in _walked((part.left, part.right)) if isinstance(each, Constant)]
        yield from ((name, value) for name in sorted(part.reads) for one in values for value in _flat(one))
    elif isinstance(part, Matches):
        yield from ((name, part.pattern) for name in sorted(part.reads))


def _flat(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, frozenset):
        return [value, *sorted(value)]
    return list(value) if isinstance(value, tuple) else [value]
