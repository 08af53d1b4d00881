"""`=`, `!=` and the orders, as XPath means them on blank values and across types."""

from __future__ import annotations

from decimal import Decimal

from surveyapp.formats.service.xlsform.xpath import values
from surveyapp.formats.service.xlsform.xpath.values import (
    ADDED,
    CHOICE,
    CHOICES,
    CONDITION,
    DATE,
    DATETIME,
    LIST,
    NUMBER,
    TEXT,
    TIME,
    Untranslatable,
    Value,
    always,
    as_condition,
    as_date,
    as_number,
    as_text,
    called,
    compared,
    emptiness,
    existing,
    joined,
    negated,
    numeral,
    quoted,
)

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def equal(left: Value, right: Value) -> Value:
    """`left = right`; of what may both be blank only where both are there."""
    found = _equal(left, right)
    may_be_blank = all(side.constant in (None, "") for side in (left, right))
    return existing(found, left, right) if may_be_blank else found


def _equal(left: Value, right: Value) -> Value:
    if left.is_missing or right.is_missing:
        return always(False)
    if CONDITION in (left.kind, right.kind):
        return _both(as_condition(left), as_condition(right))
    if left.constant is not None and right.constant is not None:
        return always(_same(left, right))
    if left.constant is not None:
        left, right = right, left
    if LIST in (left.kind, right.kind):
        return _in_list(left, right)
    if right.constant is not None:
        return _with_constant(left, right)
    return _two(left, right)


def unequal(left: Value, right: Value) -> Value:
    """`left != right`: the opposite, except that nothing differs from an empty node-set."""
    if left.is_missing or right.is_missing:
        return always(False)
    if LIST in (left.kind, right.kind):
        return _differs_in_list(*((left, right) if left.kind == LIST else (right, left)))
    return existing(negated(_equal(left, right)), left, right)


def ordered(operator: str, left: Value, right: Value) -> Value:
    """`left < right` and its kin: of numbers, of dates and of times."""
    if left.is_missing or right.is_missing:
        return always(False)
    if left.constant is not None and right.constant is not None:
        return _settled_order(operator, left, right)
    if left.constant is not None:
        left, right, operator = right, left, TURNED[operator]
    for kind in (DATETIME, TIME):
        if kind in (left.kind, right.kind):
            return _moments(kind, operator, left, right)
    if DATE in (left.kind, right.kind) and not _is_number(left) and not _is_number(right):
        return compared(as_date(left).within(ADDED), operator, as_date(right).within(ADDED))
    if LIST in (left.kind, right.kind):
        return _any_ordered(operator, left, right)
    sides = [as_number(left), as_number(right)]
    if any(side.constant == "" for side in sides):
        return always(False)
    return compared(sides[0].within(ADDED), operator, sides[1].within(ADDED))


def _any_ordered(operator: str, left: Value, right: Value) -> Value:
    """Of the answers of all instances one is enough: the largest is above it, or the smallest below."""
    if left.kind != LIST:
        left, right, operator = right, left, TURNED[operator]
    if left.inner not in (NUMBER, TEXT, CHOICE) or right.kind == LIST:
        raise Untranslatable("the answers of all instances can be ordered beside one number only")
    furthest = called("max" if operator in (">", ">=") else "min", left.text)
    return compared(furthest.text, operator, as_number(right).within(ADDED))


def _is_number(value: Value) -> bool:
    return value.kind == NUMBER or (value.constant is not None and numeral(value.constant) is not None)


