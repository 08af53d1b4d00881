"""A compiled survey as the browser evaluates it: nodes, order, options, limits. `docs/engine.md` describes the format.

Only what a respondent's page needs: no review, no guidance before its time, nothing about who may see what. Numbers
that a double does not hold exactly travel as decimal text, as answers do.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Not, Test
from surveyapp.logic.definition.parts import COUNT, OPEN, Option
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.fields.number import stored
from surveyapp.logic.formulas import CHOICES, Answer, Apply, At, Constant, Formula, Here, If, Instances, Values, Word
from surveyapp.logic.issues import point
from surveyapp.logic.program import CompiledField, CompiledRepeat, CompiledSection, Program, Step
from surveyapp.logic.rules import trigger_of

FORMAT = 1


def survey_json(program: Program) -> dict[str, Any]:
    """The whole survey; what is null or empty by far most often is left out of fields and options."""
    return {
        "format": FORMAT,
        "language": program.definition.language,
        "timezone": program.definition.timezone,
        "reads_today": program.reads_today,
        "sections": [_section(program, section.name) for section in program.sections],
        "fields": _fields(program),
        "steps": [_step(step) for step in program.steps],
        "feeds": [list(fed) for fed in program.feeds],
        "pipes": [{"kind": p.kind, "slot": p.slot, "member": p.member, "text": p.text} for p in program.pipes],
    }


def _step(step: Step) -> list[str | int]:
    if isinstance(step, CompiledSection):
        return ["section", step.slot]
    return ["field", *(field.slot for field in (step if isinstance(step, tuple) else (step,)))]


def _section(program: Program, name: str) -> dict[str, Any]:
    condition = program.nodes.conditions.get(("section", name))
    told: dict[str, Any] = {"name": name}
    told |= {} if condition is None else {"visible_if": condition_json(condition)}
    return told if name not in program.repeats else {**told, "repeat": _repeat(program, program.repeats[name])}


def _repeat(program: Program, repeat: CompiledRepeat) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": repeat.kind}
    if repeat.kind == OPEN:
        return {**told, "min": repeat.min, "max": repeat.max, "start": repeat.first}
    if repeat.kind == COUNT:
        return {**told, "count": formula_json(program.nodes.counts[repeat.name]), "max": repeat.max}
    if repeat.source is not None:
        return {**told, "field": program.field_names[repeat.source], "keys": list(repeat.known)}
    return {**told, "items": [{"value": item.value, "label": item.label} for item in repeat.items]}


def _fields(program: Program) -> list[dict[str, Any]]:
    offers: dict[str, list[dict[str, Any]]] = {}
    for at, each in enumerate(program.definition.dependencies):
        pointer = point("/dependencies", at, "dependent_options")
        offer = {
            "when": condition_json(trigger_of(each, program.nodes.families[each.source_field])),
            "options": _options(program, pointer, each.dependent_options),
        }
        offers.setdefault(each.dependent_field, []).append(offer)
    walked = {field.name: pointer for pointer, _, field in program.definition.walk()}
    return [_field(program, field, walked[field.name], offers.get(field.name, [])) for field in program.fields]


def _field(program: Program, field: CompiledField, pointer: str, offers: list[dict[str, Any]]) -> dict[str, Any]:
    nodes, name = program.nodes, field.name
    conditions = {
        "visible_if": nodes.conditions.get(("field", name)),
        "required_if": nodes.required.get(name),
        "constraint": nodes.constraints.get(name),
    }
    told: dict[str, Any] = {"name": name, "section": field.section, "family": field.family.family}
    told |= {"required": True} if field.field.is_required else {}
    told |= {key: condition_json(node) for key, node in conditions.items() if node is not None}
    told |= {"ordered": True} if field.family.is_ordered else {}
    if name in nodes.calculations:
        told["calculate"] = formula_json(nodes.calculations[name])
    if name in nodes.defaults:
        told["default"] = formula_json(nodes.defaults[name])
    optional = {
        "message": field.field.constraint_message,
        "also_empty": field.field.asks_of_empty,
        "limits": _limits(field),
        "rows": _rows(field),
        "options": _options(program, point(pointer, "options"), field.field.options),
        "offers": offers,
    }
    return told | {key: value for key, value in optional.items() if value}


def _limits(field: CompiledField) -> dict[str, Any]:
    limits = {key: plain_value(value) for key, value in field.family.limits.items() if key not in field.family.looks}
    longest = getattr(field.family, "longest", None)
    return limits if longest is None else {**limits, "longest": longest}


def _rows(field: CompiledField) -> list[dict[str, Any]]:
    rows = field.family.rows if isinstance(field.family, Matrix) else {}
    return [{"value": value, "label": label} for value, label in rows.items()]


def _options(program: Program, pointer: str, options: tuple[Option, ...]) -> list[dict[str, Any]]:
    return [
        _option(option, program.nodes.options, point(pointer, at, "visible_if")) for at, option in enumerate(options)
    ]


def _option(option: Option, conditions: Mapping[str, Condition], pointer: str) -> dict[str, Any]:
    told: dict[str, Any] = {"value": option.value, "label": option.label}
    return told if option.visible_if is None else {**told, "visible_if": condition_json(conditions[pointer])}


def condition_json(node: Condition) -> list[Any]:
    """A condition as `[operator, ...]`."""
    if isinstance(node, Test):
        return ["test", node.field, node.operator, plain_value(node.operand)]
    if isinstance(node, All | AnyOf):
        return ["all" if isinstance(node, All) else "any", *map(condition_json, node.parts)]
    if isinstance(node, Not):
        return ["not", condition_json(node.part)]
    if isinstance(node, Compare):
        return ["compare", node.kind, node.operator, formula_json(node.left), formula_json(node.right)]
    if isinstance(node, Filled):
        return ["filled", formula_json(node.part)]
    return ["matches", formula_json(node.part), node.pattern.to_json()]


def formula_json(node: Formula) -> list[Any]:
    """A value as `[kind, ...]`."""
    if isinstance(node, Answer):
        return ["answer", node.field]
    if isinstance(node, Constant):
        return _constant_json(node)
    if isinstance(node, Apply):
        return ["call", node.function, *map(formula_json, node.parts)]
    if isinstance(node, If):
        return ["if", condition_json(node.condition), formula_json(node.then), formula_json(node.otherwise)]
    if isinstance(node, Word):
        return ["word", condition_json(node.condition)]
    return _of_repeats_json(node)


def _of_repeats_json(node: Values | At | Here | Instances) -> list[Any]:
    if isinstance(node, Values):
        return ["values", node.field] if node.read is None else ["values", node.field, node.read]
    if isinstance(node, At):
        return ["at", node.field, node.by, formula_json(node.place)]
    return ["place", node.what] if isinstance(node, Here) else ["instances", node.number]


def _constant_json(node: Constant) -> list[Any]:
    if node.value is None:
        return ["empty"]
    return (
        ["list", *node.value]
        if node.kind == CHOICES and isinstance(node.value, tuple)
        else [node.kind, plain_value(node.value)]
    )


def plain_value(value: object) -> Any:
    """A typed value as JSON; sets sorted, so that the same survey always reads the same."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain_value(each) for each in value]
    return stored(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value
