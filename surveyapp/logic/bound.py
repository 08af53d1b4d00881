"""A sound definition with every rule and expression bound to typed nodes: what compiling, explaining and the browser
start from."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveyapp.logic.conditions import Condition, joined
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.expressions import Scope, bind_condition, bind_value
from surveyapp.logic.fields import Family
from surveyapp.logic.formulas import Formula
from surveyapp.logic.rules import Target, bind, visibility
from surveyapp.logic.triggers import guidance_of, review_of
from surveyapp.logic.written import CALCULATE, CONSTRAINT, DEFAULT, OPTION, REQUIRED, VISIBLE, Written


@dataclass(frozen=True, slots=True)
class Bound:
    """Nodes by what they decide: parts by target, fields by name, options by the pointer of their `visible_if`.

    `conditions` joins a target's rules and its `visible_if`: both must hold. `expressions` has every condition and
    formula by its pointer, as explanations name it.
    """

    families: Mapping[str, Family]
    rules: Mapping[Target, Condition]
    conditions: Mapping[Target, Condition]
    required: Mapping[str, Condition]
    constraints: Mapping[str, Condition]
    calculations: Mapping[str, Formula]
    defaults: Mapping[str, Formula]
    options: Mapping[str, Condition]
    guidance: Mapping[str, Condition]
    review: Mapping[str, Condition]


def bound(definition: Definition, formulas: tuple[Written, ...]) -> Bound:
    """All nodes; the definition must have passed `check`."""
    families = bind(definition)
    rules = visibility(definition, families)
    shows = {f.target: condition_of(f, families) for f in formulas if f.role == VISIBLE}
    guided = {field.name: guidance_of(field, families[field.name]) for field in definition.fields}
    reviewed = {field.name: review_of(field, families[field.name]) for field in definition.fields}
    return Bound(
        families=families,
        rules=rules,
        conditions={**rules, **{target: _both(rules.get(target), shown) for target, shown in shows.items()}},
        required={f.target[1]: condition_of(f, families) for f in formulas if f.role == REQUIRED},
        constraints={f.target[1]: condition_of(f, families) for f in formulas if f.role == CONSTRAINT},
        calculations={f.target[1]: formula_of(f, families) for f in formulas if f.role == CALCULATE},
        defaults={f.target[1]: formula_of(f, families) for f in formulas if f.role == DEFAULT},
        options={f.pointer: condition_of(f, families) for f in formulas if f.role == OPTION},
        guidance={name: condition for name, condition in guided.items() if condition is not None},
        review={name: condition for name, condition in reviewed.items() if condition is not None},
    )


def condition_of(formula: Written, families: Mapping[str, Family], scope: Scope | None = None) -> Condition:
    """The condition an expression is; raises `ExpressionError`."""
    return bind_condition(formula.node, scope or Scope(families, formula.own))


def formula_of(formula: Written, families: Mapping[str, Family], scope: Scope | None = None) -> Formula:
    """The value that a calculation or a default gives its field; raises `ExpressionError`."""
    return bind_value(formula.node, scope or Scope(families), families[formula.target[1]].family)


def _both(rules: Condition | None, shown: Condition) -> Condition:
    return shown if rules is None else joined("and", (rules, shown))
