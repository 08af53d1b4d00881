"""Values with their types while an expression is being bound, and how one type is read as another.

The types are those of the families of fields, plus `condition` for what is true or false and `empty` for the blank
text, which fits everywhere. A conversion refuses what can never succeed; what may fail on some answers gives empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

from surveyapp.logic.arithmetic import spelled
from surveyapp.logic.conditions import Compare, Condition, Test
from surveyapp.logic.definition.parts import FOR_EACH, ITEMS
from surveyapp.logic.expressions.errors import ExpressionError
from surveyapp.logic.expressions.nodes import SELF, Literal, Name, Node, Place
from surveyapp.logic.fields import Family
from surveyapp.logic.fields.base import Read
from surveyapp.logic.fields.date import iso
from surveyapp.logic.fields.time import clock, moment
from surveyapp.logic.formulas import (
    BOOLEAN,
    CHOICE,
    CHOICES,
    DATE,
    DATETIME,
    EMPTY,
    FILE,
    FILES,
    MATRIX,
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
from surveyapp.logic.functions import number
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.repeats import NO_REPEATS, Repeats
from surveyapp.logic.values import trimmed

CONDITION, NOTHING = "condition", "empty"
LIST, REPEAT = "list of answers", "repeating section"
TEXTUAL = (TEXT, CHOICE, BOOLEAN)
ON_THE_CLOCK: Mapping[str, Read] = {TIME: clock, DATETIME: moment}
MOMENTS = (DATE, *ON_THE_CLOCK)
COMPOUND = (MATRIX, FILE, FILES)
KEYED = (FOR_EACH, ITEMS)


class Typed(NamedTuple):
    """A bound node and its type: of type `condition` it is a condition, else a formula."""

    kind: str
    node: Condition | Formula
    at: int

    @property
    def formula(self) -> Formula:
        """The node as a value; a condition as yes or no."""
        return Word(cast(Condition, self.node)) if self.kind == CONDITION else cast(Formula, self.node)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean here: the fields, the one that `{.}` stands for (only a constraint has it), the repeats, and the
    repeating section that this is `within`. `asked` collects every test with its place, for the lint."""

    families: Mapping[str, Family]
    own: str | None = None
    repeats: Repeats = NO_REPEATS
    within: str | None = None
    asked: list[tuple[int, Test]] = field(default_factory=list)

    def field(self, name: Name) -> str:
        """The field a name stands for; raises `ExpressionError` for an unknown one."""
        if name.field == SELF and self.own is not None:
            return self.own
        if name.field == SELF:
            raise ExpressionError("unknown_field", "{.} stands for the answer in a constraint, nowhere else.", name.at)
        if name.field not in self.families:
            raise ExpressionError("unknown_field", f"The survey has no field named {quoted(name.field)}.", name.at)
        return name.field

    def answer(self, name: Name) -> Typed:
        """A field's value; the list of its values where it is read from outside its repeat."""
        if name.field in self.repeats.kinds:
            return Typed(REPEAT, Instances(name.field, self.repeats.places[name.field]), name.at)
        own = self.field(name)
        if self.repeats.is_apart(own, self.within):
            return self.values(name)
        return Typed(self.families[own].family, Answer(own, self.families[own].family), name.at)

    def values(self, name: Name) -> Typed:
        """The values that a field of a repeat has over all instances."""
        own = self.field(name)
        if own not in self.repeats.homes:
            raise ExpressionError("not_repeated", f"{quoted(own)} is asked once; it has no list of answers.", name.at)
        return Typed(LIST, Values(own, self.families[own].family), name.at)

    def here(self, place: Place) -> Typed:
        """The number or the key of this instance."""
        if self.within is None:
            detail = f"{{.{place.what}}} is that of an instance; it stands only in repeating sections."
            raise ExpressionError("not_repeated", detail, place.at)
        if place.what == "number":
            return Typed(NUMBER, Here("number", self.within), place.at)
        if self.repeats.kinds[self.within] not in KEYED:
            detail = "Only a section that repeats for each option or item has {.item}; use {.number}."
            raise ExpressionError("not_keyed", detail, place.at)
        return Typed(TEXT, Here("item", self.within), place.at)


class Bind(Protocol):
    """What the parts of the binder ask of the whole."""

    scope: Scope

    def typed(self, node: Node) -> Typed:
        """Any expression."""

    def condition(self, node: Node) -> Condition:
        """An expression that is true or false."""


def clash(detail: str, at: int) -> ExpressionError:
    """The refusal of a type that does not fit."""
    return ExpressionError("type_clash", detail, at)


def literal(node: Literal) -> Typed:
    """A constant by itself, without a field that would say how to read it."""
    if node.kind == "number":
        return Typed(NUMBER, Constant(NUMBER, _exactly(node)), node.at)
    if node.kind == "text":
        return Typed(TEXT, Constant(TEXT, node.text), node.at) if node.text else Typed(NOTHING, EMPTY, node.at)
    return Typed(BOOLEAN, Constant(BOOLEAN, "yes" if node.text == "true" else "no"), node.at)


def _exactly(node: Literal) -> object:
    value = number(node.text)
    if value is None:
        raise ExpressionError("value_too_large", "At most 30 digits before and after the decimal point.", node.at)
    return value


def is_numeric(scope: Scope, value: Typed) -> bool:
    """Whether it is a number by nature: a number, or a choice all of whose options are numerals."""
    return value.kind == NUMBER or (value.kind == CHOICE and _has_numerals(scope, value.formula))


