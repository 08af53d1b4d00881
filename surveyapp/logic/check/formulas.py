"""Expressions: each parses, names what exists, compares what can be compared, and fits where it stands."""

from collections.abc import Iterator, Mapping

from surveyapp.logic.bound import condition_of, formula_of
from surveyapp.logic.definition.parts import Definition, Repeat
from surveyapp.logic.expressions import SELF, ExpressionError
from surveyapp.logic.expressions.nodes import ITEM_HERE, NUMBER_HERE
from surveyapp.logic.fields import FIELD_TYPES, Family
from surveyapp.logic.issues import WARNING, Issue, point, quoted
from surveyapp.logic.piping import piped_names
from surveyapp.logic.repeats import Repeats, repeats_of
from surveyapp.logic.rules import known_options
from surveyapp.logic.written import GIVING, Written


def formulas(definition: Definition, written: tuple[Written, ...]) -> Iterator[Issue]:
    """Everything wrong with the expressions of a definition, also of one that is broken elsewhere."""
    repeats = repeats_of(definition)
    names = {field.name for field in definition.fields} | repeats.kinds.keys()
    families = _sound(definition)
    for formula in written:
        problem = formula.problem
        if problem is not None:
            yield located(formula.pointer, problem)
        elif strangers := [n for n in formula.node.names() if n.field != SELF and n.field not in names]:
            for name in strangers:
                unknown = ExpressionError("unknown_field", _no_field(name.field), name.at)
                yield located(formula.pointer, unknown)
        else:
            yield from _bound(formula, families, repeats)


def located(pointer: str, problem: ExpressionError) -> Issue:
    """A refusal as a finding with its place in the text."""
    return Issue(pointer, problem.code, problem.sentence, position=problem.at)


def _no_field(name: str) -> str:
    return f"The survey has no field named {quoted(name)}."


def _sound(definition: Definition) -> dict[str, Family]:
    """The families of the fields whose type and settings are sound; the others are reported where they stand."""
    known = known_options(definition)
    found = {}
    for field in definition.fields:
        family = FIELD_TYPES.get(field.field_type)
        if family is not None and not any(family.config_problems(field.config)):
            found[field.name] = family(field.config, known[field.name])
    return found


def _bound(formula: Written, families: Mapping[str, Family], repeats: Repeats) -> Iterator[Issue]:
    own = {formula.target[1]} if formula.target[0] == "field" else set()
    needed = formula.node.reads - {SELF} - repeats.kinds.keys() | own
    if not needed <= families.keys():
        return
    try:
        (formula_of if formula.role in GIVING else condition_of)(formula, families, repeats)
    except ExpressionError as problem:
        yield located(formula.pointer, problem)


def pipes(definition: Definition) -> Iterator[Issue]:
    """Braces in a text that look like a field and are none: perhaps a slip, perhaps meant as they stand."""
    names = {field.name for field in definition.fields}
    for pointer, text, repeat in _texts(definition):
        for name in piped_names(text):
            if name not in names and not _is_here(name, repeat):
                yield Issue(pointer, "unknown_field", f"{_no_field(name)} It stays as it stands.", WARNING)


def _is_here(name: str, repeat: Repeat | None) -> bool:
    """Whether it is the number of an instance, or its option, where instances have one."""
    return repeat is not None and (name == NUMBER_HERE or (name == ITEM_HERE and repeat.is_keyed))


def _texts(definition: Definition) -> Iterator[tuple[str, str, Repeat | None]]:
    for at, section in enumerate(definition.sections):
        for key in ("title", "description"):
            yield point("/sections", at, key), getattr(section, key) or "", section.repeat
    for pointer, section, field in definition.walk():
        for key in ("label", "help"):
            yield point(pointer, key), getattr(field, key) or "", section.repeat
        yield point(pointer, "constraint", "message"), field.constraint_message or "", section.repeat
