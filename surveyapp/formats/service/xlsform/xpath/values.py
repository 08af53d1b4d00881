"""A piece of our language with its type, and how one type is read as another: XPath converts all to all."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

NUMBER, TEXT, DATE, TIME, DATETIME = "number", "text", "date", "time", "datetime"
CHOICE, CHOICES, FILE = "single choice", "multiple choice", "file"
BOOLEAN = "boolean"
CONDITION, LIST, REPEAT = "condition", "list", "repeat"

OR, AND, NOT, COMPARED, ADDED, MULTIPLIED, WHOLE = range(1, 8)
"""How tightly a piece holds together; what is looser than its place stands in parentheses."""

EPOCH = "'1970-01-01'"
MOST_JOINED = 60

_OPPOSITES = {"=": "!=", "anyof": "noneof", "contains": "notcontains", "empty": "notempty", "notempty": "empty"}
"""Exactly one of each pair holds, also of empty values."""


class Untranslatable(Exception):
    """What our language cannot say; the sentence goes into the report."""


@dataclass(frozen=True, slots=True)
class Value:
    """`constant` is the text of a constant, `truth` a condition that is always or never so; `options` those of a
    choice, and `is_ranked` says that their order is what they mean. `inner` is the type of a list's elements. `is_node`
    tells a question's own answer from what was computed; `exists` is a condition, that there is such an instance at
    all, blank for always; `opposite` is a comparison the other way round."""

    kind: str
    text: str
    binds: int = WHOLE
    constant: str | None = None
    truth: bool | None = None
    options: tuple[str, ...] = ()
    inner: str = ""
    is_node: bool = False
    is_missing: bool = False
    is_ranked: bool = False
    exists: str = ""
    opposite: str = ""

    def within(self, binds: int) -> str:
        """The text as part of something that binds so tightly."""
        return self.text if self.binds >= binds else f"({self.text})"

    @property
    def is_blank(self) -> bool:
        """Whether it is the blank text."""
        return self.constant == "" and not self.is_missing


def quoted(text: str) -> Value:
    """A text constant."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return Value(TEXT, f"'{escaped}'", constant=text)


def number(text: str) -> Value:
    """A number constant; a negative one binds like any negation."""
    spelled = format(Decimal(text), "f")
    return Value(NUMBER, spelled, constant=spelled)


def always(holds: bool) -> Value:
    """A condition that is settled."""
    return Value(CONDITION, "true" if holds else "false", truth=holds)


MISSING = Value(TEXT, "''", constant="", is_missing=True)
"""An empty node-set: compared with anything, nothing holds."""


def joined(operator: str, left: Value, right: Value) -> Value:
    """Two conditions joined by `and` or `or`, what is settled left out."""
    binds, neutral = (AND, True) if operator == "and" else (OR, False)
    if left.truth is not None:
        return right if left.truth is neutral else left
    if right.truth is not None:
        return left if right.truth is neutral else right
    return Value(CONDITION, f"{left.within(binds)} {operator} {right.within(binds)}", binds)


def all_of(conditions: Iterable[Value]) -> Value:
    """All conditions together."""
    whole = always(True)
    for each in conditions:
        whole = joined("and", whole, each)
    return whole


def negated(condition: Value) -> Value:
    """The opposite of a condition."""
    if condition.truth is not None:
        return always(not condition.truth)
    if condition.opposite:
        return Value(CONDITION, condition.opposite, COMPARED, opposite=condition.text)
    return Value(CONDITION, f"not {condition.within(NOT)}", NOT)


def compared(left: str, operator: str, right: str) -> Value:
    """A comparison of two pieces that bind tightly enough already."""
    opposite = _OPPOSITES.get(operator)
    turned = f"{left} {opposite} {right}".rstrip() if opposite else ""
    return Value(CONDITION, f"{left} {operator} {right}".rstrip(), COMPARED, opposite=turned)


def emptiness(value: Value, filled: bool = False) -> Value:
    """Whether a value is blank."""
    if value.constant is not None:
        return always((value.constant != "") == filled)
    if value.kind == CONDITION:
        return always(filled)
    return compared(value.within(ADDED), "notempty" if filled else "empty", "")


def existing(holds: Value, *values: Value) -> Value:
    """A condition that holds of nothing that is not there."""
    for each in values:
        holds = joined("and", Value(CONDITION, each.exists, AND), holds) if each.exists else holds
    return holds


def called(function: str, *arguments: str, kind: str = NUMBER) -> Value:
    """A call."""
    return Value(kind, f"{function}({', '.join(arguments)})")


def either(condition: Value, then: Value, otherwise: Value) -> Value:
    """One of two values, as one type."""
    if condition.truth is not None:
        return then if condition.truth else otherwise
    if then.kind == otherwise.kind == CONDITION:
        kept = joined("and", condition, then)
        return joined("or", kept, joined("and", negated(condition), otherwise))
    kind = one_type(then, otherwise)
    sides = [as_type(kind, side).text for side in (then, otherwise)]
    return called("iif", condition.text, *sides, kind=kind)


def one_type(*values: Value) -> str:
    """The type that several values share; text where they share none."""
    kinds = {value.kind for value in values if value.constant != ""}
    return kinds.pop() if len(kinds) == 1 and kinds <= {NUMBER, DATE, TIME, DATETIME} else TEXT


