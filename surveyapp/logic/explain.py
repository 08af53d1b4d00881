"""Why a part shows or not on given answers, for authors: every rule row and expression with its verdict.

Pure: it evaluates, then asks each condition by itself of the same live values. For staff only, since it tells the
conditions of parts that a respondent does not see; `GET .../explain` guards that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.bound import condition_of
from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.conditions import Condition
from surveyapp.logic.definition.parts import Rule
from surveyapp.logic.evaluation import Evaluation
from surveyapp.logic.generation import Functions, Renderer
from surveyapp.logic.graph import Node
from surveyapp.logic.issues import point, quoted
from surveyapp.logic.program import Predicate, Program
from surveyapp.logic.rules import test_of
from surveyapp.logic.sheet import Instance
from surveyapp.logic.wire import plain_value
from surveyapp.logic.written import VISIBLE, written


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition: where it stands, in words, what it does (`show` or `hide`), whether it holds, the values that it
    saw, and which of the fields it reads are hidden and therefore empty."""

    pointer: str
    text: str
    action: str
    holds: bool
    reads: Mapping[str, object]
    hidden: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The members as a JSON object."""
        told = {key: getattr(self, key) for key in ("pointer", "text", "action", "holds")}
        return {**told, "reads": dict(self.reads), "hidden": list(self.hidden)}


@dataclass(frozen=True, slots=True)
class Explained:
    """One section or field. `because` is `always` (it has no conditions), `conditions` (they decided), or
    `section_hidden` (its section did)."""

    kind: str
    name: str
    visible: bool
    because: str
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """The members as a JSON object."""
        told = {key: getattr(self, key) for key in ("kind", "name", "visible", "because")}
        return {**told, "reasons": [reason.to_json() for reason in self.reasons]}


def explain(
    survey: CompiledSurvey, answers: Mapping[str, object], hidden_values: str = "empty", *, today: str | None = None
) -> tuple[Explained, ...]:
    """Every section followed by its fields, in the order of the form; of a repeat those of each instance."""
    evaluation = survey.evaluate(answers, hidden_values, today=today)
    reasons: dict[Node, list[Reason]] = {}
    for target, reason in _reasons(survey.program, evaluation):
        reasons.setdefault(target, []).append(reason)
    return tuple(_explained(evaluation, reasons))


def _explained(evaluation: Evaluation, reasons: Mapping[Node, list[Reason]]) -> Iterator[Explained]:
    sheet, is_open = evaluation.sheet, evaluation.work.open
    places: dict[int, list[int]] = {}
    for place, field in enumerate(sheet.fields):
        places.setdefault(field.section, []).append(place)
    for section in evaluation.program.sections:
        yield _part("section", section.name, is_open[section.slot], True, reasons)
        for place in places.get(section.slot, ()):
            yield _part("field", sheet.names[place], sheet.shown[place], is_open[section.slot], reasons)


def _part(kind: str, name: str, visible: bool, is_open: bool, reasons: Mapping[Node, list[Reason]]) -> Explained:
    own = tuple(reasons.get((kind, name), ()))
    because = "section_hidden" if not is_open else "conditions" if own else "always"
    return Explained(kind, name, visible, because, own)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition that is still to be asked."""

    target: Node
    pointer: str
    text: str
    action: str
    condition: Condition


def _reasons(program: Program, evaluation: Evaluation) -> Iterator[tuple[Node, Reason]]:
    asked = [*_rules(program), *_expressions(program)]
    slots = {name: field.slot for name, field in program.by_name.items()}
    made, functions = Renderer(slots, program.nodes.repeats), Functions()
    names = [functions.expression(f"ask_{at}", made.condition(each.condition)) for at, each in enumerate(asked)]
    deciding = functions.made(made.known)
    for each, name in zip(asked, names, strict=True):
        for target, place in _places(evaluation, each.target):
            yield target, _reason(evaluation, each, deciding[name], place)


def _places(evaluation: Evaluation, target: Node) -> Iterator[tuple[Node, int | None]]:
    """Where a condition is asked: of a section once, of a field wherever it stands."""
    if target[0] == "section":
        yield target, None
    else:
        places = evaluation.sheet.of((evaluation.program.by_name[target[1]].slot,))
        yield from ((("field", evaluation.sheet.names[place]), place) for place in places)


def _reason(evaluation: Evaluation, asked: _Asked, decides: Predicate, place: int | None) -> Reason:
    sheet, work = evaluation.sheet, evaluation.work
    instance = None if place is None else sheet.instance(place)
    reads = sorted(asked.condition.reads)
    seen = {name: _seen(evaluation, work.live, name, instance) for name in reads}
    fields = [name for name in reads if name not in evaluation.program.repeats]
    shows = {name: _seen(evaluation, work.shown, name, instance) for name in fields}
    hidden = tuple(name for name, shown in shows.items() if not (any(shown) if isinstance(shown, list) else shown))
    holds = decides(work.live) if place is None else sheet.holds(decides, place)
    return Reason(asked.pointer, asked.text, asked.action, bool(holds), seen, hidden)


def _seen(evaluation: Evaluation, values: Sequence[Any], name: str, instance: Instance | None) -> Any:
    """What a condition sees of a field: one value, or from outside a repeat those of all instances; of a repeating
    section how many there are."""
    repeat = evaluation.program.repeats.get(name)
    if repeat is not None:
        return len(values[repeat.keys])
    field = evaluation.program.by_name[name]
    value = values[field.slot]
    if instance is not None and field.repeat is instance.repeat:
        value = value[instance.at]
    return plain_value(value)


def _rules(program: Program) -> Iterator[_Asked]:
    for at, rule in enumerate(program.definition.rules):
        condition = test_of(rule, program.nodes.families[rule.source_field])
        yield _Asked((rule.target_type, rule.target), point("/rules", at), _worded(rule), rule.action, condition)


def _worded(rule: Rule) -> str:
    value = rule.value
    shown = f"[{', '.join(map(quoted, value))}]" if isinstance(value, list) else quoted(value)
    return f"{{{rule.source_field}}} {rule.operator}" + ("" if value is None else f" {shown}")


def _expressions(program: Program) -> Iterator[_Asked]:
    for formula in written(program.definition):
        if formula.role == VISIBLE:
            condition = condition_of(formula, program.nodes.families, program.nodes.repeats)
            yield _Asked(formula.target, formula.pointer, formula.text, "show", condition)
