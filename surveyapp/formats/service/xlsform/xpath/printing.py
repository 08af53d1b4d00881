"""Our typed nodes as XPath, the empty value as XPath has it. Raises `Untranslatable` for what XPath cannot say.

A blank text equals a blank text in XPath; here nothing equals an empty value. So two answers that are compared must be
there as well (`${a} = ${b} and ${a} != ''`), while a comparison of numbers needs nothing: NaN equals nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import singledispatchmethod

from surveyapp.formats.service.xlsform.xpath.patterns import anchored
from surveyapp.formats.service.xlsform.xpath.values import Untranslatable
from surveyapp.logic.arithmetic import spelled
from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Matches, Not, Test
from surveyapp.logic.formulas import (
    BOOLEAN,
    CHOICE,
    CHOICES,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
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

ROOT = "data"
"""What pyxform calls a form that says nothing else."""

SIGNS = {
    "equals": "=",
    "not_equals": "!=",
    "less_than": "<",
    "less_or_equal": "<=",
    "greater_than": ">",
    "greater_or_equal": ">=",
}
PARTS = {"contains": "contains", "starts_with": "starts-with", "ends_with": "ends-with"}
PLAIN = (NUMBER, TEXT, DATE, TIME, DATETIME, CHOICE, CHOICES, BOOLEAN, "ranking", "rating")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_INFIX = {"multiply": "*", "divide": "div", "remainder": "mod"}
_SAME = {"round": "round", "floor": "floor", "ceil": "ceiling", "abs": "abs", "number": "number", "text": "string"}
_DATED = {"year": "%Y", "month": "%n", "day": "%e"}


def literal(text: str) -> str:
    """A text constant; one with both quotes is put together."""
    for quote in ("'", '"'):
        if quote not in text:
            return f"{quote}{text}{quote}"
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"


@dataclass(frozen=True, slots=True)
class Printer:
    """Conditions and values of one part of a survey; `own` is the field that a constraint judges, `here` the section it
    stands in, `homes` the repeating sections that fields stand in, and `loops` those that become loops."""

    own: str | None = None
    here: str = ""
    homes: Mapping[str, str] = field(default_factory=dict)
    loops: Set[str] = frozenset()

    def name(self, field: str) -> str:
        """How a question is referred to. Those of a loop are many of one name, of which only the nearest has one."""
        home = self.homes.get(field)
        if home in self.loops and home != self.here:
            raise Untranslatable("a question of a loop stands for many")
        return "." if field == self.own else f"../{field}" if home in self.loops else f"${{{field}}}"

    def all(self, field: str) -> str:
        """The same in every instance, from wherever."""
        home = self.homes.get(field)
        return f"/{ROOT}/{home}/{field}" if home == self.here and home not in self.loops else self.name(field)

    @singledispatchmethod
    def condition(self, node: Condition) -> str:
        """A condition that can stand anywhere."""
        raise Untranslatable("XPath has nothing like it")

    @condition.register
    def _(self, node: All) -> str:
        return _joined("and", map(self.condition, node.parts)) if node.parts else "true()"

    @condition.register
    def _(self, node: AnyOf) -> str:
        return _joined("or", map(self.condition, node.parts)) if node.parts else "false()"

    @condition.register
    def _(self, node: Not) -> str:
        return f"not({self.condition(node.part)})"

    @condition.register
    def _(self, node: Filled) -> str:
        return f"{self.value(node.part)} != ''"

    @condition.register
    def _(self, node: Matches) -> str:
        return f"regex({self.value(node.part)}, {literal(anchored(node.pattern.source))})"

    @condition.register
    def _(self, node: Test) -> str:
        if node.family not in PLAIN:
            raise Untranslatable(f"a {node.family} cannot be asked in XPath")
        return self._tested(self.name(node.field), node)

    def _tested(self, name: str, node: Test) -> str:
        operator, operand = node.operator, node.operand
        if operator in ("is_empty", "is_not_empty"):
            return f"{name} {'=' if operator == 'is_empty' else '!='} ''"
        if operator.startswith("not_") and operator != "not_equals":
            return f"not({self._tested(name, Test(node.field, node.family, operator[4:], operand))})"
        if node.family == CHOICES:
            return _chosen(name, operator, operand)
        if operator == "between" and isinstance(operand, tuple):
            low, high = (_constant(node.family, each) for each in operand)
            return f"({name} >= {low} and {name} <= {high})"
        if operator == "in":
            return _joined("or", (f"{name} = {_exact(node.family, each)}" for each in _each(operand)))
        if operator in PARTS:
            return _joined("or", (f"{PARTS[operator]}({name}, {literal(str(each))})" for each in _each(operand)))
        if operator not in SIGNS:
            raise Untranslatable(f'XPath has no "{operator}"')
        exact = _exact if operator in ("equals", "not_equals") else _constant
        return f"{name} {SIGNS[operator]} {exact(node.family, operand)}"

    @condition.register
    def _(self, node: Compare) -> str:
        left, right = self.value(node.left), self.value(node.right)
        if node.kind == "set":
            raise Untranslatable("two lists cannot be compared in XPath")
        if node.operator in SIGNS and (node.kind == NUMBER or node.operator not in ("equals", "not_equals")):
            sides = (f"number({side})" if node.kind == NUMBER and side[0] in "$." else side for side in (left, right))
            return f" {SIGNS[node.operator]} ".join(sides)
        positive = node.operator.removeprefix("not_")
        filled = [f"{side} != ''" for side, part in ((left, node.left), (right, node.right)) if _may_be_empty(part)]
        asked = f"{left} = {right}" if positive == "equals" else f"{PARTS[positive]}({left}, {right})"
        whole = _joined("and", [asked, *filled])
        return whole if positive == node.operator else f"not({whole})"

    @singledispatchmethod
    def value(self, node: Formula) -> str:
        """A value that can stand anywhere."""
        raise Untranslatable("XPath has nothing like it")

    @value.register
    def _(self, node: Answer) -> str:
        if node.family not in PLAIN:
            raise Untranslatable(f"a {node.family} cannot be read in XPath")
        return self.name(node.field)

    @value.register
    def _(self, node: Constant) -> str:
        return "''" if node.value is None else _constant(node.kind, node.value)

    @value.register
    def _(self, node: If) -> str:
        return f"if({self.condition(node.condition)}, {self.value(node.then)}, {self.value(node.otherwise)})"

    @value.register
    def _(self, node: Word) -> str:
        return f"if({self.condition(node.condition)}, 'yes', 'no')"

    @value.register
    def _(self, node: Here) -> str:
        if node.what != "number":
            raise Untranslatable("XPath does not know what an instance stands for")
        return "position(..)"

    @value.register
    def _(self, node: At) -> str:
        if node.by != "number":
            return self._of_option(node)
        return f"indexed-repeat(${{{node.field}}}, ${{{node.home}}}, {self.value(node.place)})"

    def _of_option(self, node: At) -> str:
        if node.home not in self.loops or not isinstance(node.place, Constant):
            raise Untranslatable("instances have numbers only in XPath")
        return f"/{ROOT}/{node.home}/{node.place.value}/{node.field}"

    @value.register
    def _(self, node: Instances) -> str:
        return f"count(${{{node.section}}})"

    @value.register
    def _(self, node: Apply) -> str:
        return _applied(self, node)


def _applied(printer: Printer, node: Apply) -> str:
    name = node.function
    if name in ("sum", "min", "max", "avg", "count"):
        return _gathered(printer, node)
    parts = [printer.value(part) for part in node.parts]
    if name in _INFIX:
        return f"({parts[0]} {_INFIX[name]} {parts[1]})"
    if name in _SAME:
        return f"{_SAME[name]}({', '.join(parts)})"
    if name in _DATED:
        return f"number(format-date({parts[0]}, '{_DATED[name]}'))"
    if name not in _CALLS:
        raise Untranslatable(f'XPath has no "{name}"')
    return _CALLS[name](parts, node)


def _gathered(printer: Printer, node: Apply) -> str:
    """Of all instances without the blank ones, with which XPath comes to no number; of several values only what nothing
    changes."""
    if len(node.parts) == 1 and isinstance(node.parts[0], Values):
        if node.function == "avg":
            raise Untranslatable('XPath has no "avg"')
        if node.function == "count":
            return f"count-non-empty({printer.all(node.parts[0].field)})"
        return f"{node.function}({printer.all(node.parts[0].field)}[. != ''])"
    parts = [printer.value(part) for part in node.parts]
    if node.function == "sum":
        return f"({' + '.join(f'coalesce({part}, 0)' for part in parts)})"
    if node.function == "count":
        return f"({' + '.join(_counted(part, value) for part, value in zip(node.parts, parts, strict=True))})"
    raise Untranslatable(f'XPath\'s "{node.function}" is no number as soon as one is missing')


def _counted(part: Formula, written: str) -> str:
    several = isinstance(part, Answer) and part.family == CHOICES
    return f"count-selected({written})" if several else f"if({written} != '', 1, 0)"


def _length(parts: list[str], node: Apply) -> str:
    part = node.parts[0]
    several = isinstance(part, Answer) and part.family == CHOICES
    return f"{'count-selected' if several else 'string-length'}({parts[0]})"


def _substr(parts: list[str], node: Apply) -> str:
    if len(parts) == 2:
        return f"substr({parts[0]}, {parts[1]})"
    return f"substr({parts[0]}, {parts[1]}, {parts[1]} + {parts[2]})"


_CALLS: dict[str, Callable[[list[str], Apply], str]] = {
    "add": lambda parts, node: f"({' + '.join(parts)})".replace("+ -", "- "),
    "negative": lambda parts, node: f"-{parts[0]}",
    "join": lambda parts, node: f"concat({', '.join(parts)})",
    "trim": lambda parts, node: parts[0],
    "date": lambda parts, node: f"date({parts[0]})",
    "today": lambda parts, node: "today()",
    "days": lambda parts, node: f"(decimal-date-time({parts[1]}) - decimal-date-time({parts[0]}))",
    "add_days": lambda parts, node: f"date(decimal-date-time({parts[0]}) + {parts[1]})",
    "length": _length,
    "substr": _substr,
    "upper": lambda parts, node: f"translate({parts[0]}, '{LETTERS}', '{LETTERS.upper()}')",
    "lower": lambda parts, node: f"translate({parts[0]}, '{LETTERS.upper()}', '{LETTERS}')",
}


def _joined(operator: str, parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else f"({f' {operator} '.join(listed)})" if listed else "false()"


def _each(operand: object) -> list[object]:
    return list(operand) if isinstance(operand, tuple | frozenset) else [operand]


def _chosen(name: str, operator: str, operand: object) -> str:
    """What several choices are asked."""
    asked = [f"selected({name}, {literal(str(each))})" for each in sorted(map(str, _each(operand)))]
    if operator in ("contains", "in"):
        return _joined("or", asked)
    if operator == "all_of":
        return _joined("and", asked)
    same = _joined("and", [f"count-selected({name}) = {len(asked)}", *asked])
    return same if operator == "equals" else f"not({same})"


def _constant(kind: str, value: object) -> str:
    """A constant as values of its kind are compared: dates as dates."""
    if kind == NUMBER:
        return spelled(value)  # type: ignore[arg-type]
    if kind == DATE:
        return f"date('{value}')"
    return literal(" ".join(map(str, value)) if isinstance(value, tuple) else str(value))


def _exact(kind: str, value: object) -> str:
    """A constant that an answer is, character by character."""
    return _constant(kind, value) if kind == NUMBER else literal(str(value))


def _may_be_empty(part: Formula) -> bool:
    return not (isinstance(part, Constant) and part.value is not None)
