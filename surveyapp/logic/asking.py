"""The conditions of a survey one by one, each with its place and its words: what explanations and rehearsals ask.

An evaluation joins the conditions of a part into one; who wants to know which of them held asks each by itself, of the
same live values.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from surveyapp.logic.bound import condition_of
from surveyapp.logic.conditions import Condition
from surveyapp.logic.definition.parts import Rule
from surveyapp.logic.generation import Functions, Renderer
from surveyapp.logic.graph import Node
from surveyapp.logic.issues import point, quoted
from surveyapp.logic.program import Predicate, Program
from surveyapp.logic.rules import test_of, trigger_of
from surveyapp.logic.written import OPTION, REQUIRED, VISIBLE, written

SHOW, REQUIRE, OFFER = "show", "require", "offer"
ACTIONS = {VISIBLE: SHOW, REQUIRED: REQUIRE, OPTION: OFFER}


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition: what it is about, where it stands, in words, and what it does (`show`, `hide`, `require`, `offer`)
    where it holds."""

    target: Node
    pointer: str
    text: str
    action: str
    condition: Condition


def asked(program: Program, roles: Collection[str]) -> Iterator[Asked]:
    """Every row of a rule, then the expressions of these roles, in the order of the document."""
    families, repeats = program.nodes.families, program.nodes.repeats
    for at, rule in enumerate(program.definition.rules):
        condition = test_of(rule, families[rule.source_field])
        yield Asked((rule.target_type, rule.target), point("/rules", at), _worded(rule), rule.action, condition)
    for formula in written(program.definition):
        if formula.role in roles:
            decides = condition_of(formula, families, repeats)
            yield Asked(formula.target, formula.pointer, formula.text, ACTIONS[formula.role], decides)


def triggers(program: Program) -> Iterator[Asked]:
    """When each dependency brings its options."""
    for at, dependency in enumerate(program.definition.dependencies):
        trigger = trigger_of(dependency, program.nodes.families[dependency.source_field])
        text = f"{{{dependency.source_field}}} {trigger.operator} {quoted(dependency.source_value)}"
        yield Asked(("field", dependency.dependent_field), point("/dependencies", at), text, OFFER, trigger)


def predicates(program: Program, conditions: Sequence[Asked]) -> list[Predicate]:
    """A function of the live values for each."""
    slots = {name: field.slot for name, field in program.by_name.items()}
    made, functions = Renderer(slots, program.nodes.repeats), Functions()
    names = [functions.expression(f"ask_{at}", made.condition(each.condition)) for at, each in enumerate(conditions)]
    deciding = functions.made(made.known)
    return [deciding[name] for name in names]


def _worded(rule: Rule) -> str:
    value = rule.value
    shown = f"[{', '.join(map(quoted, value))}]" if isinstance(value, list) else quoted(value)
    return f"{{{rule.source_field}}} {rule.operator}" + ("" if value is None else f" {shown}")
