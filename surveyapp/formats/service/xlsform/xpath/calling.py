"""The functions of XPath and those that ODK adds, in our language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from surveyapp.formats.service.xlsform.xpath import choosing, comparing, dates, filtering, lookups, patterns
from surveyapp.formats.service.xlsform.xpath.scope import Translation
from surveyapp.formats.service.xlsform.xpath.syntax import Call, Path, Step
from surveyapp.formats.service.xlsform.xpath.values import (
    ADDED,
    CHOICE,
    CHOICES,
    CONDITION,
    LIST,
    MULTIPLIED,
    NUMBER,
    REPEAT,
    TEXT,
    Untranslatable,
    Value,
    all_numerals,
    all_of,
    always,
    as_condition,
    as_number,
    as_text,
    called,
    compared,
    either,
    emptiness,
    field_of,
    joined,
    negated,
    number,
    quoted,
)

MOST_FACTORS = 12
SELF, EVERY = Path((Step("."),)), Step("*")
MANY = 1_000

Make = Callable[[Translation, Call], Value]


class Function(NamedTuple):
    """How a call is translated, and the number of arguments it takes."""

    make: Make
    least: int = 1
    most: int = 1


def call(translation: Translation, node: Call) -> Value:
    """A call in our language. Raises `Untranslatable`."""
    known = FUNCTIONS.get(node.function)
    if known is None:
        raise Untranslatable(f"there is nothing like {node.function}() here")
    if not known.least <= len(node.arguments) <= known.most:
        raise Untranslatable(f"{node.function}() is called with {len(node.arguments)} arguments")
    return known.make(translation, node)


def _texts(translation: Translation, node: Call) -> list[Value]:
    return [as_text(translation.of(each)) for each in node.arguments]


def _settled(holds: bool) -> Make:
    return lambda translation, node: always(holds)


def _not(translation: Translation, node: Call) -> Value:
    return negated(translation.condition(node.arguments[0]))


def _if(translation: Translation, node: Call) -> Value:
    """Of two questions it is a question: as a condition it is there, whatever its answer."""
    condition = translation.condition(node.arguments[0])
    sides = [translation.of(each) for each in node.arguments[1:]]
    found = either(condition, *sides)
    return replace(found, is_node=all(side.is_node for side in sides)) if condition.truth is None else found


def _coalesce(translation: Translation, node: Call) -> Value:
    found, *others = (translation.of(each) for each in reversed(node.arguments))
    for each in others:
        found = either(emptiness(each, filled=True), each, found)
    return found


def _once(translation: Translation, node: Call) -> Value:
    return translation.of(node.arguments[0])


def _concat(translation: Translation, node: Call) -> Value:
    parts = [translation.of(each) for each in node.arguments]
    if any(part.kind == LIST for part in parts):
        raise Untranslatable("the answers of all instances cannot be put together")
    parts = [as_text(part) for part in parts]
    if all(part.constant is not None for part in parts):
        return quoted("".join(str(part.constant) for part in parts))
    return Value(TEXT, " + ".join(["''", *(part.within(MULTIPLIED) for part in parts)]), ADDED)


def _join(translation: Translation, node: Call) -> Value:
    """`join(separator, ...)`: blank texts leave their separator behind."""
    separator, *parts = node.arguments
    between = [each for part in parts for each in (separator, part)][1:]
    return _concat(translation, Call("concat", tuple(between)))


def _length(translation: Translation, node: Call) -> Value:
    return called("len", as_text(translation.of(node.arguments[0] if node.arguments else SELF)).text)


def _substr(translation: Translation, node: Call) -> Value:
    """`substr(text, start, end)`: from 0, up to but without the end."""
    whole, start = as_text(translation.of(node.arguments[0])), translation.number(node.arguments[1])
    if len(node.arguments) == 2:
        return called("substr", whole.text, start.text, kind=TEXT)
    end = translation.number(node.arguments[2])
    if start.constant is None or start.constant.startswith("-") or (end.constant or "").startswith("-"):
        raise Untranslatable("substr() from or to the end cannot be said")
    if end.constant is None:
        return called("substr", whole.text, start.text, f"{end.within(ADDED)} - {start.text}", kind=TEXT)
    length = max(Decimal(0), Decimal(end.constant) - Decimal(start.constant))
    return called("substr", whole.text, start.text, str(length), kind=TEXT)


def _substring(translation: Translation, node: Call) -> Value:
    """XPath's own: from 1, so many characters."""
    whole, start = as_text(translation.of(node.arguments[0])), translation.number(node.arguments[1])
    if start.constant is None or Decimal(start.constant) < 1:
        raise Untranslatable("the start of substring() must be written out")
    rest = [translation.number(each).text for each in node.arguments[2:]]
    return called("substr", whole.text, str(Decimal(start.constant) - 1), *rest, kind=TEXT)


