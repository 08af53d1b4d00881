"""Advice: what a survey professional would ask about before publishing. Only `publish` findings refuse anything."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from surveyapp.logic.bound import Bound, scope_of
from surveyapp.logic.check.together import Together
from surveyapp.logic.check.verdicts import never_filled, strange_options, verdict
from surveyapp.logic.conditions import NEVER
from surveyapp.logic.definition.parts import Definition, Repeat
from surveyapp.logic.expressions import SELF, bind_condition
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.formulas import Constant
from surveyapp.logic.graph import Graph, Node
from surveyapp.logic.issues import PUBLISH, WARNING, Issue, point, quoted
from surveyapp.logic.piping import piped_names
from surveyapp.logic.rules import test_of, trigger_of
from surveyapp.logic.written import CALCULATE, CONSTRAINT, GIVING, VISIBLE, Written


def completeness(definition: Definition) -> Iterator[Issue]:
    """What may be missing in a draft but not in a published survey."""
    if not definition.sections:
        yield Issue("/sections", "no_sections", "The survey has no sections.", PUBLISH)
    elif not any(section.fields for section in definition.sections):
        yield Issue("/sections", "no_fields", "The survey has no fields.", PUBLISH)
    fed = {dependency.dependent_field for dependency in definition.dependencies if dependency.dependent_options}
    for pointer, _, field in definition.walk():
        family = FIELD_TYPES.get(field.field_type)
        asked = family is not None and family.has_options and field.calculate is None
        if asked and not field.options and field.name not in fed:
            yield Issue(point(pointer, "options"), "no_options", "A choice field needs something to choose.", PUBLISH)


def forward_references(definition: Definition, drawn: Graph, written: tuple[Written, ...]) -> Iterator[Issue]:
    """Something earlier in the form decided by something later: it works, but the page moves behind the reader."""
    places = drawn.places
    answered = _answered(drawn, written)
    last = {("section", section.name): section.fields[-1].name for section in definition.sections if section.fields}

    def later(source: str, target: Node) -> bool:
        own, other = answered.get(("field", source)), places.get(target)
        inside = target in last and places[("field", last[target])] >= (own or 0)
        return own is not None and other is not None and own > other and not inside

    for pointer, source, target in _tied(definition):
        if later(source, target):
            yield _forward(pointer, source, target[1])
    for formula in written:
        is_told = formula.tree is not None and formula.role not in (CALCULATE, CONSTRAINT)
        for name in formula.node.names() if is_told else ():
            if name.field != SELF and later(name.field, formula.target):
                yield replace(_forward(formula.pointer, name.field, formula.target[1]), position=name.at)
    for part, pointer, text in _told(definition):
        for source in piped_names(text):
            if later(source, part):
                detail = f'"{source}" comes after this text, which shows its answer: nothing, the first time.'
                yield Issue(pointer, "forward_reference", detail, WARNING)


def _answered(drawn: Graph, written: tuple[Written, ...]) -> dict[Node, int]:
    """Where each part has its answer: what is calculated, wherever it stands, with the last that it reads."""
    answered = dict(drawn.places)
    reads = {each.target: each.sources for each in written if each.role == CALCULATE and each.tree is not None}
    for node in drawn.order():
        if node in reads:
            answered[node] = max((answered.get(("field", name), -1) for name in reads[node]), default=-1)
    return answered


def _told(definition: Definition) -> Iterator[tuple[Node, str, str]]:
    """Every text that pipes: the part it belongs to, where it stands, the text."""
    for at, section in enumerate(definition.sections):
        for key in ("title", "description"):
            yield ("section", section.name), point("/sections", at, key), getattr(section, key) or ""
    for pointer, _, field in definition.walk():
        for key in ("label", "help"):
            yield ("field", field.name), point(pointer, key), getattr(field, key) or ""


def _tied(definition: Definition) -> Iterator[tuple[str, str, Node]]:
    """What ties a part to a field without an expression: where that stands, the field, the part."""
    for at, rule in enumerate(definition.rules):
        yield point("/rules", at, "source_field"), rule.source_field, (rule.target_type, rule.target)
    for at, dependency in enumerate(definition.dependencies):
        pointer = point("/dependencies", at, "source_field")
        yield pointer, dependency.source_field, ("field", dependency.dependent_field)
    for at, section in enumerate(definition.sections):
        if section.repeat is not None and section.repeat.for_each is not None:
            yield point("/sections", at, "repeat", "for_each"), section.repeat.for_each, ("section", section.name)


def _forward(pointer: str, source: str, target: str) -> Issue:
    return Issue(pointer, "forward_reference", f'"{source}" comes after "{target}", which it decides.', WARNING)


def unreachable(definition: Definition, drawn: Graph, written: tuple[Written, ...], nodes: Bound) -> Iterator[Issue]:
    """Conditions that never hold and the parts and options that no answers can bring up; errors must be none."""
    together = Together(definition, nodes)
    _bury(definition, drawn, together)
    yield from _rules_never(definition, together)
    yield from _dependencies_never(definition, together)
    for formula in written:
        if formula.role not in GIVING:
            yield from _formula_never(formula, together)
    yield from _triggers_never(definition, together)
    for at, section in enumerate(definition.sections):
        if ("section", section.name) in together.dead:
            yield Issue(point("/sections", at), "unreachable", "No answers can show this section.", WARNING)
    for pointer, section, field in definition.walk():
        if ("field", field.name) in together.dead and ("section", section.name) not in together.dead:
            yield Issue(pointer, "unreachable", "No answers can show this field.", WARNING)


def _rules_never(definition: Definition, together: Together) -> Iterator[Issue]:
    families = together.nodes.families
    for at, rule in enumerate(definition.rules):
        test, pointer = test_of(rule, families[rule.source_field]), point("/rules", at, "value")
        if verdict(test, families, together.dead) is False:
            detail = f'No answer to "{rule.source_field}" can make this condition hold.'
            yield Issue(pointer, "condition_never_holds", detail, WARNING)
        else:
            yield from (Issue(pointer, "unknown_option", each, WARNING) for each in strange_options(test, families))


def _dependencies_never(definition: Definition, together: Together) -> Iterator[Issue]:
    families = together.nodes.families
    for at, dependency in enumerate(definition.dependencies):
        pointer = point("/dependencies", at)
        trigger = trigger_of(dependency, families[dependency.source_field])
        told = f'"{dependency.source_field}" can never answer {quoted(dependency.source_value)}'
        never = verdict(trigger, families, together.dead) is False
        if never or not together.can_hold(trigger, while_shown=_alive(("field", dependency.dependent_field), together)):
            detail = f"{told}." if never else f'{told} while "{dependency.dependent_field}" shows.'
            yield Issue(point(pointer, "source_value"), "unreachable_options", detail, WARNING)
        if not dependency.dependent_options:
            detail = "While this matches, it adds nothing to choose."
            yield Issue(point(pointer, "dependent_options"), "no_dependent_options", detail, WARNING)


def _formula_never(formula: Written, together: Together) -> Iterator[Issue]:
    """The comparisons that no answer meets; or the expression as a whole, when only together they cannot hold, or not
    while the part shows that it is about."""
    scope = scope_of(formula, together.nodes.families, together.nodes.repeats)
    whole = bind_condition(formula.node, scope)
    found = False
    for at, test in scope.asked:
        if verdict(test, together.nodes.families, together.dead) is False:
            found = True
            detail = f'At character {at + 1}: no answer to "{test.field}" can make this hold.'
            yield Issue(formula.pointer, "condition_never_holds", detail, WARNING, at)
            continue
        for strange in strange_options(test, together.nodes.families):
            yield Issue(formula.pointer, "unknown_option", f"At character {at + 1}: {strange}", WARNING, at)
    if not found and not together.can_hold(whole):
        yield Issue(formula.pointer, "condition_never_holds", "No answers can make this hold.", WARNING, 0)
    elif not found and formula.role != VISIBLE:
        part = _alive(formula.target, together)
        if part and not together.can_hold(whole, while_shown=part):
            detail = f'No answers can make this hold while "{part[1]}" shows.'
            yield Issue(formula.pointer, "condition_never_holds", detail, WARNING, 0)


def _triggers_never(definition: Definition, together: Together) -> Iterator[Issue]:
    """Guidance and review that wait for an answer their own field cannot give."""
    for pointer, _, field in definition.walk():
        part = _alive(("field", field.name), together)
        for key, conditions in (("guidance", together.nodes.guidance), ("review", together.nodes.review)):
            condition = conditions.get(field.name, NEVER)
            if part and condition != NEVER and not together.can_hold(condition, while_shown=part):
                detail = f'No answer to "{field.name}" can make this hold.'
                yield Issue(point(pointer, key, "value"), "condition_never_holds", detail, WARNING)


def _alive(part: Node, together: Together) -> Node | None:
    """A part, if it ever shows: of one that does not, everything else is said already."""
    return None if part in together.dead else part


def _bury(definition: Definition, drawn: Graph, together: Together) -> None:
    """Find the sections and fields that are hidden whatever is answered, in the order of dependence; those of a repeat
    without instances as well."""
    repeated = {section.name: section.repeat for section in definition.sections if section.repeat is not None}
    for node in drawn.order():
        repeat = repeated.get(node[1]) if node[0] == "section" else None
        never = repeat is not None and _never_asked(node[1], repeat, together.nodes, together.dead)
        if never or not together.can_show(node):
            together.dead.add(node)


def _never_asked(name: str, repeat: Repeat, nodes: Bound, dead: set[Node]) -> bool:
    """Whether a repeat has no instances whatever is answered."""
    if repeat.for_each is not None:
        return ("field", repeat.for_each) in dead
    count = nodes.counts.get(name)
    return count is not None and (never_filled(count, dead) or (isinstance(count, Constant) and _is_none(count.value)))


def _is_none(count: object) -> bool:
    return isinstance(count, int | Decimal) and count < 1