def _has_numerals(scope: Scope, node: Formula) -> bool:
    if isinstance(node, If):
        return _has_numerals(scope, node.then) and _has_numerals(scope, node.otherwise)
    if isinstance(node, Apply) and node.function == "cell":
        return _has_numerals(scope, node.parts[0])
    known = scope.families[node.field].known if isinstance(node, Answer | At | Values) else ()
    return node == EMPTY or (bool(known) and all(number(option) is not None for option in known))


def as_number(scope: Scope, value: Typed) -> Formula:
    """Read as a number."""
    if value.kind in (NUMBER, NOTHING):
        return value.formula
    node = value.formula
    if isinstance(node, Constant) and value.kind == TEXT and number(str(node.value)) is not None:
        return Constant(NUMBER, number(str(node.value)))
    if value.kind == TEXT and not isinstance(node, Constant) and not is_joined(node):
        return Apply("number", (node,))
    if is_numeric(scope, value):
        return Apply("number", (node,))
    why = "its options are not all numbers" if value.kind == CHOICE else f"this is a {value.kind}"
    raise clash(f"A number is needed here; {why}.", value.at)


def as_numbers(scope: Scope, value: Typed) -> Formula:
    """Read as a number, or a list as several."""
    if not isinstance(value.node, Values):
        return as_number(scope, value)
    of = value.node
    if of.family == NUMBER:
        return of
    if of.family == TEXT or (of.family == CHOICE and _has_numerals(scope, of)):
        return Values(of.field, of.family, "number")
    raise clash(f"Numbers are needed here; these are answers of a {of.family} field.", value.at)


def is_joined(node: Formula) -> bool:
    """Whether a text was put together by `+`."""
    return isinstance(node, Apply) and node.function == "join"


def as_text(value: Typed) -> Formula:
    """Read as a text."""
    if value.kind == NUMBER:
        node = value.formula
        if isinstance(node, Constant):
            return Constant(TEXT, spelled(node.value))  # type: ignore[arg-type]
        return Apply("text", (node,))
    if value.kind in (*TEXTUAL, *MOMENTS, NOTHING, CONDITION):
        return value.formula
    raise clash(f"A {value.kind} cannot be read as a text.", value.at)


def as_date(value: Typed) -> Formula:
    """Read as a date."""
    node = value.formula
    if value.kind in (DATE, NOTHING):
        return node
    if value.kind == TEXT and isinstance(node, Constant):
        try:
            return Constant(DATE, iso(trimmed(str(node.value))))
        except Refused as problem:
            raise ExpressionError(problem.code, problem.detail, value.at) from None
    if value.kind == TEXT:
        return Apply("date", (node,))
    if value.kind == DATETIME:
        return Apply("substr", (node, Constant(NUMBER, 0), Constant(NUMBER, 10)))
    raise clash(f"A date is needed here; this is a {value.kind}.", value.at)


def as_moment(kind: str, value: Typed) -> Formula:
    """Read as a date, a time or a datetime; of a datetime also its date or its time."""
    node = value.formula
    if kind == DATE:
        return as_date(value)
    if value.kind in (kind, NOTHING):
        return node
    if kind == TIME and value.kind == DATETIME:
        return Apply("substr", (node, Constant(NUMBER, 11)))
    if value.kind == TEXT and isinstance(node, Constant):
        try:
            return Constant(kind, ON_THE_CLOCK[kind](node.value))
        except Refused as problem:
            raise ExpressionError(problem.code, problem.detail, value.at) from None
    if value.kind == TEXT:
        return Apply(kind, (node,))
    raise clash(f"A {kind} is needed here; this is a {value.kind}.", value.at)


def shared_moment(*values: Typed) -> str | None:
    """As what values are compared of which at least one is a date, a time or a datetime: the coarser of two."""
    return next((kind for kind in MOMENTS if kind in (value.kind for value in values)), None)


def as_set(value: Typed) -> Formula:
    """Read as a list: a single value is a list of one."""
    node = value.formula
    if value.kind in (CHOICES, NOTHING):
        return node
    if isinstance(node, Values) and node.family in COMPOUND:
        raise clash(f"The answers of a {node.family} field are not compared.", value.at)
    if isinstance(node, Values):
        return Apply("set", (Values(node.field, node.family, "text") if node.family == NUMBER else node,))
    if isinstance(node, Constant):
        return Constant(CHOICES, (as_text(value).value,))  # type: ignore[union-attr]
    return Apply("set", (comparable_text(value),))


def comparable_text(value: Typed) -> Formula:
    """Read as a text that is compared: trimmed, unless it is so already."""
    node = as_text(value)
    if isinstance(node, Constant) and node.value is not None:
        return Constant(TEXT, trimmed(str(node.value)))
    return node if isinstance(node, Answer | At | Constant | Here | Word) else Apply("trim", (node,))


def truth(value: Typed) -> Condition:
    """Read as a condition: only what is true or false by itself; a boolean is true where it says yes."""
    if value.kind == CONDITION:
        return cast(Condition, value.node)
    if value.kind != BOOLEAN:
        detail = f"A condition is needed here; this is a {value.kind}. Compare it, or ask whether it is empty."
        raise ExpressionError("not_a_condition", detail, value.at)
    if isinstance(value.node, Answer):
        return Test(value.node.field, BOOLEAN, "equals", "yes")
    return Compare(TEXT, "equals", value.formula, Constant(TEXT, "yes"))
