"""Why a part shows or not, and must be answered or not, on given answers, for authors: every rule row and expression
with its verdict.

Pure: it evaluates, then asks each condition by itself of the same live values. For staff only, since it tells the
conditions of parts that a respondent does not see; `GET .../explain` guards that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.asking import REQUIRE, Asked, asked, predicates
from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.evaluation import Evaluation
from surveyapp.logic.graph import Node
from surveyapp.logic.program import Predicate, Program
from surveyapp.logic.sheet import Instance
from surveyapp.logic.wire import plain_value
from surveyapp.logic.written import REQUIRED, VISIBLE


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition: where it stands, in words, what it does (`show`, `hide` or `require`), whether it holds, the
    values that it saw, and which of the fields it reads are hidden and therefore empty."""

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
    `section_hidden` (its section did). `required` is what a respondent sees: of a visible field that can be answered,
    whether its author always wants an answer or one of the reasons to `require` it holds."""

    kind: str
    name: str
    visible: bool
    required: bool
    because: str
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """The members as a JSON object."""
        told = {key: getattr(self, key) for key in ("kind", "name", "visible", "required", "because")}
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
    sheet, is_open, required = evaluation.sheet, evaluation.work.open, set(evaluation.state.required_fields)
    places: dict[int, list[int]] = {}
    for place, field in enumerate(sheet.fields):
        places.setdefault(field.section, []).append(place)
    for section in evaluation.program.sections:
        yield _part(("section", section.name), is_open[section.slot], False, True, reasons)
        for place in places.get(section.slot, ()):
            name = sheet.names[place]
            yield _part(("field", name), sheet.shown[place], name in required, is_open[section.slot], reasons)


def _part(part: Node, visible: bool, required: bool, is_open: bool, reasons: Mapping[Node, list[Reason]]) -> Explained:
    own = tuple(reasons.get(part, ()))
    decided = any(reason.action != REQUIRE for reason in own)
    because = "section_hidden" if not is_open else "conditions" if decided else "always"
    return Explained(*part, visible, required, because, own)


def _reasons(program: Program, evaluation: Evaluation) -> Iterator[tuple[Node, Reason]]:
    conditions = tuple(asked(program, (VISIBLE, REQUIRED)))
    for each, decides in zip(conditions, predicates(program, conditions), strict=True):
        for target, place in _places(evaluation, each.target):
            yield target, _reason(evaluation, each, decides, place)


def _places(evaluation: Evaluation, target: Node) -> Iterator[tuple[Node, int | None]]:
    """Where a condition is asked: of a section once, of a field wherever it stands."""
    if target[0] == "section":
        yield target, None
    else:
        places = evaluation.sheet.of((evaluation.program.by_name[target[1]].slot,))
        yield from ((("field", evaluation.sheet.names[place]), place) for place in places)


def _reason(evaluation: Evaluation, each: Asked, decides: Predicate, place: int | None) -> Reason:
    sheet, work = evaluation.sheet, evaluation.work
    instance = None if place is None else sheet.instance(place)
    reads = sorted(each.condition.reads)
    seen = {name: _seen(evaluation, work.live, name, instance) for name in reads}
    fields = [name for name in reads if name not in evaluation.program.repeats]
    shows = {name: _seen(evaluation, work.shown, name, instance) for name in fields}
    hidden = tuple(name for name, shown in shows.items() if not (any(shown) if isinstance(shown, list) else shown))
    holds = decides(work.live) if place is None else sheet.holds(decides, place)
    return Reason(each.pointer, each.text, each.action, bool(holds), seen, hidden)


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
