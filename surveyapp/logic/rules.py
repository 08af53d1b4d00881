"""Rule rows and dependencies to conditions (DESIGN 6, show and hide).

A row is one condition. Rows of one target with the same `rule_group` form one rule, joined by their `group_logic`; a
row without a group is a rule of its own. Show rules of a target combine by the target's `rule_logic`; any hide rule
that holds wins; no show rules means shown. The order of rows carries no meaning.
"""

from collections.abc import Mapping

from surveyapp.logic.conditions import AnyOf, Condition, Not, Test, joined
from surveyapp.logic.definition.parts import Definition, Dependency, Field, Rule
from surveyapp.logic.fields import FIELD_TYPES, Family
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.issues import Refused
from surveyapp.logic.operators import OPERATORS

Target = tuple[str, str]
Group = tuple[str, object]


def bind(definition: Definition) -> dict[str, Family]:
    """Every field's family bound to its settings and known options; the definition's types and configs are sound."""
    known = known_options(definition)
    return {field.name: FIELD_TYPES[field.field_type](field.config, known[field.name]) for field in definition.fields}


def known_options(definition: Definition) -> dict[str, set[str]]:
    """By field, the values it could ever offer: its own and those of its dependencies."""
    known = {field.name: {option.value for option in field.options} for field in definition.fields}
    for dependency in definition.dependencies:
        known.setdefault(dependency.dependent_field, set()).update(o.value for o in dependency.dependent_options)
    return known


def rows_of(field: Field) -> dict[str, str]:
    """A matrix's rows, value to label; of any other field none."""
    family = FIELD_TYPES[field.field_type]
    return Matrix(field.config).rows if family is Matrix and not any(family.config_problems(field.config)) else {}


def offerable(definition: Definition, name: str) -> tuple[str, ...]:
    """The values that a field could ever offer, in order: its own, then those of its dependencies."""
    own = (option.value for field in definition.fields if field.name == name for option in field.options)
    fed = (each for each in definition.dependencies if each.dependent_field == name)
    return tuple(dict.fromkeys([*own, *(option.value for each in fed for option in each.dependent_options)]))


def test_of(rule: Rule, family: type[Family] | Family) -> Test:
    """The typed condition of one row; raises `Refused` for a wrong operator or value (L16, C9)."""
    if rule.operator not in OPERATORS:
        raise Refused("unknown_operator", f"The operators are: {', '.join(OPERATORS)}.")
    return Test(rule.source_field, family.family, rule.operator, family.operand(rule.operator, rule.value))


def trigger_of(dependency: Dependency, family: type[Family] | Family) -> Test:
    """When a dependency matches: the source answers its value, or has it among its choices."""
    operand = family.operand(family.trigger, dependency.source_value)
    return Test(dependency.source_field, family.family, family.trigger, operand)


def visibility(definition: Definition, families: Mapping[str, Family]) -> dict[Target, Condition]:
    """The own condition of every target that has rules; ancestors' conditions are not mixed in."""
    logics: dict[Target, str] = {("section", section.name): section.rule_logic for section in definition.sections}
    logics.update({("field", field.name): field.rule_logic for field in definition.fields})
    shows: dict[Target, list[Condition]] = {}
    hides: dict[Target, list[Condition]] = {}
    for (target, _), rows in grouped(definition.rules).items():
        tests = tuple(test_of(row, families[row.source_field]) for row in rows)
        side = shows if rows[0].action == "show" else hides
        side.setdefault(target, []).append(joined(rows[0].group_logic, tests))
    return {
        target: _combined(tuple(shows.get(target, ())), tuple(hides.get(target, ())), logics[target])
        for target in {**shows, **hides}
    }


def grouped(rules: tuple[Rule, ...]) -> dict[tuple[Target, Group], list[Rule]]:
    """Rows by target and rule; a row without a group is keyed by its place."""
    groups: dict[tuple[Target, Group], list[Rule]] = {}
    for at, rule in enumerate(rules):
        group: Group = ("row", at) if rule.rule_group is None else ("group", rule.rule_group)
        groups.setdefault(((rule.target_type, rule.target), group), []).append(rule)
    return groups


def _combined(shows: tuple[Condition, ...], hides: tuple[Condition, ...], logic: str) -> Condition:
    hidden = Not(joined("or", hides)) if hides else None
    if not shows:
        return hidden or AnyOf(())
    shown = joined(logic, shows)
    return joined("and", (hidden, shown)) if hidden else shown
