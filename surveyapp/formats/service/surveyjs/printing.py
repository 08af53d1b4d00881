"""Typed conditions and values of ours as expressions of SurveyJS, for export.

Rules, dependencies and expressions are the same nodes, so all of them are written here. SurveyJS compares loosely;
what that changes (case, texts that spell numbers) is told once by the writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import singledispatchmethod

from surveyapp.formats.service.surveyjs.phrases import Untranslatable
from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Matches, Not, Test
from surveyapp.logic.formulas import (
    BOOLEAN,
    CHOICES,
    NUMBER,
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

_SIGNS: Mapping[str, str] = {
    "equals": "=",
    "not_equals": "!=",
    "greater_than": ">",
    "less_than": "<",
    "greater_or_equal": ">=",
    "less_or_equal": "<=",
    "contains": "contains",
    "not_contains": "notcontains",
    "in": "anyof",
    "not_in": "noneof",
    "any_of": "anyof",
    "none_of": "noneof",
    "all_of": "allof",
}
_OF_LISTS = ("any_of", "none_of", "all_of")
_JOINED: Mapping[str, str] = {"add": " + ", "multiply": " * ", "divide": " / ", "remainder": " % ", "join": " + "}
_SAME: Mapping[str, str] = {
    "sum": "sum", "avg": "avg", "min": "min", "max": "max", "count": "count", "round": "round", "age": "age",
    "year": "year", "month": "month", "day": "day", "date": "getDate",
}  # fmt: skip
_PLAIN = ("number", "text", "trim", "set")


@dataclass(slots=True)
class Printer:
    """Where an expression stands: `within` is the repeat around it, `repeats` the repeat of each repeated field.

    `called` is what members of a repeat are called by, `panel` or `row`; `own` what `{.}` means.
    """

    repeats: Mapping[str, str] = field(default_factory=dict)
    keyed: frozenset[str] = frozenset()
    within: str | None = None

    @singledispatchmethod
    def condition(self, node: Condition) -> str:
        """A condition as text. Raises Untranslatable."""
        raise Untranslatable(f"a condition of the kind {type(node).__name__}")

    @condition.register
    def _(self, node: All) -> str:
        return " and ".join(self._grouped(part) for part in node.parts) or "true"

    @condition.register
    def _(self, node: AnyOf) -> str:
        return " or ".join(self._grouped(part) for part in node.parts) or "false"

    @condition.register
    def _(self, node: Not) -> str:
        return f"!({self.condition(node.part)})"

    @condition.register
    def _(self, node: Test) -> str:
        name = self._name(node.field)
        if node.operator in ("is_empty", "is_not_empty"):
            return f"{name} {'empty' if node.operator == 'is_empty' else 'notempty'}"
        if node.operator == "between" and isinstance(node.operand, tuple):
            low, high = (constant(each, node.family) for each in node.operand)
            return f"({name} >= {low} and {name} <= {high})"
        if node.operator not in _SIGNS:
            raise Untranslatable(f"the operator {node.operator}")
        if node.operand in ((), frozenset()):
            return "true" if node.operator.startswith("not_") else "false"
        if node.operator in ("contains", "not_contains") and isinstance(node.operand, tuple):
            return self._contained(name, node)
        return f"{name} {_SIGNS[node.operator]} {constant(node.operand, node.family)}"

    def _contained(self, name: str, node: Test) -> str:
        """Of several parts one is enough to us; SurveyJS wants them all, so they are asked one by one."""
        parts = [f"{name} contains {constant(each, node.family)}" for each in node.operand]  # type: ignore[attr-defined]
        found = f"({' or '.join(parts)})" if len(parts) > 1 else "".join(parts) or "false"
        return found if node.operator == "contains" else f"!({found})"

    @condition.register
    def _(self, node: Compare) -> str:
        if node.operator not in _SIGNS:
            raise Untranslatable(f"whether a text {node.operator.replace('_', ' ')} another")
        said = f"{self.value(node.left)} {_SIGNS[node.operator]} {self.value(node.right)}"
        if node.operator in _OF_LISTS and not isinstance(node.right, Constant):
            return self._of_a_list(node, said)
        return said

    def _of_a_list(self, node: Compare, said: str) -> str:
        """SurveyJS finds anything in an empty list, and all of it; nothing is in one here."""
        listed = self.value(node.right)
        return f"({listed} empty or {said})" if node.operator == "none_of" else f"({listed} notempty and {said})"

    @condition.register
    def _(self, node: Filled) -> str:
        return f"{self.value(node.part)} notempty" if isinstance(node.part, Answer) else _unsaid("whether it is empty")

    @condition.register
    def _(self, node: Matches) -> str:
        raise Untranslatable("a pattern inside a condition")

    def _grouped(self, node: Condition) -> str:
        said = self.condition(node)
        return f"({said})" if isinstance(node, All | AnyOf) and len(node.parts) > 1 else said

    @singledispatchmethod
    def value(self, node: Formula) -> str:
        """A value as text. Raises Untranslatable."""
        raise Untranslatable(f"a value of the kind {type(node).__name__}")

    @value.register
    def _(self, node: Answer) -> str:
        return self._name(node.field)

    @value.register
    def _(self, node: Constant) -> str:
        return constant(node.value, node.kind)

    @value.register
    def _(self, node: If) -> str:
        return f"iif({self.condition(node.condition)}, {self.value(node.then)}, {self.value(node.otherwise)})"

    @value.register
    def _(self, node: Word) -> str:
        return f"iif({self.condition(node.condition)}, true, false)"

    @value.register
    def _(self, node: Values) -> str:
        raise Untranslatable("a list over instances outside of sum(), avg(), min(), max() and count()")

    @value.register
    def _(self, node: At) -> str:
        group, place = self.repeats[node.field], node.place
        if not isinstance(place, Constant):
            raise Untranslatable("an instance that is not a constant")
        if group in self.keyed:
            return f"{{{group}.{place.value}.{node.field}}}"
        return f"{{{group}[{int(str(place.value)) - 1}].{node.field}}}"

    @value.register
    def _(self, node: Here) -> str:
        return "{rowName}" if node.what == "item" else "({panelIndex} + 1)"

    @value.register
    def _(self, node: Instances) -> str:
        return f"{{{node.section}.length}}"

    @value.register
    def _(self, node: Apply) -> str:
        parts = node.parts
        if node.function in ("sum", "avg", "min", "max", "count") and any(isinstance(p, Values) for p in parts):
            return self._over_instances(node)
        if node.function in _JOINED:
            return f"({_JOINED[node.function].join(map(self.value, parts))})"
        if node.function in _SAME:
            return f"{_SAME[node.function]}({', '.join(map(self.value, parts[: _MOST.get(node.function)]))})"
        if node.function in _PLAIN:
            return self.value(parts[0])
        if node.function in _OTHERS:
            return _OTHERS[node.function]([self.value(part) for part in parts])
        raise Untranslatable(f"the function {node.function}()")

    def _over_instances(self, node: Apply) -> str:
        if len(node.parts) != 1 or not isinstance(node.parts[0], Values):
            raise Untranslatable("a list over instances together with other values")
        name = node.parts[0].field
        return f"{node.function}InArray({{{self.repeats[name]}}}, '{name}')"

    def value_of(self, name: str) -> str:
        """A field's own answer where the field stands."""
        return self._name(name)

    def _name(self, name: str) -> str:
        home = self.repeats.get(name)
        if home is None:
            return f"{{{name}}}"
        if home != self.within:
            raise Untranslatable("a repeated question read from outside")
        return f"{{row.{name}}}" if home in self.keyed else f"{{panel.{name}}}"


