"""XLSForm workbooks, imported and answered: does our engine decide what ODK Web Forms' engine decides?

An operation answers a question or adds instances to a repeat; they are applied in their order, then everything is
compared: what is relevant, how often a repeat is asked, what is required, which choices a filter leaves, what is
calculated or stands by default, which answers break what. An answer that is not taken there at all (a text as a place
on the map) and is an error here is refused by both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bench.agreement.compared import Case, folder
from surveyapp.formats.service.report import Imported, Unreadable
from surveyapp.formats.service.xlsform import read
from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.evaluation import Evaluation

TODAY = "2026-01-15"
NO_NUMBER = ("NaN", "Infinity", "-Infinity", "Invalid Date")
"""What XPath makes of arithmetic with nothing; here there is no answer."""
NAMED = "offers"
"""Where docs/formats.md says that we mean to differ: a choice that offers nothing is not required, and an option that
is no longer offered stays in the draft as an error instead of being cleared."""
ASPECTS = ("import", "here", "answers", "relevant", "instances", "required", "choices", NAMED, "value", "violations")
RANGE = "/@range"
OWN, COUNT = re.compile(r"/meta/|/(reserved_name_for_field_list_labels|generated_table_list_label)_\d+$"), "_count"
SAID = ("value", "required", "choices")
"""What a question that is not here could have said."""
UNSPOKEN = "[object Object]"
"""A place on the map, as the expectations were written down."""

_INDEX = re.compile(r"\[(\d+)\]")
_NO_SECONDS = re.compile(r"(?<=:\d\d)(:00)?(\.000)?([+-]\d\d:\d\d|Z)?$")
_KEYED = re.compile(r"(?P<section>\w+)\[(?P<key>.*)\]\.(?P<name>\w+)")

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A question of ours, in an instance of a repeat where it is in one: its number, or its option's value."""

    name: str
    section: str = ""
    instance: int | str = ""

    @property
    def shown(self) -> str:
        """As the state names it."""
        return f"{self.section}[{self.instance}].{self.name}" if self.section else self.name


@dataclass(slots=True)
class Form:
    """An imported workbook."""

    imported: Imported
    compiled: CompiledSurvey
    types: Mapping[str, str] = field(default_factory=dict)
    repeats: Mapping[str, Any] = field(default_factory=dict)
    inside: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Form:
        """Raises `Unreadable`."""
        imported = read(path.read_bytes())
        sections = imported.document["sections"]
        repeats = [section for section in sections if section.get("repeat")]
        fields = [each for section in sections for each in section["fields"]]
        return cls(
            imported,
            compile_survey(from_document(imported.document)),
            {each["name"]: each["field_type"] for each in fields},
            {section["name"]: section["repeat"] for section in repeats},
            {each["name"]: section["name"] for section in repeats for each in section["fields"]},
            {each["name"]: [option["value"] for option in each["options"]] for each in fields if each.get("options")},
        )

    def target(self, ref: str) -> Target | None:
        """What a path of the form became, None for what is not here."""
        indexes = _INDEX.findall(ref)
        name = self.imported.names.get(_INDEX.sub("[]", ref))
        if name is None:
            return None
        keyed = _KEYED.fullmatch(name)
        if keyed:
            return Target(keyed["name"], keyed["section"], keyed["key"])
        section = self.inside.get(name)
        if section is None or not indexes:
            return Target(name)
        return Target(name, section, int(indexes[0]) - 1)


