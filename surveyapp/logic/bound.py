"""A sound definition with every rule and expression bound to typed nodes: what compiling, explaining and the browser
start from."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveyapp.logic.conditions import Condition, joined
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.expressions import Scope, bind_condition, bind_value
from surveyapp.logic.fields import Family
from surveyapp.logic.formulas import NUMBER, Formula
from surveyapp.logic.repeats import NO_REPEATS, Repeats, repeats_of
from surveyapp.logic.rules import Target, bind, visibility
from surveyapp.logic.triggers import guidance_of, review_of
from surveyapp.logic.written import CALCULATE, CONSTRAINT, COUNT, DEFAULT, OPTION, REQUIRED, VISIBLE, Written


@dataclass(frozen=True, slots=True)
class Bound:
    """Nodes by what they decide: parts by target, fields by name, options by the pointer of their `visible_if`, counts
    by section.

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
    counts: Mapping[str, Formula]
    repeats: Repeats


def bound(definition: Definition, formulas: tuple[Written, ...]) -> Bound:
    """All nodes; the definition must have passed `check`."""
    families, repeats = bind(definition), repeats_of(definition)

    def conditions(role: str) -> dict[str, Condition]:
        return {f.target[1]: condition_of(f, families, repeats) for f in formulas if f.role == role}

    def values(role: str) -> dict[str, Formula]:
        return {f.target[1]: formula_of(f, families, repeats) for f in formulas if f.role == role}

    rules = visibility(definition, families)
    shows = {f.target: condition_of(f, families, repeats) for f in formulas if f.role == VISIBLE}
    guided = {field.name: guidance_of(field, families[field.name]) for field in definition.fields}
    reviewed = {field.name: review_of(field, families[field.name]) for field in definition.fields}
    return Bound(
        families=families,
        rules=rules,
        conditions={**rules, **{target: _both(rules.get(target), shown) for target, shown in shows.items()}},
        required=conditions(REQUIRED),
        constraints=conditions(CONSTRAINT),
        calculations=values(CALCULATE),
        defaults=values(DEFAULT),
        options={f.pointer: condition_of(f, families, repeats) for f in formulas if f.role == OPTION},
        guidance={name: condition for name, condition in guided.items() if condition is not None},
        review={name: condition for name, condition in reviewed.items() if condition is not None},
        counts=values(COUNT),
        repeats=repeats,
    )


def scope_of(formula: Written, families: Mapping[str, Family], repeats: Repeats) -> Scope:
    """What names mean where an expression stands."""
    return Scope(families, formula.own, repeats, formula.within)


def condition_of(formula: Written, families: Mapping[str, Family], repeats: Repeats = NO_REPEATS) -> Condition:
    """The condition an expression is; raises `ExpressionError`."""
    return bind_condition(formula.node, scope_of(formula, families, repeats))


def formula_of(formula: Written, families: Mapping[str, Family], repeats: Repeats = NO_REPEATS) -> Formula:
    """The value that a calculation or a default gives its field, or a count its section; raises `ExpressionError`."""
    wanted = NUMBER if formula.role == COUNT else families[formula.target[1]].family
    return bind_value(formula.node, scope_of(formula, families, repeats), wanted)


def _both(rules: Condition | None, shown: Condition) -> Condition:
    return shown if rules is None else joined("and", (rules, shown))