def _unsaid(what: str) -> str:
    raise Untranslatable(what)


def _substring(parts: list[str]) -> str:
    start, *length = parts[1:]
    if start.startswith("-"):
        return _unsaid("a part of a text counted from its end")
    return f"substring({parts[0]}, {start}{f', {start} + {length[0]}' if length else ''})"


_MOST = {"age": 1}
_OTHERS: Mapping[str, Callable[[list[str]], str]] = {
    "negative": lambda parts: f"(0 - {parts[0]})",
    "today": lambda parts: "today()",
    "days": lambda parts: f"dateDiff({parts[0]}, {parts[1]}, 'days')",
    "add_days": lambda parts: f"dateAdd({parts[0]}, {parts[1]}, 'days')",
    "abs": lambda parts: f"iif({parts[0]} < 0, 0 - {parts[0]}, {parts[0]})",
    "substr": _substring,
}


def constant(value: object, kind: str) -> str:
    """A constant of a type as SurveyJS writes it."""
    if isinstance(value, tuple | frozenset):
        listed = sorted(value) if isinstance(value, frozenset) else value
        return f"[{', '.join(constant(each, kind if kind != CHOICES else 'text') for each in listed)}]"
    if value is None:
        return "''"
    if kind == BOOLEAN:
        return {"yes": "true", "no": "false"}.get(str(value), "'na'")
    if kind == NUMBER and isinstance(value, int | Decimal):
        return str(value) if isinstance(value, int) else format(value, "f")
    if "'" in str(value) and '"' in str(value):
        raise Untranslatable("a text with both kinds of quotes")
    quote = '"' if "'" in str(value) else "'"
    return f"{quote}{value}{quote}"
