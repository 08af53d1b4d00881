"""An XPath expression in our language. Raises `Untranslatable` with a sentence for what ours cannot say."""

from __future__ import annotations

from functools import singledispatchmethod

from surveyapp.formats.service.xlsform.xpath import calling, comparing, lookups
from surveyapp.formats.service.xlsform.xpath.scope import Scope
from surveyapp.formats.service.xlsform.xpath.syntax import (
    Call,
    Constant,
    Negative,
    Node,
    Operation,
    Path,
    Reference,
    XPathError,
    parse,
)
from surveyapp.formats.service.xlsform.xpath.values import (
    ADDED,
    DATE,
    MULTIPLIED,
    NUMBER,
    WHOLE,
    Untranslatable,
    Value,
    as_condition,
    as_number,
    first_of,
    joined,
    number,
    quoted,
)

_ARITHMETIC = {
    "+": (ADDED, "+"),
    "-": (ADDED, "-"),
    "*": (MULTIPLIED, "*"),
    "div": (MULTIPLIED, "/"),
    "mod": (MULTIPLIED, "%"),
}
_ORDERS = ("<", "<=", ">", ">=")


def condition(source: str, scope: Scope) -> Value:
    """What decides something. Raises `Untranslatable`."""
    return as_condition(value(source, scope))


def value(source: str, scope: Scope) -> Value:
    """What gives a value. Raises `Untranslatable`."""
    try:
        return _Translation(scope).of(parse(source))
    except XPathError as error:
        raise Untranslatable(str(error)) from None
    except RecursionError:
        raise Untranslatable("it is nested too deep") from None


class _Translation:
    """One expression on its way."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def number(self, node: Node) -> Value:
        """A part read as a number."""
        found = self.of(node)
        return as_number(first_of(found))

    def index(self, node: Node) -> Value:
        """A part that names an instance: a number as such, since anything else in a path is a condition."""
        found = self.of(node)
        if found.kind != NUMBER:
            raise Untranslatable("a condition in a path cannot be said")
        return found

    def within(self, scope: Scope) -> _Translation:
        """The same expression's translation from another place."""
        return _Translation(scope)

    def condition(self, node: Node) -> Value:
        """A part read as true or false."""
        return as_condition(self.of(node))

    @singledispatchmethod
    def of(self, node: Node) -> Value:
        """Any part."""
        raise Untranslatable("this cannot be said")

    @of.register
    def _(self, node: Constant) -> Value:
        return number(node.text) if node.is_number else quoted(node.text)

    @of.register
    def _(self, node: Reference) -> Value:
        return self.scope.referred(node.name)

    @of.register
    def _(self, node: Path) -> Value:
        found = lookups.looked_up(self, node)
        return self.scope.path(node, self.index) if found is None else found

    @of.register
    def _(self, node: Call) -> Value:
        return calling.call(self, node)

    @of.register
    def _(self, node: Negative) -> Value:
        part = self.number(node.part)
        if part.constant:
            return number(f"-{part.constant}" if not part.constant.startswith("-") else part.constant[1:])
        return Value(NUMBER, f"-{part.within(WHOLE)}", MULTIPLIED)

    @of.register
    def _(self, node: Operation) -> Value:
        if node.operator in ("and", "or"):
            return joined(node.operator, self.condition(node.left), self.condition(node.right))
        if node.operator == "=":
            return comparing.equal(self.of(node.left), self.of(node.right))
        if node.operator == "!=":
            return comparing.unequal(self.of(node.left), self.of(node.right))
        if node.operator in _ORDERS:
            return comparing.ordered(node.operator, self.of(node.left), self.of(node.right))
        return self._calculated(node)

    def _calculated(self, node: Operation) -> Value:
        binds, sign = _ARITHMETIC[node.operator]
        left, right = self.of(node.left), self.of(node.right)
        if sign == "-" and left.kind == right.kind == DATE:
            return Value(NUMBER, f"{left.within(ADDED)} - {right.within(MULTIPLIED)}", ADDED)
        if binds == ADDED and left.kind == DATE and right.kind == NUMBER:
            return Value(DATE, f"{left.within(ADDED)} {sign} {right.within(MULTIPLIED)}", ADDED)
        if sign == "+" and left.kind == NUMBER and right.kind == DATE:
            return Value(DATE, f"{right.within(ADDED)} + {left.within(MULTIPLIED)}", ADDED)
        sides = [as_number(first_of(side)) for side in (left, right)]
        return Value(NUMBER, f"{sides[0].within(binds)} {sign} {sides[1].within(binds + 1)}", binds)
