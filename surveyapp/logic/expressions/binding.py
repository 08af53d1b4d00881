"""Syntax to typed nodes: every type settled by the fields that are read, everything that cannot mean anything refused.

A comparison of a field with a constant becomes the very `Test` that a rule would be, so rules and expressions cannot
disagree. `comparing` and `calling` hold the two large parts; all of them raise `ExpressionError`.
"""

from functools import singledispatchmethod

from surveyapp.logic.conditions import ALWAYS, NEVER, Condition, Not, joined
from surveyapp.logic.expressions.calling import called
from surveyapp.logic.expressions.comparing import compared, emptiness, listed
from surveyapp.logic.expressions.nodes import (
    Call,
    Comparison,
    Emptiness,
    ListOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Place,
    Product,
    Sum,
)
from surveyapp.logic.expressions.typed import (
    COMPOUND,
    CONDITION,
    MOMENTS,
    NOTHING,
    TEXTUAL,
    Scope,
    Typed,
    as_moment,
    as_number,
    as_set,
    as_text,
    clash,
    is_numeric,
    literal,
    truth,
)
from surveyapp.logic.formulas import BOOLEAN, CHOICES, DATE, NOTE, NUMBER, TEXT, Apply, Formula

_PRODUCTS = {"*": "multiply", "/": "divide", "%": "remainder"}


def bind_condition(node: Node, scope: Scope) -> Condition:
    """An expression that decides something."""
    return _Binder(scope).condition(node)


def bind_value(node: Node, scope: Scope, family: str) -> Formula:
    """An expression that gives a field of this family its answer."""
    value = _Binder(scope).typed(node)
    if family == NUMBER:
        return as_number(scope, value)
    if family in MOMENTS:
        return as_moment(family, value)
    if family in (*COMPOUND, NOTE):
        raise clash(f"The answer of a {family} field cannot be worked out.", value.at)
    if family == CHOICES:
        return as_set(value)
    if family == BOOLEAN and value.kind not in (*TEXTUAL, CONDITION, NOTHING):
        raise clash(f"A boolean field needs a condition or yes, no or na; this is a {value.kind}.", value.at)
    return as_text(value)


class _Binder:
    """One expression on its way."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def condition(self, node: Node) -> Condition:
        """An expression read as true or false."""
        if isinstance(node, Literal) and node.kind == "truth":
            return ALWAYS if node.text == "true" else NEVER
        return truth(self.typed(node))

    @singledispatchmethod
    def typed(self, node: Node) -> Typed:
        """Any expression with its type."""
        raise TypeError(node)

    @typed.register
    def _(self, node: Literal) -> Typed:
        return literal(node)

    @typed.register
    def _(self, node: Name) -> Typed:
        return self.scope.answer(node)

    @typed.register
    def _(self, node: Place) -> Typed:
        return self.scope.here(node)

    @typed.register
    def _(self, node: ListOf) -> Typed:
        return listed(self, node)

    @typed.register
    def _(self, node: Call) -> Typed:
        return called(self, node)

    @typed.register
    def _(self, node: Logic) -> Typed:
        parts = tuple(self.condition(part) for part in node.joined)
        return Typed(CONDITION, joined(node.operator, parts), node.at)

    @typed.register
    def _(self, node: Negation) -> Typed:
        if node.operator == "not":
            return Typed(CONDITION, Not(self.condition(node.part)), node.at)
        return Typed(NUMBER, Apply("negative", (as_number(self.scope, self.typed(node.part)),)), node.at)

    @typed.register
    def _(self, node: Comparison) -> Typed:
        return Typed(CONDITION, compared(self, node), node.at)

    @typed.register
    def _(self, node: Emptiness) -> Typed:
        return Typed(CONDITION, emptiness(self, node), node.at)

    @typed.register
    def _(self, node: Product) -> Typed:
        sides = tuple(as_number(self.scope, self.typed(side)) for side in node.parts)
        return Typed(NUMBER, Apply(_PRODUCTS[node.operator], sides), node.at)

    @typed.register
    def _(self, node: Sum) -> Typed:
        (_, first), *rest = node.terms
        total = self.typed(first)
        for operator, term in rest:
            total = self._added(total, operator, self.typed(term))
        return total

    def _added(self, total: Typed, operator: str, term: Typed) -> Typed:
        """One more term; numbers, texts and days are gathered in one flat call each."""
        if total.kind == DATE and term.kind == DATE and operator == "-":
            return Typed(NUMBER, Apply("days", (term.formula, total.formula)), total.at)
        if total.kind == DATE and is_numeric(self.scope, term):
            return _moved(total, _signed(operator, as_number(self.scope, term)))
        if term.kind == DATE and operator == "+" and is_numeric(self.scope, total):
            return _moved(term, as_number(self.scope, total))
        if operator == "+" and (self._is_textual(total) or self._is_textual(term)):
            return Typed(TEXT, _gathered("join", as_text(total), as_text(term)), total.at)
        number = _signed(operator, as_number(self.scope, term))
        return Typed(NUMBER, _gathered("add", as_number(self.scope, total), number), total.at)

    def _is_textual(self, value: Typed) -> bool:
        return value.kind in (*TEXTUAL, CONDITION, NOTHING) and not is_numeric(self.scope, value)


def _moved(day: Typed, count: Formula) -> Typed:
    node = day.formula
    if isinstance(node, Apply) and node.function == "add_days":
        return Typed(DATE, Apply("add_days", (node.parts[0], _gathered("add", node.parts[1], count))), day.at)
    return Typed(DATE, Apply("add_days", (node, count)), day.at)


def _signed(operator: str, number: Formula) -> Formula:
    return Apply("negative", (number,)) if operator == "-" else number


def _gathered(function: str, total: Formula, term: Formula) -> Formula:
    parts = total.parts if isinstance(total, Apply) and total.function == function else (total,)
    return Apply(function, (*parts, term))
