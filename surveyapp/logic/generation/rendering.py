"""Nodes to syntax trees of Python. Everything reads one list, `live`: the typed value of each field by its number, None
for empty, behind them the day that `today()` means and what `repeats` tells. A field of a repeat is read where the
cursor stands.

`Test` is written out in place, since surveys consist of it; the rest calls functions that take care of empty values.
"""

import ast
from collections.abc import Mapping
from typing import Any

from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Matches, Not, Test
from surveyapp.logic.formulas import (
    CHOICES,
    EMPTY,
    Answer,
    Apply,
    At,
    Constant,
    Formula,
    Here,
    If,
    Instances,
    Values,
    Word,
)
from surveyapp.logic.functions import RUNNING, in_instance, in_item
from surveyapp.logic.generation import trees
from surveyapp.logic.generation.comparisons import COMPARISONS
from surveyapp.logic.generation.files import question
from surveyapp.logic.generation.trees import IN, IS, IS_NOT, NONE, Tree, compared
from surveyapp.logic.repeats import NO_REPEATS, Repeats, beyond

_INLINE = (str, int, type(None))
_ORDERED: Mapping[str, ast.cmpop] = {
    "greater_than": trees.MORE,
    "less_than": trees.LESS,
    "greater_or_equal": trees.AT_LEAST,
    "less_or_equal": trees.AT_MOST,
}
_NEGATED = {"not_contains": "contains", "not_in": "in", "is_not_empty": "is_empty"}
_FILES = ("file", "multiple files")
_SIMPLE = {"equals": trees.EQUAL, "not_equals": trees.NOT_EQUAL}


class Renderer:
    """What names mean in the code that is being made: fields by number, and `known`, the values referred to."""

    def __init__(self, slots: Mapping[str, int], repeats: Repeats = NO_REPEATS) -> None:
        self.slots = slots
        self.beyond = beyond(len(slots), repeats)
        self.known: dict[str, Any] = {f"do_{name}": run for name, run in RUNNING.items()}
        self.known |= {f"is_{name}": compare for name, compare in COMPARISONS.items()}
        self.known |= {"in_instance": in_instance, "in_item": in_item}
        self._cursor = trees.item("live", self.beyond.cursor)
        self._values = {field: trees.item("live", slot) for field, slot in slots.items()}
        self._values |= {field: trees.of(self._values[field], self._cursor) for field in repeats.homes}

    def constant(self, value: object) -> Tree:
        """A value in the code: simple ones as they are, others by reference."""
        if isinstance(value, _INLINE):
            return trees.constant(value)
        name = f"k{len(self.known)}"
        self.known[name] = value
        return trees.load(name)

    def condition(self, node: Condition) -> Tree:
        """An expression that gives True or False."""
        if isinstance(node, Test):
            return self._test(node)
        if isinstance(node, Not):
            return trees.negated(self.condition(node.part))
        if isinstance(node, All):
            return trees.both([self.condition(part) for part in node.parts])
        if isinstance(node, AnyOf):
            return trees.either([self.condition(part) for part in node.parts])
        return self._of_values(node)

    def formula(self, node: Formula) -> Tree:
        """An expression that gives a typed value or None."""
        if isinstance(node, Answer):
            return self._value(node.field)
        if isinstance(node, Constant):
            value = node.value
            return self.constant(frozenset(value) if node.kind == CHOICES and isinstance(value, tuple) else value)
        if isinstance(node, If):
            return trees.choice(self.condition(node.condition), self.formula(node.then), self.formula(node.otherwise))
        if isinstance(node, Apply):
            if node.function == "today":
                return trees.item("live", self.beyond.today)
            return trees.called(trees.load(f"do_{node.function}"), *map(self._argument, node.parts))
        if isinstance(node, Word):
            return trees.choice(self.condition(node.condition), trees.constant("yes"), trees.constant("no"))
        return self._of_repeats(node)

    def _argument(self, node: Formula) -> Tree:
        """One argument; the values of a list are so many."""
        if not isinstance(node, Values):
            return self.formula(node)
        values = trees.item("live", self.slots[node.field])
        if node.read is not None:
            values = trees.called(trees.load("map"), trees.load(f"do_{node.read}"), values)
        return trees.spread(values)

    def _of_repeats(self, node: Values | At | Here | Instances) -> Tree:
        """What only repeats have."""
        if isinstance(node, Values):
            raise TypeError(node)
        if isinstance(node, Instances):
            return trees.called(trees.load("len"), trees.item("live", self.beyond.keys[node.section]))
        keys = trees.item("live", self.beyond.keys[node.home])
        if isinstance(node, Here):
            return trees.one_more(self._cursor) if node.what == "number" else trees.of(keys, self._cursor)
        values, place = trees.item("live", self.slots[node.field]), self.formula(node.place)
        if node.by == "number":
            return trees.called(trees.load("in_instance"), values, place)
        return trees.called(trees.load("in_item"), values, keys, place)

    def _of_values(self, node: Compare | Filled | Matches) -> Tree:
        if isinstance(node, Compare):
            return trees.called(trees.load(f"is_{node.operator}"), self.formula(node.left), self.formula(node.right))
        part = self.formula(node.part)
        if isinstance(node, Filled):
            constant = isinstance(node.part, Constant)
            return trees.constant(node.part != EMPTY) if constant else compared(part, (IS_NOT, NONE))
        found = trees.called(self.constant(node.pattern.matches), trees.load("text"))
        return trees.both([compared(trees.named("text", part), (IS_NOT, NONE)), found])

    def _value(self, field: str) -> Tree:
        return self._values[field]

    def _test(self, node: Test) -> Tree:
        if node.operator in _NEGATED:
            return trees.negated(self._test(Test(node.field, node.family, _NEGATED[node.operator], node.operand)))
        value = self._value(node.field)
        if node.operator == "is_empty":
            return compared(value, (IS, NONE))
        if node.family in _FILES:
            return self._of_files(node, value)
        if node.operator in _SIMPLE:
            return compared(value, (_SIMPLE[node.operator], self.constant(node.operand)))
        if node.operator in _ORDERED:
            return compared(NONE, (IS_NOT, value), (_ORDERED[node.operator], self.constant(node.operand)))
        if node.operator == "in" and node.family != CHOICES and isinstance(node.operand, tuple):
            return compared(value, (IN, self.constant(frozenset(node.operand))))
        return trees.both([compared(value, (IS_NOT, NONE)), self._asked(node, value)])

    def _of_files(self, node: Test, value: Tree) -> Tree:
        if node.operator == "not_equals":
            return trees.negated(self._of_files(Test(node.field, node.family, "equals", node.operand), value))
        asked = trees.called(self.constant(question(node.operator, node.operand)), value)
        return trees.both([compared(value, (IS_NOT, NONE)), asked])

    def _asked(self, node: Test, value: Tree) -> Tree:
        """What is asked of a value that is there."""
        operand: Any = node.operand
        if node.operator == "between":
            return compared(
                self.constant(operand[0]), (trees.AT_MOST, value), (trees.AT_MOST, self.constant(operand[1]))
            )
        if node.operator in ("starts_with", "ends_with"):
            return trees.called(trees.member(value, node.operator.replace("_", "")), self.constant(operand))
        if node.family != CHOICES or len(operand) == 1:
            return trees.either([compared(self.constant(part), (IN, value)) for part in operand])
        wanted = self.constant(frozenset(operand))
        if node.operator == "all_of":
            return compared(wanted, (trees.AT_MOST, value))
        return trees.negated(trees.called(trees.member(wanted, "isdisjoint"), value))