def as_type(kind: str, value: Value) -> Value:
    """A value as it stands beside others of this type."""
    if value.constant == "":
        return value
    return value if value.kind == kind and kind != TEXT else as_text(value)


def numeral(text: str) -> str | None:
    """The text of a number as XPath reads a text, None for none."""
    try:
        read = Decimal(text.strip())
    except InvalidOperation:
        return None
    return format(read, "f") if read.is_finite() else None


def is_date(text: str) -> bool:
    """Whether a text is a calendar date."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def as_number(value: Value) -> Value:
    """`number(...)`: days since 1970 of a date, 1 and 0 of a condition, nothing of what is no number. Ours takes no sum
    of texts for a number, since most who write one are mistaken; a part of it may be one."""
    if value.kind == NUMBER:
        return value
    if value.constant is not None:
        return _constant_number(value.constant)
    if value.kind == CONDITION:
        return called("iif", value.text, "1", "0")
    if value.kind == DATE:
        return called("days", EPOCH, value.text)
    if value.kind == DATETIME:
        return _moment(value)
    if value.kind == CHOICE:
        return called("number", value.text if all_numerals(value.options) else f"text({value.text})")
    if value.kind in (CHOICES, LIST):
        return called("number", as_text(value).text)
    if value.kind == TEXT:
        return called("number", f"substr({value.text}, 0)" if value.binds == ADDED else value.text)
    raise Untranslatable(f"a {value.kind} cannot be read as a number")


def _moment(value: Value) -> Value:
    """Days since 1970 with the part of the day that has passed."""
    seconds = f"hour({value.text}) * 3600, minute({value.text}) * 60, number(substr(text({value.text}), 17, 2))"
    return Value(NUMBER, f"{as_number(as_date(value)).text} + sum({seconds}) / 86400", ADDED)


def _constant_number(constant: str) -> Value:
    found = numeral(constant)
    if found is not None:
        return number(found)
    return called("days", EPOCH, f"'{constant}'") if is_date(constant) else replace(MISSING, is_missing=False)


def all_numerals(options: tuple[str, ...]) -> bool:
    """Whether a choice can be read as a number, whatever is chosen."""
    return bool(options) and all(numeral(option) is not None for option in options)


def as_text(value: Value) -> Value:
    """`string(...)`: several choices are joined by spaces, of a list it is the first."""
    if value.constant is not None:
        return value if value.kind == TEXT else quoted(value.constant)
    if value.kind == TEXT:
        return value
    if value.kind == CONDITION:
        return called("iif", value.text, "'true'", "'false'", kind=TEXT)
    if value.kind == CHOICES:
        return _spaced(value)
    if value.kind == LIST:
        return as_text(first_of(value))
    if value.kind in (NUMBER, DATE, CHOICE, TIME, DATETIME):
        return called("text", value.text, kind=TEXT)
    raise Untranslatable(f"a {value.kind} cannot be read as a text")


def _spaced(value: Value) -> Value:
    """The chosen options in the order of the list, which need not be that of choosing."""
    if not value.options or len(value.options) > MOST_JOINED:
        raise Untranslatable("several choices cannot be read as one text")
    parts = (f"iif({value.text} contains {quoted(each).text}, {quoted(each + ' ').text}, '')" for each in value.options)
    return called("substr", " + ".join(("''", *parts)), "0", kind=TEXT)


def first_of(value: Value) -> Value:
    """The first of a list, as XPath takes where it wants one; anything else as it is."""
    if value.kind != LIST:
        return value
    return Value(value.inner, f"at({field_of(value)}, 1)", options=value.options)


def field_of(value: Value) -> str:
    """The field that a list has the values of; inside its own repeat a list says that it is one."""
    return value.text.removeprefix("values(").removesuffix(")") if value.kind == LIST else value.text


def as_date(value: Value) -> Value:
    """`date(...)`."""
    if value.kind == DATE or value.constant == "":
        return value
    if value.constant is not None and value.kind == TEXT:
        if not is_date(value.constant[:10]):
            raise Untranslatable(f'"{value.constant}" is no date')
        return Value(DATE, f"date({quoted(value.constant[:10]).text})", constant=value.constant[:10])
    if value.kind == NUMBER:
        return Value(DATE, f"date({EPOCH}) + {value.within(MULTIPLIED)}", ADDED)
    if value.kind == DATETIME:
        return called("date", f"substr(text({value.text}), 0, 10)", kind=DATE)
    return called("date", as_text(value).text, kind=DATE)


def as_condition(value: Value) -> Value:
    """`boolean(...)`: what is neither blank nor zero; a question as such, whatever its answer, is there."""
    if value.kind == CONDITION:
        return value
    if value.kind in (REPEAT, LIST):
        return compared(f"count({value.text})", ">", "0")
    if value.is_node:
        return existing(always(not value.is_missing), value)
    if value.constant is not None:
        zero = value.kind == NUMBER and not Decimal(value.constant)
        return always(bool(value.constant) and not zero)
    filled = emptiness(value, filled=True)
    return joined("and", filled, compared(value.within(ADDED), "!=", "0")) if value.kind == NUMBER else filled
