"""Comparisons: beside a constant a field decides how both are read, exactly as in a rule; otherwise the stronger type
does (number, then date, then list, then text)."""

from collections.abc import Mapping

from surveyapp.logic.arithmetic import Number, settled, spelled
from surveyapp.logic.conditions import AnyOf, Compare, Condition, Filled, Not, Test
from surveyapp.logic.expressions.errors import ExpressionError
from surveyapp.logic.expressions.nodes import Call, Comparison, Emptiness, ListOf, Literal, Name, Node
from surveyapp.logic.expressions.typed import (
    CONDITION,
    LIST,
    MOMENTS,
    NOTHING,
    REPEAT,
    Bind,
    Typed,
    as_moment,
    as_number,
    as_set,
    as_text,
    clash,
    comparable_text,
    is_numeric,
    shared_moment,
)
from surveyapp.logic.fields import Family
from surveyapp.logic.formulas import BOOLEAN, CHOICE, CHOICES, NUMBER, TEXT, Apply, Constant, Formula, Values
from surveyapp.logic.issues import Refused
from surveyapp.logic.values import is_empty

_RULE: Mapping[str, str] = {
    "=": "equals",
    "!=": "not_equals",
    "<": "less_than",
    "<=": "less_or_equal",
    ">": "greater_than",
    ">=": "greater_or_equal",
    "contains": "contains",
    "notcontains": "not_contains",
    "anyof": "in",
    "in": "in",
    "noneof": "not_in",
}
_TURNED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDERED = ("<", "<=", ">", ">=")
_SEARCHED = {
    "anyof": "any_of",
    "in": "any_of",
    "contains": "any_of",
    "noneof": "none_of",
    "notcontains": "none_of",
    "allof": "all_of",
}
_LISTED = {"anyof": "any_of", "in": "any_of", "noneof": "none_of", "allof": "all_of"}
_READ_AS = {"all_of": "contains"}
_WRONG_OPERATOR = ("unknown_operator", "operator_not_allowed")


def emptiness(bind: Bind, node: Emptiness) -> Condition:
    """`empty` and `notempty`, of a field as rules ask it."""
    value = bind.typed(node.part)
    if value.kind == CONDITION:
        raise clash("A condition is true or false, never empty.", value.at)
    if value.kind in (LIST, REPEAT):
        count = value.formula if value.kind == REPEAT else Apply("count", (value.formula,))
        return Compare("number", "greater_than" if node.filled else "equals", count, Constant(NUMBER, 0))
    if isinstance(node.part, Name):
        return _test(bind, node.part, "is_not_empty" if node.filled else "is_empty", None, node.at)
    part = comparable_text(value) if value.kind == TEXT else value.formula
    return Filled(part) if node.filled else Not(Filled(part))


def compared(bind: Bind, node: Comparison) -> Condition:
    """Any other comparison."""
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if (
            node.operator in ("=", "!=")
            and isinstance(other, Literal)
            and other.kind == "text"
            and is_empty(other.text)
        ):
            return emptiness(bind, Emptiness(node.at, side, node.operator == "!="))
    listed = _of_lists(bind, node)
    if listed is not None:
        return listed
    if isinstance(node.left, Name) and _is_constant(node.right):
        return _asked(bind, node.left, node.operator, node.right, node)
    if isinstance(node.right, Name) and _is_constant(node.left):
        turned = _turned(bind, node, node.right)
        if turned:
            return _asked(bind, node.right, turned, node.left, node)
    return _general(node, bind, bind.typed(node.left), bind.typed(node.right))


def _of_lists(bind: Bind, node: Comparison) -> Condition | None:
    """A comparison with a list of answers, None where neither side is one."""
    left, right = (_list_or_none(bind, side) for side in (node.left, node.right))
    of = right if node.operator == "in" else left
    if left is None and right is None:
        return None
    operator = _SEARCHED.get(node.operator)
    if of is None or operator is None:
        detail = f'"{node.operator}" compares single answers; ask a list by anyof, noneof, allof, contains or count.'
        raise clash(detail, node.at)
    other = node.left if of is right else node.right
    return Compare("set", operator, as_set(of), _sought(bind, of, other))


def _list_or_none(bind: Bind, node: Node) -> Typed | None:
    if not isinstance(node, Name) and not (isinstance(node, Call) and node.function == "values"):
        return None
    value = bind.typed(node)
    if value.kind == REPEAT:
        raise clash("A section that repeats is counted, or asked whether it is empty.", value.at)
    return value if value.kind == LIST else None


def _sought(bind: Bind, of: Typed, node: Node) -> Formula:
    """What is looked for in a list: constants as its field would read them, anything else as a set."""
    if not _is_constant(node) or not isinstance(of.node, Values):
        return as_set(bind.typed(node))
    family = bind.scope.families[of.node.field]
    try:
        typed = family.operand("in", _constant(node, family))
    except Refused as problem:
        raise ExpressionError(problem.code, problem.detail, node.at) from None
    values = typed if isinstance(typed, tuple) else (typed,)
    return Constant(CHOICES, tuple(value if isinstance(value, str) else spelled(_plain(value)) for value in values))


def _plain(number: Number) -> Number:
    """Without needless zeros, as answers are."""
    return settled(number) or 0


