"""Nodes to syntax trees of Python. Everything reads one list, `live`: the typed value of each field by its number, None
for empty, and in the last place the day that `today()` means.

`Test` is written out in place, since surveys consist of it; the rest calls functions that take care of empty values.
"""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Not, Test
from surveyapp.logic.formulas import CHOICES, Answer, Apply, Constant, Formula, If
from surveyapp.logic.functions import RUNNING
from surveyapp.logic.generation.comparisons import COMPARISONS

_INLINE = (str, int, type(None))
_ORDERED: Mapping[str, ast.cmpop] = {
    "greater_than": ast.Gt(),
    "less_than": ast.Lt(),
    "greater_or_equal": ast.GtE(),
    "less_or_equal": ast.LtE(),
}
_NEGATED = {"not_contains": "contains", "not_in": "in", "not_equals": "equals", "is_not_empty": "is_empty"}


class Renderer:
    """What names mean in the code that is being made: fields by number, and `known`, the values referred to."""

    def __init__(self, slots: Mapping[str, int]) -> None:
        self.slots = slots
        self.known: dict[str, Any] = {f"do_{name}": run for name, run in RUNNING.items()}
        self.known |= {f"is_{name}": compare for name, compare in COMPARISONS.items()}

    def constant(self, value: object) -> ast.expr:
        """A value in the code: simple ones as they are, others by reference."""
        if isinstance(value, _INLINE) and not (isinstance(value, int) and abs(value) > 2**63):
            return ast.Constant(value)
        name = f"k{len(self.known)}"
        self.known[name] = value
        return load(name)

    def condition(self, node: Condition) -> ast.expr:
        """An expression that gives True or False."""
        if isinstance(node, Test):
            return self._test(node)
        if isinstance(node, Not):
            return negated(self.condition(node.part))
        if isinstance(node, All | AnyOf):
            return self._joined(node)
        if isinstance(node, Compare):
            return called(f"is_{node.operator}", self.formula(node.left), self.formula(node.right))
        if isinstance(node, Filled):
            return compared(self.formula(node.part), ast.IsNot(), ast.Constant(None))
        matches = self.constant(node.pattern.matches)
        return self._held(self.formula(node.part), lambda value: ast.Call(matches, [value], []))

    def formula(self, node: Formula) -> ast.expr:
        """An expression that gives a typed value or None."""
        if isinstance(node, Answer):
            return self.value(node.field)
        if isinstance(node, Constant):
            value = node.value
            return self.constant(frozenset(value) if node.kind == CHOICES and isinstance(value, tuple) else value)
        if isinstance(node, If):
            return ast.IfExp(self.condition(node.condition), self.formula(node.then), self.formula(node.otherwise))
        if isinstance(node, Apply):
            if node.function == "today":
                return at("live", ast.UnaryOp(ast.USub(), ast.Constant(1)))
            return called(f"do_{node.function}", *(self.formula(part) for part in node.parts))
        return ast.IfExp(self.condition(node.condition), ast.Constant("yes"), ast.Constant("no"))

    def value(self, field: str) -> ast.expr:
        """The live value of a field."""
        return at("live", ast.Constant(self.slots[field]))

    def _joined(self, node: All | AnyOf) -> ast.expr:
        if not node.parts:
            return ast.Constant(isinstance(node, All))
        parts = [self.condition(part) for part in node.parts]
        return parts[0] if len(parts) == 1 else ast.BoolOp(ast.And() if isinstance(node, All) else ast.Or(), parts)

    def _test(self, node: Test) -> ast.expr:
        if node.operator in _NEGATED:
            positive = Test(node.field, node.family, _NEGATED[node.operator], node.operand)
            return negated(self._test(positive))
        value, operand = self.value(node.field), node.operand
        if node.operator == "is_empty":
            return compared(value, ast.Is(), ast.Constant(None))
        if node.operator in _ORDERED:
            ordered, limit = _ORDERED[node.operator], self.constant(operand)
            return self._held(value, lambda held: compared(held, ordered, limit))
        if node.operator == "equals":
            return compared(value, ast.Eq(), self.constant(operand))
        return self._several(node, value)

    def _several(self, node: Test, value: ast.expr) -> ast.expr:
        """The operators whose operand is a tuple, and those of the ends of texts."""
        operand: Any = node.operand
        if node.operator == "between":
            low, high = map(self.constant, operand)
            return self._held(value, lambda held: ast.Compare(low, [ast.LtE(), ast.LtE()], [held, high]))
        if node.operator in ("starts_with", "ends_with"):
            method, edge = node.operator.replace("_", ""), self.constant(operand)
            return self._held(value, lambda held: ast.Call(ast.Attribute(held, method, ast.Load()), [edge], []))
        if node.family == CHOICES:
            return self._held(value, self._set_asked(node.operator, operand))
        if node.operator == "in":
            return compared(value, ast.In(), self.constant(frozenset(operand)))
        return self._held(value, lambda held: self._any_part(held, operand))

    def _set_asked(self, operator: str, operand: tuple[str, ...]) -> Callable[[ast.expr], ast.expr]:
        if len(operand) == 1:
            element = self.constant(operand[0])
            return lambda held: compared(element, ast.In(), held)
        wanted = self.constant(frozenset(operand))
        if operator == "all_of":
            return lambda held: compared(wanted, ast.LtE(), held)
        return lambda held: negated(ast.Call(ast.Attribute(wanted, "isdisjoint", ast.Load()), [held], []))

    def _any_part(self, held: ast.expr, operand: tuple[str, ...]) -> ast.expr:
        parts = [compared(self.constant(part), ast.In(), held) for part in operand]
        return ast.Constant(False) if not parts else parts[0] if len(parts) == 1 else ast.BoolOp(ast.Or(), parts)

    def _held(self, value: ast.expr, asked: Callable[[ast.expr], ast.expr]) -> ast.expr:
        """`(value := ...) is not None and asked(value)`: looked up once, never asked of an empty one."""
        kept = ast.NamedExpr(ast.Name("value", ast.Store()), value)
        return ast.BoolOp(ast.And(), [compared(kept, ast.IsNot(), ast.Constant(None)), asked(load("value"))])


def load(name: str) -> ast.expr:
    """A variable's value."""
    return ast.Name(name, ast.Load())


def at(name: str, place: ast.expr) -> ast.expr:
    """`name[place]`."""
    return ast.Subscript(load(name), place, ast.Load())


def compared(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    """`left operator right`."""
    return ast.Compare(left, [operator], [right])


def called(name: str, *arguments: ast.expr) -> ast.expr:
    """`name(arguments)`."""
    return ast.Call(load(name), list(arguments), [])


def negated(part: ast.expr) -> ast.expr:
    """`not part`, two negations cancelling each other."""
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
        return part.operand
    return ast.UnaryOp(ast.Not(), part)