def _contains(translation: Translation, node: Call) -> Value:
    """A part of a text; of several choices those that have it in their value."""
    where, what = (translation.of(each) for each in node.arguments)
    if what.constant == "":
        return always(True)
    if where.kind in (CHOICE, CHOICES) and what.constant is not None:
        options = [each for each in where.options if what.constant in each]
        if where.kind == CHOICE or not options:
            return comparing.among(where, options)
        return compared(where.text, "contains", f"[{', '.join(quoted(each).text for each in options)}]")
    if where.constant is not None and what.constant is not None:
        return always(what.constant in where.constant)
    found = compared(as_text(where).within(ADDED), "contains", as_text(what).within(ADDED))
    return joined("or", found, emptiness(what))


def _edge(function: str) -> Make:
    def make(translation: Translation, node: Call) -> Value:
        whole, part = _texts(translation, node)
        found = called(function, whole.text, part.text, kind=CONDITION)
        return joined("or", found, emptiness(part))

    return make


def _case(function: str) -> Make:
    return lambda translation, node: called(function, _texts(translation, node)[0].text, kind=TEXT)


def _translate(translation: Translation, node: Call) -> Value:
    """The usual way to write capitals."""
    whole, old, new = _texts(translation, node)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for function, first, second in (("upper", letters, letters.upper()), ("lower", letters.upper(), letters)):
        if (old.constant, new.constant) == (first, second):
            return called(function, whole.text, kind=TEXT)
    raise Untranslatable("translate() can only write capitals or small letters")


def _number(translation: Translation, node: Call) -> Value:
    return replace(translation.number(node.arguments[0] if node.arguments else SELF), is_node=False)


def _string(translation: Translation, node: Call) -> Value:
    return replace(as_text(translation.of(node.arguments[0] if node.arguments else SELF)), is_node=False)


def _boolean(translation: Translation, node: Call) -> Value:
    return as_condition(translation.of(node.arguments[0]))


def _boolean_from_string(translation: Translation, node: Call) -> Value:
    return compared(_texts(translation, node)[0].within(ADDED), "anyof", "['1', 'true']")


def _whole(translation: Translation, node: Call) -> Value:
    """Towards zero."""
    part = translation.number(node.arguments[0])
    if part.text.startswith(("len(", "count(", "days(", "year(", "floor(")):
        return part
    return either(compared(part.within(ADDED), "<", "0"), called("ceil", part.text), called("floor", part.text))


def _numeric(function: str) -> Make:
    def make(translation: Translation, node: Call) -> Value:
        return called(function, *(translation.number(each).text for each in node.arguments))

    return make


def _round(translation: Translation, node: Call) -> Value:
    parts = [translation.number(each) for each in node.arguments]
    return called("round", *(part.text for part in parts))


def _power(translation: Translation, node: Call) -> Value:
    base, exponent = (translation.number(each) for each in node.arguments)
    times = exponent.constant or ""
    if not times.isdigit() or int(times) > MOST_FACTORS:
        raise Untranslatable(f"only whole powers up to {MOST_FACTORS} can be said")
    if times == "0":
        return number("1")
    return Value(NUMBER, " * ".join([base.within(MULTIPLIED + 1)] * int(times)), MULTIPLIED)


def _of_many(function: str) -> Make:
    """A function of several numbers, or of the answers of all instances: nothing as soon as one of them is missing."""

    def make(translation: Translation, node: Call) -> Value:
        filled = filtering.without_blanks(node.arguments[0])
        if filled is not None:
            return called(function, _numbers(translation.of(filled)).text)
        some = filtering.chosen(translation, node.arguments[0]) if function == "sum" else None
        if some is not None:
            return filtering.summed(translation, some)
        numbers = [_numbers(part) for part in _spread(translation, node)]
        known = all_of(_all_there(translation, number) for number in numbers)
        return either(known, called(function, *(number.text for number in numbers)), quoted(""))

    return make


def _numbers(part: Value) -> Value:
    """A number, or a list of such; choices are numbers where all their options are."""
    if part.kind != LIST:
        return as_number(part)
    if part.inner == NUMBER or (part.inner == CHOICE and all_numerals(part.options)):
        return part
    raise Untranslatable("numbers are needed")


def _spread(translation: Translation, node: Call) -> list[Value]:
    """The arguments; `group/*` stands for every question of the group."""
    parts: list[Value] = []
    for each in node.arguments:
        if isinstance(each, Path) and each.steps[-1] == EVERY:
            parts += translation.scope.all_of(each)
        else:
            parts.append(translation.of(each))
    return parts


def _all_there(translation: Translation, value: Value) -> Value:
    """Whether there is a number; of a list, in every instance, and one at least."""
    if value.kind != LIST:
        return emptiness(value, filled=True)
    instances = f"count({_instances(translation, value).text})"
    every = compared(f"count({value.text})", "=", instances)
    return joined("and", every, compared(instances, ">", "0"))


