"""Conditions inside a path: `count(${member}[sex = 'female'])`, `sum(/data/member[age > 5]/income)`.

Our lists are the answers of one question in every instance, so such a condition becomes a calculated field of the
repeat, off the page: what an instance adds to the whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from surveyapp.formats.service.xlsform.tree import QUESTION, REPEAT, Node
from surveyapp.formats.service.xlsform.xpath.scope import Translation
from surveyapp.formats.service.xlsform.xpath.syntax import Call, Constant, Operation, Path, Step
from surveyapp.formats.service.xlsform.xpath.syntax import Node as Syntax
from surveyapp.formats.service.xlsform.xpath.values import (
    CONDITION,
    LIST,
    NUMBER,
    Untranslatable,
    Value,
    all_of,
    as_number,
    called,
    compared,
    either,
    emptiness,
    joined,
    number,
    quoted,
)

CONDITIONS = ("=", "!=", "<", "<=", ">", ">=", "and", "or")
DECIDING = ("selected", "not", "contains", "starts-with", "regex", "true", "false", "boolean")
POSITION = Call("position", ())
FILLED = (Operation("!=", Path((Step("."),)), Constant("")),)


class Chosen(NamedTuple):
    """Some instances of a repeat: which, and the question asked of each, None for the instance as such."""

    repeat: Node
    holds: Value
    question: Node | None


def chosen(translation: Translation, asked: Syntax) -> Chosen | None:
    """What a path with a condition asks; None for any other. Raises `Untranslatable`."""
    if not isinstance(asked, Path) or not any(_is_condition(step) for step in asked.steps):
        return None
    scope = translation.scope
    node, steps = scope.start(asked)
    repeat, conditions = None, tuple[Syntax, ...]()
    for step in steps:
        node = scope.stepped(node, step, None)[0]
        if step.predicates:
            repeat, conditions = node, (*conditions, *step.predicates)
    if repeat is None or repeat.kind != REPEAT or repeat.repeat is not repeat:
        raise Untranslatable("a condition in a path cannot be said")
    inner = translation.within(replace(scope, here=repeat, item=None, is_constraint=False, outside=scope.here))
    holds = all_of(inner.condition(each) for each in conditions)
    return Chosen(repeat, holds, node if node.kind == QUESTION else None)


def _is_condition(step: Step) -> bool:
    return any(_decides(each) for each in step.predicates)


def _decides(predicate: Syntax) -> bool:
    if isinstance(predicate, Call):
        return predicate.function in DECIDING
    if not isinstance(predicate, Operation) or predicate.operator not in CONDITIONS:
        return False
    return predicate.operator != "=" or predicate.left != POSITION


def without_blanks(asked: Syntax) -> Path | None:
    """The path of `question[. != '']`, whose blank answers are left out; None for any other."""
    if not isinstance(asked, Path) or asked.steps[-1].predicates != FILLED:
        return None
    *before, last = asked.steps
    return replace(asked, steps=(*before, replace(last, predicates=())))


def counted(translation: Translation, found: Chosen, filled: bool = False) -> Value:
    """How many instances; `filled` leaves out those in which the question is blank."""
    holds = found.holds
    if filled and found.question is not None:
        answer = _inside(translation, found, found.question)
        holds = joined("and", holds, emptiness(answer, filled=True))
    return called("sum", _helper(translation, found, either(holds, number("1"), number("0"))).text)


def summed(translation: Translation, found: Chosen) -> Value:
    """The sum over these instances: nothing where there are none, or one of them is blank."""
    if found.question is None:
        raise Untranslatable("instances have no sum")
    answer = as_number(_inside(translation, found, found.question))
    parts = _helper(translation, found, either(found.holds, answer, quoted(""))).text
    many = f"count({parts})"
    known = joined("and", compared(many, "=", counted(translation, found).text), compared(many, ">", "0"))
    return either(known, called("sum", parts), quoted(""))


def _inside(translation: Translation, found: Chosen, question: Node) -> Value:
    return replace(translation.scope, here=found.repeat).answer(question, None)


def _helper(translation: Translation, found: Chosen, part: Value) -> Value:
    form = translation.scope.form
    if form.helper is None or found.holds.kind != CONDITION:
        raise Untranslatable("a condition in a path cannot be said")
    listed = f"{{{form.helper(found.repeat, part.text)}}}"
    is_inside = translation.scope.here.repeat is found.repeat
    return Value(LIST, f"values({listed})" if is_inside else listed, inner=NUMBER, is_node=True)
