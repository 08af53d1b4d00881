"""Why a part shows or not on given answers, for authors: every rule row and expression with its verdict.

Pure: it evaluates, then asks each condition by itself of the same live values. For staff only, since it tells the
conditions of parts that a respondent does not see; `GET .../explain` guards that.
"""

from collections.abc import Iterator, Mapping
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
from surveyapp.logic.program import Program
from surveyapp.logic.rules import test_of
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
    """Every section followed by its fields, in the order of the form."""
    evaluation = survey.evaluate(answers, hidden_values, today=today)
    reasons: dict[Node, list[Reason]] = {}
    for target, reason in _reasons(survey.program, evaluation):
        reasons.setdefault(target, []).append(reason)
    return tuple(_explained(evaluation, reasons))


def _explained(evaluation: Evaluation, reasons: Mapping[Node, list[Reason]]) -> Iterator[Explained]:
    program, work = evaluation.program, evaluation.work
    for section, part in zip(program.sections, program.definition.sections, strict=True):
        is_open = work.open[section.slot]
        yield _part("section", section.name, is_open, True, reasons)
        for field in part.fields:
            yield _part("field", field.name, work.shown[program.by_name[field.name].slot], is_open, reasons)


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
    made, functions = Renderer({name: field.slot for name, field in program.by_name.items()}), Functions()
    names = [functions.expression(f"ask_{at}", made.condition(each.condition)) for at, each in enumerate(asked)]
    deciding = functions.made(made.known)
    live, shown = evaluation.work.live, evaluation.work.shown
    for each, name in zip(asked, names, strict=True):
        fields = [program.by_name[read] for read in sorted(each.condition.reads)]
        seen = {field.name: plain_value(live[field.slot]) for field in fields}
        hidden = tuple(field.name for field in fields if not shown[field.slot])
        holds = bool(deciding[name](live))
        yield each.target, Reason(each.pointer, each.text, each.action, holds, seen, hidden)


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