def differences(form: Form, case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything that comes out otherwise: the aspect, and where."""
    answers = _answered(form, case["ops"])
    accepted = form.compiled.accept(answers)
    evaluation = form.compiled.evaluate(accepted.values, today=TODAY)
    yield from (("answers", f"{issue.pointer} {issue.code}") for issue in accepted.issues)
    expected = case["expected"]
    refusals = _refusals(form, case, evaluation)
    for ref, node in expected["nodes"].items():
        target = form.target(ref.removesuffix(RANGE))
        if target is not None:
            compare = _range if ref.endswith(RANGE) else _node
            refused = target.shown in refusals
            yield from ((aspect, ref) for aspect in compare(form, target, node, evaluation) if not refused)
        elif not _is_pyxforms(form, ref) and any(node.get(each) for each in SAID):
            yield "here", ref
    yield from (
        each for each in _violated(form, expected["violations"], evaluation) if each[1].split()[0] not in refusals
    )


def _refusals(form: Form, case: Mapping[str, Any], evaluation: Evaluation) -> set[str]:
    """The questions whose last answer was not taken there and is an error here; what is not offered is left out."""
    given = {each["ref"]: each["value"] for each in case["ops"] if "value" in each}
    nodes = case["expected"]["nodes"]
    dropped = {ref for ref, value in given.items() if value not in ("", []) and nodes.get(ref, {}).get("value") is None}
    untaken = {target.shown for ref in dropped if (target := form.target(ref)) and target.name not in form.options}
    return untaken & {_shown(error.pointer) for error in evaluation.errors}


def _answered(form: Form, operations: list[dict[str, Any]]) -> Answers:
    answers: Answers = {}
    for operation in operations:
        target = form.target(operation["ref"]) or form.target(f"{operation['ref']}[1]")
        if target is None:
            continue
        if "add" in operation:
            instances = answers.setdefault(target.name, [{}])
            instances.extend({} for _ in range(operation["add"]))
        else:
            place = _place(answers, target)
            place[target.name] = _value(form.types.get(target.name, ""), operation["value"])
    return answers


def _place(answers: Answers, target: Target) -> Answers:
    """Where an answer goes."""
    if not target.section:
        return answers
    if isinstance(target.instance, str):
        keyed: Answers = answers.setdefault(target.section, {}).setdefault(target.instance, {})
        return keyed
    instances = answers.setdefault(target.section, [])
    instances.extend({} for _ in range(target.instance + 1 - len(instances)))
    numbered: Answers = instances[target.instance]
    return numbered


def _value(field_type: str, value: Any) -> Any:
    """An answer as ours takes it; what is not ticked is none."""
    if isinstance(value, list) and field_type in ("radio", "dropdown", "text"):
        return " ".join(value) or None
    if field_type == "boolean":
        return value or None
    return None if value in ("", []) else value


def _is_pyxforms(form: Form, ref: str) -> bool:
    """What pyxform adds of its own, and nobody answers: the instance's id, the head of a table, a repeat's count."""
    return bool(OWN.search(ref)) or (ref.endswith(COUNT) and form.target(f"{ref.removesuffix(COUNT)}[1]") is not None)


def _range(form: Form, target: Target, node: Mapping[str, Any], evaluation: Evaluation) -> Iterator[str]:
    """A repeat as a whole: how many instances it has; a hidden one has none to be seen."""
    there = evaluation.state.repeats.get(target.name)
    if target.name in form.repeats and len(there["instances"] if there else ()) != _instances(node):
        yield "instances"


def _instances(node: Mapping[str, Any]) -> int:
    return int(node["count"]) if node.get("relevant", True) else 0


def _node(form: Form, target: Target, node: Mapping[str, Any], evaluation: Evaluation) -> Iterator[str]:
    state = evaluation.state
    if target.name in form.repeats:
        return
    if target.name not in form.types:
        if target.name in state.visible_sections and not node.get("relevant", True):
            yield "relevant"
        return
    is_visible = target.shown in state.visible_fields
    if is_visible != node.get("relevant", True):
        yield "relevant"
    if not is_visible or not node.get("relevant", True):
        return
    offered = _offered(form, target, evaluation)
    if bool(node.get("required")) != (target.shown in state.required_fields) and _is_asked(form, target):
        yield NAMED if node.get("required") and offered == [] else "required"
    if "choices" in node and offered is not None and offered != _once(node["choices"]):
        yield "choices"
    held = _held(target, evaluation)
    if held is None and any(_shown(error.pointer) == target.shown for error in evaluation.errors):
        return
    if not _same(form.types[target.name], held, node.get("value")):
        is_gone = offered is not None and held is not None and not set(_several(held)) <= set(offered)
        yield NAMED if is_gone else "value"


def _offered(form: Form, target: Target, evaluation: Evaluation) -> list[str] | None:
    """The options that an answer may be now; None where it is no choice."""
    told = evaluation.state.options.get(target.shown)
    offered = form.options.get(target.name) if told is None else [each.value for each in told]
    return offered if form.types[target.name] != "boolean" else None


def _is_asked(form: Form, target: Target) -> bool:
    fields = (each for section in form.imported.document["sections"] for each in section["fields"])
    return not any(each["name"] == target.name and each.get("calculate") for each in fields)


def _held(target: Target, evaluation: Evaluation) -> Any:
    """A question's value: calculated, given, or by default."""
    state = evaluation.state
    for told in (state.calculated, state.defaults):
        if target.shown in told:
            return told[target.shown]
    place: Any = evaluation.answers
    if target.section:
        instances = place.get(target.section) or {}
        is_numbered = isinstance(instances, list)
        known = int(target.instance) < len(instances) if is_numbered else target.instance in instances
        place = instances[target.instance] if known else {}
    return place.get(target.name)


def _several(held: Any) -> list[str]:
    return held if isinstance(held, list) else [held]


def _same(field_type: str, ours: Any, theirs: Any) -> bool:
    """Values are compared as texts; numbers as numbers, to as many digits as a double has."""
    if theirs == UNSPOKEN:
        return ours is not None
    if field_type == "boolean":
        return (ours == "yes") == (theirs in (True, "OK"))
    first, second = _spelled(ours), _spelled(theirs)
    if field_type in ("time", "datetime"):
        first, second = (_NO_SECONDS.sub("", each) for each in (first, second))
    if first == second:
        return True
    try:
        one, other = Decimal(first), Decimal(second)
    except InvalidOperation:
        return False
    return bool(abs(one - other) <= Decimal("1e-9") * max(abs(one), abs(other), Decimal(1)))


def _spelled(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(sorted(map(str, value)))
    return "" if value is None or value in NO_NUMBER else str(value).strip()


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _violated(form: Form, expected: Mapping[str, str], evaluation: Evaluation) -> list[tuple[str, str]]:
    known = [(target, kind) for ref, kind in expected.items() if (target := form.target(ref))]
    theirs = {(target.shown, kind) for target, kind in known if target.name in form.types}
    ours: set[tuple[str, str]] = set()
    gone: set[str] = set()
    for error in evaluation.errors:
        shown = _shown(error.pointer)
        if error.code == "option_not_available":
            gone.add(shown)
        ours.add((shown, "required" if error.code == "answer_required" else "constraint"))
    unoffered = {name for name, options in evaluation.state.options.items() if not options}
    named = gone | unoffered
    return [(NAMED if name in named else "violations", f"{name} {kind}") for name, kind in sorted(theirs ^ ours)]


def _shown(pointer: str) -> str:
    """An error's place as the state names it."""
    steps = pointer.split("/")[2:]
    return f"{steps[0]}[{steps[1]}].{steps[2]}" if len(steps) == 3 else steps[0]


def cases(home: Path | None = None) -> Iterator[Case]:
    """Every case, compared. Raises DataError when there are none."""
    data = home or folder("xlsform")
    index = {each["id"]: each for each in json.loads((data / "index.json").read_text(encoding="utf-8"))}
    forms: dict[str, Form] = {}
    for line in (data / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        known = index[case["form"]]
        features = frozenset(name for name, count in known.get("features", {}).items() if count)
        try:
            form = forms.get(known["id"]) or forms.setdefault(known["id"], Form.read(data / known["file"]))
        except Unreadable as error:
            yield Case(known["id"], case["case"], features, ASPECTS, {"import": str(error)})
            continue
        told: dict[str, str] = {}
        for aspect, text in differences(form, case):
            told[aspect] = f"{told[aspect]}; {text}" if aspect in told else text
        yield Case(known["id"], case["case"], features, ASPECTS, told)