def _instances(translation: Translation, value: Value) -> Value:
    """The repeat whose question a list has the answers of."""
    form = translation.scope.form
    question = next(node for node, bound in form.bindings.items() if f"{{{bound.name}}}" == field_of(value))
    if question.repeat is None:
        raise Untranslatable("this is no question of a repeat")
    return translation.scope.answer(question.repeat, None)


def _count(translation: Translation, node: Call) -> Value:
    """How many instances, which is how many answers; a question outside of repeats is one, and so is a repeat that is
    asked once in each instance."""
    some = filtering.chosen(translation, node.arguments[0])
    if some is not None:
        return filtering.counted(translation, some)
    found = translation.of(node.arguments[0])
    if found.kind == LIST:
        found = _instances(translation, found)
    return called("count", found.text) if found.kind == REPEAT else number("1")


def _count_filled(translation: Translation, node: Call) -> Value:
    some = filtering.chosen(translation, node.arguments[0])
    if some is not None:
        return filtering.counted(translation, some, filled=True)
    counted = []
    for found in _spread(translation, node):
        is_list = found.kind == LIST
        counted.append(called("count", found.text) if is_list else _one(emptiness(found, filled=True)))
    return counted[0] if len(counted) == 1 else called("sum", *(each.text for each in counted))


def _one(holds: Value) -> Value:
    return either(holds, number("1"), number("0"))


def _position(translation: Translation, node: Call) -> Value:
    """`position(..)`: the number of the instance, and 1 of a group in it; in a condition of a path, and of an option in
    its filter, without a place."""
    scope = translation.scope
    if scope.item is not None and not node.arguments:
        return number(str(scope.number))
    if scope.here.repeat is None or bool(node.arguments) == bool(scope.outside):
        raise Untranslatable("position() counts instances of a repeat")
    counted = scope.place(node.arguments[0]) if node.arguments else scope.here
    return Value(NUMBER, "{.number}") if counted.kind == REPEAT and counted.repeat is counted else number("1")


def _indexed_repeat(translation: Translation, node: Call) -> Value:
    scope = translation.scope
    asked = node.arguments[0]
    name = getattr(asked, "name", "")
    if len(node.arguments) != 3 or not name:
        raise Untranslatable("indexed-repeat() asks one repeat")
    return scope.answer(scope.reference(name), translation.number(node.arguments[2]))


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "true": Function(_settled(True), 0, 0),
        "false": Function(_settled(False), 0, 0),
        "not": Function(_not),
        "if": Function(_if, 3, 3),
        "coalesce": Function(_coalesce, 2, MANY),
        "once": Function(_once),
        "selected": Function(choosing.selected, 2, 2),
        "count-selected": Function(choosing.count_selected),
        "selected-at": Function(choosing.selected_at, 2, 2),
        "jr:choice-name": Function(lookups.choice_name, 2, 2),
        "jr:itext": Function(_string),
        "concat": Function(_concat, 1, MANY),
        "join": Function(_join, 2, MANY),
        "string-length": Function(_length, 0),
        "substr": Function(_substr, 2, 3),
        "substring": Function(_substring, 2, 3),
        "contains": Function(_contains, 2, 2),
        "starts-with": Function(_edge("startswith"), 2, 2),
        "ends-with": Function(_edge("endswith"), 2, 2),
        "normalize-space": Function(_string, 0),
        "translate": Function(_translate, 3, 3),
        "lower-case": Function(_case("lower")),
        "upper-case": Function(_case("upper")),
        "regex": Function(patterns.regex, 2, 2),
        "number": Function(_number, 0),
        "string": Function(_string, 0),
        "boolean": Function(_boolean),
        "boolean-from-string": Function(_boolean_from_string),
        "int": Function(_whole),
        "round": Function(_round, 1, 2),
        "floor": Function(_numeric("floor")),
        "ceiling": Function(_numeric("ceil")),
        "abs": Function(_numeric("abs")),
        "pow": Function(_power, 2, 2),
        "sum": Function(_of_many("sum"), 1, MANY),
        "min": Function(_of_many("min"), 1, MANY),
        "max": Function(_of_many("max"), 1, MANY),
        "count": Function(_count),
        "count-non-empty": Function(_count_filled),
        "position": Function(_position, 0),
        "indexed-repeat": Function(_indexed_repeat, 3, 7),
        "today": Function(dates.today, 0, 0),
        "now": Function(dates.today, 0, 0),
        "date": Function(dates.date),
        "date-time": Function(dates.date),
        "decimal-date-time": Function(dates.decimal),
        "decimal-date": Function(dates.decimal),
        "decimal-time": Function(dates.decimal_time),
        "format-date": Function(dates.formatted, 2, 2),
        "format-date-time": Function(dates.formatted, 2, 2),
    }
)
"""What is not here is lost: what draws lots (`random`, `uuid`, `randomize`), reads files (`pulldata`) or the map
(`area`, `distance`), and trigonometry."""
