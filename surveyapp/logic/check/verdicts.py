"""What can be said of a condition without any answers: always true, never true, or it depends."""

from collections.abc import Mapping, Set

from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Not, Test
from surveyapp.logic.fields import Family
from surveyapp.logic.fields.base import within
from surveyapp.logic.formulas import EMPTY, NUMBER, Answer, Apply, At, Constant, Formula, Values
from surveyapp.logic.graph import Node
from surveyapp.logic.issues import quoted

Families = Mapping[str, Family]
Dead = Set[Node]

NEGATIVE = ("not_equals", "not_contains", "none_of")
_SHARING = ("equals", "any_of", "all_of")
_PASSING = ("cell", "values", "set", "trim")


def verdict(condition: Condition, families: Families, dead: Dead) -> bool | None:
    """True or False where the condition has one value whatever is answered, None where it depends; `dead` are the
    parts that never show, whose fields are therefore always empty."""
    if isinstance(condition, Test):
        return _of_test(condition, families, dead)
    if isinstance(condition, Not):
        inner = verdict(condition.part, families, dead)
        return None if inner is None else not inner
    if isinstance(condition, Compare):
        return _of_comparison(condition, families, dead)
    if isinstance(condition, Filled):
        return False if never_filled(condition.part, dead) else None
    if not isinstance(condition, All | AnyOf):
        return None
    verdicts = [verdict(part, families, dead) for part in condition.parts]
    stops_at = isinstance(condition, AnyOf)
    if stops_at in verdicts:
        return stops_at
    return None if None in verdicts else not stops_at


def _of_test(test: Test, families: Families, dead: Dead) -> bool | None:
    if ("field", test.field) in dead:
        return holds_on_empty(test)
    if test.operator == "all_of":
        return None if families[test.field].possible("equals", frozenset(test.operand)) else False  # type: ignore[call-overload]
    return None if families[test.field].possible(test.operator, test.operand) else False


def never_filled(formula: Formula, dead: Dead) -> bool:
    """Whether a value is empty whatever is answered."""
    if isinstance(formula, Answer | At | Values):
        return ("field", formula.field) in dead
    if isinstance(formula, Apply) and formula.function in _PASSING:
        return never_filled(formula.parts[0], dead)
    return formula == EMPTY


def _of_comparison(compare: Compare, families: Families, dead: Dead) -> bool | None:
    """An empty side settles it, and so do values of which none can be the other's."""
    if never_filled(compare.left, dead) or never_filled(compare.right, dead):
        return compare.operator in NEGATIVE
    if compare.kind == NUMBER and isinstance(compare.right, Constant):
        bounds = _bounds(compare.left, dead)
        return None if bounds is None or within(*bounds, compare.operator, compare.right.value) else False
    left, right = (_values(side, families) for side in (compare.left, compare.right))
    if compare.operator not in _SHARING or compare.kind not in ("text", "set") or not left or not right:
        return None
    return None if left & right else False


def _bounds(formula: Formula, dead: Dead) -> tuple[object, object] | None:
    """Between which numbers a value is bound to be: a constant, or how many of the filled there are."""
    if isinstance(formula, Constant):
        return formula.value, formula.value
    if isinstance(formula, Apply) and formula.function == "count":
        return 0, 0 if all(never_filled(part, dead) for part in formula.parts) else None
    return None


def _values(formula: Formula, families: Families) -> frozenset[str]:
    """All texts that a value, or an element of a list, can be; nothing where they cannot be counted."""
    if isinstance(formula, Constant):
        values = formula.value if isinstance(formula.value, tuple) else (formula.value,)
        return frozenset(value for value in values if isinstance(value, str))
    if isinstance(formula, Answer | At | Values) and families[formula.field].has_options:
        return families[formula.field].known
    if isinstance(formula, Apply) and formula.function in _PASSING:
        return _values(formula.parts[0], families)
    return frozenset()


def strange_options(test: Test, families: Families) -> list[str]:
    """What a test names that is no option of its field, a sentence each: it may be met, or not met, all the same."""
    if not families[test.field].has_options or test.operand is None:
        return []
    named = test.operand if isinstance(test.operand, tuple | frozenset) else (test.operand,)
    strange = sorted(str(each) for each in named if each not in families[test.field].known)
    return [f'{quoted(each)} is not an option of "{test.field}".' for each in strange]


def holds_on_empty(test: Test) -> bool:
    """What a test says of a field that holds no answer."""
    return test.operator == "is_empty" or test.operator.startswith("not_")
