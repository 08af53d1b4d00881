"""Calls: the list of functions, how many arguments each takes, and of which types."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Matches, Not
from surveyapp.logic.expressions.errors import ExpressionError
from surveyapp.logic.expressions.nodes import Call, Literal, Name
from surveyapp.logic.expressions.typed import (
    CONDITION,
    KEYED,
    LIST,
    MOMENTS,
    NOTHING,
    REPEAT,
    TEXTUAL,
    Bind,
    Typed,
    as_date,
    as_moment,
    as_number,
    as_numbers,
    as_text,
    clash,
    is_numeric,
    truth,
)
from surveyapp.logic.formulas import (
    CHOICE,
    CHOICES,
    DATE,
    DATETIME,
    MATRIX,
    NUMBER,
    TEXT,
    TIME,
    Answer,
    Apply,
    At,
    Constant,
    Formula,
    If,
    Values,
)
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.patterns import pattern

MOST_ARGUMENTS = 1_000

TODAY = Apply("today")


class Function(NamedTuple):
    """How a call is bound, and the number of arguments it takes."""

    bind: Callable[[Bind, Call], Typed]
    least: int
    most: int


def called(bind: Bind, node: Call) -> Typed:
    """A call as a value or a condition; raises `ExpressionError`."""
    known = FUNCTIONS.get(node.function)
    if known is None:
        detail = f"There is no function {quoted(node.function)}; there are {', '.join(FUNCTIONS)}."
        raise ExpressionError("unknown_function", detail, node.at)
    if not known.least <= len(node.arguments) <= known.most:
        wanted = str(known.least) if known.least == known.most else f"{known.least} to {known.most}"
        detail = f'"{node.function}" takes {wanted} arguments, not {len(node.arguments)}.'
        raise ExpressionError("wrong_arguments", detail, node.at)
    return known.bind(bind, node)


def _arguments(bind: Bind, node: Call) -> list[Typed]:
    return [bind.typed(argument) for argument in node.arguments]


def _numbers(gives: str) -> Callable[[Bind, Call], Typed]:
    def made(bind: Bind, node: Call) -> Typed:
        parts = tuple(as_number(bind.scope, each) for each in _arguments(bind, node))
        return Typed(NUMBER, Apply(gives, parts), node.at)

    return made


def _several(gives: str) -> Callable[[Bind, Call], Typed]:
    """Numbers, among them lists."""

    def made(bind: Bind, node: Call) -> Typed:
        parts = tuple(as_numbers(bind.scope, each) for each in _arguments(bind, node))
        return Typed(NUMBER, Apply(gives, parts), node.at)

    return made


def _texts(gives: str, kind: str = TEXT) -> Callable[[Bind, Call], Typed]:
    def made(bind: Bind, node: Call) -> Typed:
        parts = tuple(as_text(each) for each in _arguments(bind, node))
        return Typed(kind, Apply(gives, parts), node.at)

    return made


def _dates(gives: str, *more: Formula) -> Callable[[Bind, Call], Typed]:
    def made(bind: Bind, node: Call) -> Typed:
        parts = tuple(as_date(each) for each in _arguments(bind, node))
        return Typed(NUMBER, Apply(gives, parts + more), node.at)

    return made


def _extreme(gives: str) -> Callable[[Bind, Call], Typed]:
    """The least or most of numbers, of dates, or of times."""

    def made(bind: Bind, node: Call) -> Typed:
        values = _arguments(bind, node)
        kinds = {kind for value in values for kind in (value.kind, _element(value))}
        moment = next((kind for kind in MOMENTS if kind in kinds), None)
        if moment is not None:
            return Typed(moment, Apply(gives, tuple(_moments_of(moment, value) for value in values)), node.at)
        return Typed(NUMBER, Apply(gives, tuple(as_numbers(bind.scope, value) for value in values)), node.at)

    return made


def _element(value: Typed) -> str | None:
    return value.node.family if isinstance(value.node, Values) else None


def _moments_of(kind: str, value: Typed) -> Formula:
    return value.formula if _element(value) == kind else as_moment(kind, value)


def _converted(bind: Bind, node: Call) -> Typed:
    (value,) = _arguments(bind, node)
    if node.function == "number":
        return Typed(NUMBER, as_number(bind.scope, value), node.at)
    if node.function == "date":
        return Typed(DATE, as_date(value), node.at)
    if node.function in (TIME, DATETIME):
        return Typed(node.function, as_moment(node.function, value), node.at)
    return Typed(TEXT, as_text(value), node.at)


def _part_of_time(begin: int) -> Callable[[Bind, Call], Typed]:
    def made(bind: Bind, node: Call) -> Typed:
        (value,) = _arguments(bind, node)
        part = Apply("substr", (as_moment(TIME, value), Constant(NUMBER, begin), Constant(NUMBER, 2)))
        return Typed(NUMBER, Apply("number", (part,)), node.at)

    return made


def _cell(bind: Bind, node: Call) -> Typed:
    """One row of a matrix, a single choice."""
    value, row = bind.typed(node.arguments[0]), node.arguments[1]
    if value.kind != MATRIX or not isinstance(value.node, Answer | At):
        raise clash('"cell" reads a row of a matrix field.', value.at)
    if not isinstance(row, Literal) or row.kind == "truth":
        raise ExpressionError("constant_expected", "The row is a quoted text.", row.at)
    if row.text not in getattr(bind.scope.families[value.node.field], "rows", ()):
        raise ExpressionError("unknown_row", f"{quoted(row.text)} is not a row of this field.", row.at)
    return Typed(CHOICE, Apply("cell", (value.node, Constant(TEXT, row.text))), node.at)


def _today(bind: Bind, node: Call) -> Typed:
    return Typed(DATE, TODAY, node.at)


def _count(bind: Bind, node: Call) -> Typed:
    values = _arguments(bind, node)
    if [value.kind for value in values] == [REPEAT]:
        return Typed(NUMBER, values[0].formula, node.at)
    strange = next((value for value in values if value.kind == REPEAT), None)
    if strange:
        raise clash("The instances of a section are counted by themselves; add the counts.", strange.at)
    parts = tuple(Apply("trim", (v.formula,)) if v.kind == TEXT else v.formula for v in values)
    return Typed(NUMBER, Apply("count", parts), node.at)


def _repeated(bind: Bind, node: Call) -> Values:
    """The field of a repeat that a function is asked of."""
    name = node.arguments[0]
    if not isinstance(name, Name):
        raise ExpressionError("field_expected", "This is the name of a field in a repeating section.", name.at)
    value = bind.scope.answer(name) if name.field in bind.scope.repeats.kinds else bind.scope.values(name)
    if not isinstance(value.node, Values):
        raise clash(f"A field is needed here; this is a {value.kind}.", name.at)
    return value.node


def _values(bind: Bind, node: Call) -> Typed:
    return Typed(LIST, _repeated(bind, node), node.at)


def _at(bind: Bind, node: Call) -> Typed:
    """The value in another instance: by number, or by a text where instances have keys."""
    field, place = _repeated(bind, node), bind.typed(node.arguments[1])
    home = bind.scope.repeats.homes[field.field]
    is_key = place.kind in TEXTUAL and not is_numeric(bind.scope, place) and bind.scope.repeats.kinds[home] in KEYED
    where = as_text(place) if is_key else as_number(bind.scope, place)
    return Typed(field.family, At(field.field, field.family, home, "item" if is_key else "number", where), node.at)


def _length(bind: Bind, node: Call) -> Typed:
    (value,) = _arguments(bind, node)
    part = value.formula if value.kind == CHOICES else as_text(value)
    return Typed(NUMBER, Apply("length", (part,)), node.at)


def _substr(bind: Bind, node: Call) -> Typed:
    written, *places = _arguments(bind, node)
    numbers = (as_number(bind.scope, place) for place in places)
    return Typed(TEXT, Apply("substr", (as_text(written), *numbers)), node.at)


def _edge(bind: Bind, node: Call) -> Typed:
    whole, part = (as_text(value) for value in _arguments(bind, node))
    operator = "starts_with" if node.function == "startswith" else "ends_with"
    return Typed(CONDITION, Compare("text", operator, whole, part), node.at)


def _regex(bind: Bind, node: Call) -> Typed:
    value, source = bind.typed(node.arguments[0]), node.arguments[1]
    if not isinstance(source, Literal) or source.kind != "text":
        raise ExpressionError("constant_expected", "The pattern is a quoted text.", source.at)
    try:
        return Typed(CONDITION, Matches(as_text(value), pattern(source.text)), node.at)
    except Refused as problem:
        raise ExpressionError(problem.code, problem.detail, source.at) from None


def _iif(bind: Bind, node: Call) -> Typed:
    condition = bind.condition(node.arguments[0])
    then, otherwise = bind.typed(node.arguments[1]), bind.typed(node.arguments[2])
    if CONDITION in (then.kind, otherwise.kind):
        return Typed(CONDITION, _either(condition, truth(then), truth(otherwise)), node.at)
    kind = _shared_kind(bind, then, otherwise)
    sides = (_read(bind, kind, then), _read(bind, kind, otherwise))
    return Typed(kind, If(condition, *sides), node.at)


def _either(condition: Condition, then: Condition, otherwise: Condition) -> Condition:
    return AnyOf((All((condition, then)), All((Not(condition), otherwise))))


def _shared_kind(bind: Bind, then: Typed, otherwise: Typed) -> str:
    kinds = {then.kind, otherwise.kind} - {NOTHING}
    if kinds & {LIST, REPEAT}:
        raise clash("A branch is one value, not a list.", then.at if then.kind in (LIST, REPEAT) else otherwise.at)
    if len(kinds) < 2:
        return kinds.pop() if kinds else NOTHING
    if kinds <= {NUMBER, *TEXTUAL}:
        numeric = all(is_numeric(bind.scope, value) for value in (then, otherwise))
        return NUMBER if numeric else TEXT
    raise clash(f"One branch is a {then.kind}, the other a {otherwise.kind}.", otherwise.at)


def _read(bind: Bind, kind: str, value: Typed) -> Formula:
    if kind == NUMBER:
        return as_number(bind.scope, value)
    return as_text(value) if kind == TEXT else value.formula


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "iif": Function(_iif, 3, 3),
        "sum": Function(_several("sum"), 1, MOST_ARGUMENTS),
        "avg": Function(_several("avg"), 1, MOST_ARGUMENTS),
        "min": Function(_extreme("min"), 1, MOST_ARGUMENTS),
        "max": Function(_extreme("max"), 1, MOST_ARGUMENTS),
        "count": Function(_count, 1, MOST_ARGUMENTS),
        "at": Function(_at, 2, 2),
        "values": Function(_values, 1, 1),
        "round": Function(_numbers("round"), 1, 2),
        "floor": Function(_numbers("floor"), 1, 1),
        "ceil": Function(_numbers("ceil"), 1, 1),
        "abs": Function(_numbers("abs"), 1, 1),
        "number": Function(_converted, 1, 1),
        "text": Function(_converted, 1, 1),
        "date": Function(_converted, 1, 1),
        "time": Function(_converted, 1, 1),
        "datetime": Function(_converted, 1, 1),
        "cell": Function(_cell, 2, 2),
        "today": Function(_today, 0, 0),
        "age": Function(_dates("age", TODAY), 1, 1),
        "days": Function(_dates("days"), 2, 2),
        "year": Function(_dates("year"), 1, 1),
        "month": Function(_dates("month"), 1, 1),
        "day": Function(_dates("day"), 1, 1),
        "hour": Function(_part_of_time(0), 1, 1),
        "minute": Function(_part_of_time(3), 1, 1),
        "len": Function(_length, 1, 1),
        "lower": Function(_texts("lower"), 1, 1),
        "upper": Function(_texts("upper"), 1, 1),
        "substr": Function(_substr, 2, 3),
        "startswith": Function(_edge, 2, 2),
        "endswith": Function(_edge, 2, 2),
        "regex": Function(_regex, 2, 2),
    }
)