def listed(bind: Bind, node: ListOf) -> Typed:
    """A list of constants as a value."""
    values = []
    for element in node.elements:
        if not isinstance(element, Literal):
            raise ExpressionError("constant_expected", "A list holds constants only.", element.at)
        values.append(element.text)
    return Typed(CHOICES, Constant(CHOICES, tuple(dict.fromkeys(values))), node.at)


def _is_constant(node: Node) -> bool:
    return isinstance(node, Literal | ListOf)


def _turned(bind: Bind, node: Comparison, name: Name) -> str | None:
    """The operator when the field stands on the right, None where that is another question."""
    several = bind.scope.answer(name).kind == CHOICES
    if node.operator == "in" and several:
        return "contains"
    if node.operator == "contains" and isinstance(node.left, ListOf) and not several:
        return "anyof"
    return _TURNED.get(node.operator)


def _asked(bind: Bind, name: Name, operator: str, constant: Node, node: Comparison) -> Condition:
    """A field asked about a constant."""
    value = bind.scope.answer(name)
    if operator in _ORDERED and value.kind in (TEXT, CHOICE) and isinstance(constant, Literal):
        turned = operator if name is node.left else _TURNED[operator]
        return _ordered(bind, turned, bind.typed(node.left), bind.typed(node.right))
    family = bind.scope.families[bind.scope.field(name)]
    if operator != "allof":
        return _test(bind, name, _RULE[operator], _constant(constant, family), node.at, constant.at)
    if value.kind != CHOICES:
        raise ExpressionError("operator_not_allowed", f'"allof" asks a multiple choice, not a {value.kind}.', node.at)
    return _test(bind, name, "all_of", _constant(constant, family), node.at, constant.at)


def _constant(node: Node, family: Family) -> object:
    """A constant as a rule of this family would hold it: numbers as they were spelled, since a choice may be `'01'`."""
    if isinstance(node, ListOf):
        return [_constant(element, family) for element in node.elements]
    if not isinstance(node, Literal):
        raise ExpressionError("constant_expected", "A list holds constants only.", node.at)
    return node.text == "true" if node.kind == "truth" else node.text


def _test(bind: Bind, name: Name, operator: str, value: object, at: int, value_at: int | None = None) -> Test:
    field = bind.scope.field(name)
    family = bind.scope.families[field]
    try:
        test = Test(field, family.family, operator, family.operand(_READ_AS.get(operator, operator), value))
    except Refused as problem:
        place = at if problem.code in _WRONG_OPERATOR or value_at is None else value_at
        raise ExpressionError(problem.code, problem.detail, place) from None
    bind.scope.asked.append((at, test))
    return test


def _general(node: Comparison, bind: Bind, left: Typed, right: Typed) -> Condition:
    operator = node.operator
    if operator in _ORDERED:
        return _ordered(bind, operator, left, right)
    if operator in ("=", "!="):
        return _equal(bind, _RULE[operator], left, right)
    if operator in _LISTED:
        return _membership(bind, operator, left, right)
    if CHOICES in (left.kind, right.kind):
        return Compare("set", "any_of" if operator == "contains" else "none_of", as_set(left), as_set(right))
    if left.kind not in (TEXT, NOTHING):
        raise clash(f'"{operator}" asks a text or a multiple choice, not a {left.kind}.', node.at)
    return Compare("text", _RULE[operator], as_text(left), as_text(right))


def _ordered(bind: Bind, operator: str, left: Typed, right: Typed) -> Condition:
    kind = shared_moment(left, right)
    if kind is not None:
        return Compare(kind, _RULE[operator], as_moment(kind, left), as_moment(kind, right))
    if not (is_numeric(bind.scope, left) or is_numeric(bind.scope, right)):
        raise clash(f'"{operator}" compares numbers, dates or times, not a {left.kind} and a {right.kind}.', left.at)
    return Compare("number", _RULE[operator], as_number(bind.scope, left), as_number(bind.scope, right))


def _equal(bind: Bind, operator: str, left: Typed, right: Typed) -> Condition:
    kinds = (left.kind, right.kind)
    if NUMBER in kinds:
        return Compare("number", operator, as_number(bind.scope, left), as_number(bind.scope, right))
    kind = shared_moment(left, right)
    if kind is not None:
        return Compare(kind, operator, as_moment(kind, left), as_moment(kind, right))
    if CHOICES in kinds:
        return Compare("set", operator, as_set(left), as_set(right))
    if BOOLEAN in kinds and isinstance(left.node, Constant) and isinstance(right.node, Constant):
        raise clash("Two constants are always the same.", left.at)
    return Compare("text", operator, comparable_text(left), comparable_text(right))


def _membership(bind: Bind, operator: str, left: Typed, right: Typed) -> Condition:
    """Numbers, dates and times are compared with each element as such; everything else as sets of texts."""
    if left.kind in (NUMBER, *MOMENTS) and isinstance(right.node, Constant) and operator != "allof":
        each = right.node.value if isinstance(right.node.value, tuple) else (right.node.value,)
        parts = (Typed(TEXT, Constant(TEXT, str(value)), right.at) for value in each)
        found = AnyOf(tuple(_equal(bind, "equals", left, part) for part in parts))
        return Not(found) if operator == "noneof" else found
    return Compare("set", _LISTED[operator], as_set(left), as_set(right))
