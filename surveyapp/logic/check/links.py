"""What ties parts together: rules and dependencies name what exists, compare what can be compared, never circle."""

from collections.abc import Iterator

from surveyapp.logic.check.parts import options
from surveyapp.logic.definition.parts import Definition, Dependency, Rule
from surveyapp.logic.fields import FIELD_TYPES, Family
from surveyapp.logic.graph import Graph
from surveyapp.logic.issues import Issue, Refused, point, quoted
from surveyapp.logic.rules import grouped, test_of, trigger_of

OPERATOR_CODES = ("unknown_operator", "operator_not_allowed")


def rules(definition: Definition) -> Iterator[Issue]:
    """Every row by itself, then rows that claim to form one rule."""
    types = _families(definition)
    sections = {section.name for section in definition.sections}
    for at, rule in enumerate(definition.rules):
        yield from _rule(point("/rules", at), rule, types, sections)
    yield from _groups(definition)


def _families(definition: Definition) -> dict[str, type[Family] | None]:
    """Name to family, None where the type is unknown: that is reported at the field, not once more at each rule."""
    return {field.name: FIELD_TYPES.get(field.field_type) for field in definition.fields}


def _rule(pointer: str, rule: Rule, types: dict[str, type[Family] | None], sections: set[str]) -> Iterator[Issue]:
    if rule.target not in (sections if rule.target_type == "section" else types):
        yield _unknown(point(pointer, "target"), rule.target_type, rule.target)
    if rule.source_field not in types:
        yield _unknown(point(pointer, "source_field"), "field", rule.source_field)
    family = types.get(rule.source_field)
    if family is None:
        return
    try:
        test_of(rule, family)
    except Refused as problem:
        place = "operator" if problem.code in OPERATOR_CODES else "value"
        yield Issue(point(pointer, place), problem.code, problem.detail)


def _unknown(pointer: str, kind: str, name: str) -> Issue:
    return Issue(pointer, f"unknown_{kind}", f"The survey has no {kind} named {quoted(name)}.")


def _groups(definition: Definition) -> Iterator[Issue]:
    """One rule has one action and one logic; rows that disagree would mean something else to each reader."""
    places = {id(rule): at for at, rule in enumerate(definition.rules)}
    for rows in grouped(definition.rules).values():
        for row in rows[1:]:
            for key in ("action", "group_logic"):
                if getattr(row, key) != getattr(rows[0], key):
                    detail = f"Rows of one rule_group must agree on {key}."
                    yield Issue(point("/rules", places[id(row)], key), "mixed_rule_group", detail)


def dependencies(definition: Definition) -> Iterator[Issue]:
    """Options may depend on any field, and only choice fields have options."""
    types = _families(definition)
    for at, dependency in enumerate(definition.dependencies):
        pointer = point("/dependencies", at)
        yield from _dependent(pointer, dependency, types)
        yield from _source(pointer, dependency, types)
        yield from options(point(pointer, "dependent_options"), dependency.dependent_options)


def _dependent(pointer: str, dependency: Dependency, types: dict[str, type[Family] | None]) -> Iterator[Issue]:
    name = dependency.dependent_field
    family = types.get(name)
    if name not in types:
        yield _unknown(point(pointer, "dependent_field"), "field", name)
    elif family is not None and not family.has_options:
        detail = f"A {family.family} field has no options; choice fields have (B14)."
        yield Issue(point(pointer, "dependent_field"), "options_not_allowed", detail)


def _source(pointer: str, dependency: Dependency, types: dict[str, type[Family] | None]) -> Iterator[Issue]:
    name = dependency.source_field
    family = types.get(name)
    if name not in types:
        yield _unknown(point(pointer, "source_field"), "field", name)
    elif family is not None:
        try:
            trigger_of(dependency, family)
        except Refused as problem:
            yield Issue(point(pointer, "source_value"), problem.code, problem.detail)


def circles(drawn: Graph) -> Iterator[Issue]:
    """Circles through rules on fields, rules on sections, dependencies, or all of them together (L19)."""
    for cycle in drawn.cycles():
        yield Issue(cycle.pointer, "rule_cycle", f"These depend on each other in a circle: {cycle.path}.")