def _settled_order(operator: str, left: Value, right: Value) -> Value:
    sides = [as_number(left), as_number(right)]
    if any(not side.constant for side in sides):
        return (
            compared(sides[0].within(ADDED), operator, sides[1].within(ADDED))
            if all(side.text != "''" for side in sides)
            else always(False)
        )
    first, second = (Decimal(str(side.constant)) for side in sides)
    return always({"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[operator])


def _moments(kind: str, operator: str, left: Value, right: Value) -> Value:
    """Times among themselves; a moment and a day are compared by their days."""
    if {left.kind, right.kind} == {kind}:
        return compared(left.within(ADDED), operator, right.within(ADDED))
    if kind == DATETIME and TIME not in (left.kind, right.kind) and not _is_number(left) and not _is_number(right):
        return compared(as_date(left).within(ADDED), operator, as_date(right).within(ADDED))
    for side, other in ((left, right), (right, left)):
        if side.kind == kind and other.kind == TEXT and other.constant:
            return compared(left.within(ADDED), operator, right.within(ADDED))
    raise Untranslatable(f"a {left.kind} and a {right.kind} cannot be compared")


def _both(left: Value, right: Value) -> Value:
    """Two conditions that agree."""
    for settled, other in ((left, right), (right, left)):
        if settled.truth is not None:
            return other if settled.truth else negated(other)
    return joined("or", joined("and", left, right), joined("and", negated(left), negated(right)))


def _same(left: Value, right: Value) -> bool:
    first, second = str(left.constant), str(right.constant)
    if NUMBER in (left.kind, right.kind):
        one, other = numeral(first), numeral(second)
        return one is not None and other is not None and Decimal(one) == Decimal(other)
    return first == second


def _in_list(left: Value, right: Value) -> Value:
    """Of the answers of all instances any may be it."""
    if left.kind != LIST:
        left, right = right, left
    if right.constant is None or right.constant == "" or left.inner not in (TEXT, CHOICE, CHOICES, NUMBER):
        raise Untranslatable("the answers of all instances can be compared with a constant only")
    if left.inner in (CHOICE, CHOICES) and right.constant not in left.options:
        return always(False)
    return compared(left.text, "anyof", f"[{quoted(right.constant).text}]")


def _differs_in_list(left: Value, right: Value) -> Value:
    """One of all instances is enough to differ: for the blank text one that has an answer."""
    if right.is_blank and right.kind == TEXT:
        return emptiness(left, filled=True)
    raise Untranslatable('"!=" cannot ask the answers of all instances')


def _with_constant(left: Value, right: Value) -> Value:
    """A value and a constant that is not blank, or the blank text."""
    constant = str(right.constant)
    if constant == "":
        return emptiness(left) if right.kind == TEXT else always(False)
    if left.kind == CHOICE:
        return among(left, _equal_options(left.options, right))
    if left.kind == CHOICES:
        return _set(left, constant.split())
    if left.kind == NUMBER or right.kind == NUMBER:
        return _number_constant(left, right, constant)
    if left.kind == DATE:
        fits = values.is_date(constant)
        return compared(left.within(ADDED), "=", as_date(right).text) if fits else always(False)
    if left.kind in (TIME, DATETIME):
        return compared(as_text(left).within(ADDED), "=", right.text)
    return compared(left.within(ADDED), "=", right.text)


def _equal_options(options: tuple[str, ...], right: Value) -> list[str]:
    """The options that equal a constant; a list may be long, and be asked once for each of its own options."""
    if right.kind == NUMBER:
        return [each for each in options if _same(quoted(each), right)]
    return [str(right.constant)] if right.constant in options else []


def _number_constant(left: Value, right: Value, constant: str) -> Value:
    found = numeral(constant)
    if found is None or (right.kind == TEXT and left.is_node and found != constant.strip()):
        return always(False)
    return compared(as_number(left).within(ADDED), "=", found)


def among(left: Value, options: list[str]) -> Value:
    """Whether a choice is one of some options."""
    if not options:
        return always(False)
    if len(options) == 1:
        return compared(left.within(ADDED), "=", quoted(options[0]).text)
    return compared(left.within(ADDED), "anyof", f"[{', '.join(quoted(each).text for each in options)}]")


def _set(left: Value, options: list[str]) -> Value:
    if not set(options) <= set(left.options):
        return always(False)
    return compared(left.within(ADDED), "=", f"[{', '.join(quoted(each).text for each in options)}]")


def _two(left: Value, right: Value) -> Value:
    """Two values that may both be blank, which are the same then unless one was computed as a number."""
    if {left.kind, right.kind} == {CHOICES}:
        same = compared(left.text, "=", right.text)
    elif NUMBER in (left.kind, right.kind):
        same = compared(as_number(left).within(ADDED), "=", as_number(right).within(ADDED))
    elif left.kind == right.kind and left.kind in (DATE, TIME, DATETIME):
        same = compared(left.within(ADDED), "=", right.within(ADDED))
    elif DATE in (left.kind, right.kind) and DATETIME not in (left.kind, right.kind):
        same = compared(as_date(left).within(ADDED), "=", as_date(right).within(ADDED))
    else:
        same = compared(as_text(left).within(ADDED), "=", as_text(right).within(ADDED))
    if any(side.kind in (NUMBER, DATE) and not side.is_node for side in (left, right)):
        return same
    return joined("or", same, joined("and", emptiness(left), emptiness(right)))
