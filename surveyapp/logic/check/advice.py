"""Advice: what a survey professional would ask about before publishing. Only `publish` findings refuse anything."""

from collections.abc import Iterator, Mapping

from surveyapp.logic.conditions import AnyOf, Condition, Not, Test
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.fields import FIELD_TYPES, Family
from surveyapp.logic.graph import Graph, Node
from surveyapp.logic.issues import PUBLISH, WARNING, Issue, point, quoted
from surveyapp.logic.predicates import holds_on_empty
from surveyapp.logic.rules import bind, test_of, trigger_of, visibility


def completeness(definition: Definition) -> Iterator[Issue]:
    """What may be missing in a draft but not in a published survey."""
    if not definition.sections:
        yield Issue("/sections", "no_sections", "The survey has no sections.", PUBLISH)
    elif not any(section.fields for section in definition.sections):
        yield Issue("/sections", "no_fields", "The survey has no fields.", PUBLISH)
    fed = {dependency.dependent_field for dependency in definition.dependencies if dependency.dependent_options}
    for pointer, _, field in definition.walk():
        family = FIELD_TYPES.get(field.field_type)
        if family and family.has_options and not field.options and field.name not in fed:
            yield Issue(point(pointer, "options"), "no_options", "A choice field needs something to choose.", PUBLISH)


def forward_references(definition: Definition, drawn: Graph) -> Iterator[Issue]:
    """Something earlier in the form decided by something later: it works, but the page moves behind the reader."""
    places = drawn.places
    last = {("section", section.name): section.fields[-1].name for section in definition.sections if section.fields}

    def later(source: str, target: Node) -> bool:
        own, other = places.get(("field", source)), places.get(target)
        inside = target in last and places[("field", last[target])] >= (own or 0)
        return own is not None and other is not None and own > other and not inside

    for at, rule in enumerate(definition.rules):
        if later(rule.source_field, (rule.target_type, rule.target)):
            yield _forward(point("/rules", at, "source_field"), rule.source_field, rule.target)
    for at, dependency in enumerate(definition.dependencies):
        if later(dependency.source_field, ("field", dependency.dependent_field)):
            pointer = point("/dependencies", at, "source_field")
            yield _forward(pointer, dependency.source_field, dependency.dependent_field)


def _forward(pointer: str, source: str, target: str) -> Issue:
    return Issue(pointer, "forward_reference", f'"{source}" comes after "{target}", which it decides.', WARNING)


def unreachable(definition: Definition, drawn: Graph) -> Iterator[Issue]:
    """Conditions that never hold and the parts and options that no answers can bring up; errors must be none."""
    families = bind(definition)
    dead = dead_parts(definition, drawn, families)
    yield from _never(definition, families, dead)
    for at, section in enumerate(definition.sections):
        if ("section", section.name) in dead:
            yield Issue(point("/sections", at), "unreachable", "No answers can show this section.", WARNING)
    for pointer, section, field in definition.walk():
        if ("field", field.name) in dead and ("section", section.name) not in dead:
            yield Issue(pointer, "unreachable", "No answers can show this field.", WARNING)


def _never(definition: Definition, families: Mapping[str, Family], dead: set[Node]) -> Iterator[Issue]:
    for at, rule in enumerate(definition.rules):
        if _verdict(test_of(rule, families[rule.source_field]), families, dead) is False:
            detail = f'No answer to "{rule.source_field}" can make this condition hold.'
            yield Issue(point("/rules", at, "value"), "condition_never_holds", detail, WARNING)
    for at, dependency in enumerate(definition.dependencies):
        pointer = point("/dependencies", at)
        if _verdict(trigger_of(dependency, families[dependency.source_field]), families, dead) is False:
            detail = f'"{dependency.source_field}" can never answer {quoted(dependency.source_value)}.'
            yield Issue(point(pointer, "source_value"), "unreachable_options", detail, WARNING)
        if not dependency.dependent_options:
            detail = "While this matches, it adds nothing to choose."
            yield Issue(point(pointer, "dependent_options"), "no_dependent_options", detail, WARNING)


def dead_parts(definition: Definition, drawn: Graph, families: Mapping[str, Family]) -> set[Node]:
    """Sections and fields that are hidden whatever is answered, found in the order of dependence."""
    conditions = visibility(definition, families)
    homes = {field.name: section.name for _, section, field in definition.walk()}
    dead: set[Node] = set()
    for node in drawn.order():
        condition = conditions.get(node)
        in_dead_section = node[0] == "field" and ("section", homes[node[1]]) in dead
        if in_dead_section or (condition is not None and _verdict(condition, families, dead) is False):
            dead.add(node)
    return dead


def _verdict(condition: Condition, families: Mapping[str, Family], dead: set[Node]) -> bool | None:
    """True or False where the condition has one value whatever is answered, None where it depends."""
    if isinstance(condition, Test):
        if ("field", condition.field) in dead:
            return holds_on_empty(condition)
        possible = families[condition.field].possible(condition.operator, condition.operand)
        return None if possible else False
    if isinstance(condition, Not):
        inner = _verdict(condition.part, families, dead)
        return None if inner is None else not inner
    verdicts = [_verdict(part, families, dead) for part in condition.parts]
    return _joined(verdicts, stops_at=isinstance(condition, AnyOf))


def _joined(verdicts: list[bool | None], stops_at: bool) -> bool | None:
    if stops_at in verdicts:
        return stops_at
    return None if None in verdicts else not stops_at
