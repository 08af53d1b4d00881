"""Conditions to Python: each node becomes one specialized closure over the list of live values.

Live values are what `Family.comparable` gives, None meaning empty, so every typed decision is already taken and a
closure only compares. On an empty value positive questions are false and negative ones true (DESIGN 6).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from surveyapp.logic.conditions import All, Condition, Not, Test

Live = Sequence[Any]
Predicate = Callable[[Live], bool]
Maker = Callable[[int, Any], Predicate]


def predicate(condition: Condition, slots: Mapping[str, int]) -> Predicate:
    """The function that decides a condition; `slots` says where each field's live value stands."""
    if isinstance(condition, Test):
        makers = _SETS if condition.family == "multiple choice" else _SCALARS
        return makers[condition.operator](slots[condition.field], condition.operand)
    if isinstance(condition, Not):
        return _negated(predicate(condition.part, slots))
    parts = tuple(predicate(part, slots) for part in condition.parts)
    return _all(parts) if isinstance(condition, All) else _any(parts)


def holds_on_empty(test: Test) -> bool:
    """What a test says of a field that holds no answer."""
    return predicate(test, {test.field: 0})((None,))


def _negated(part: Predicate) -> Predicate:
    return lambda live: not part(live)


def _all(parts: tuple[Predicate, ...]) -> Predicate:
    if len(parts) == 2:
        first, second = parts
        return lambda live: first(live) and second(live)

    def every(live: Live) -> bool:
        for part in parts:  # noqa: SIM110 a generator costs more than the tests it would run
            if not part(live):
                return False
        return True

    return every


def _any(parts: tuple[Predicate, ...]) -> Predicate:
    if len(parts) == 2:
        first, second = parts
        return lambda live: first(live) or second(live)

    def some(live: Live) -> bool:
        for part in parts:  # noqa: SIM110
            if part(live):
                return True
        return False

    return some


def _is_empty(slot: int, operand: Any) -> Predicate:
    return lambda live: live[slot] is None


def _is_not_empty(slot: int, operand: Any) -> Predicate:
    return lambda live: live[slot] is not None


def _equals(slot: int, operand: Any) -> Predicate:
    return lambda live: live[slot] == operand


def _not_equals(slot: int, operand: Any) -> Predicate:
    return lambda live: live[slot] != operand


def _in(slot: int, operand: Any) -> Predicate:
    wanted = frozenset(operand)
    return lambda live: live[slot] in wanted


def _not_in(slot: int, operand: Any) -> Predicate:
    wanted = frozenset(operand)
    return lambda live: live[slot] not in wanted


def _greater_than(slot: int, operand: Any) -> Predicate:
    return lambda live: (value := live[slot]) is not None and value > operand


def _less_than(slot: int, operand: Any) -> Predicate:
    return lambda live: (value := live[slot]) is not None and value < operand


def _greater_or_equal(slot: int, operand: Any) -> Predicate:
    return lambda live: (value := live[slot]) is not None and value >= operand


def _less_or_equal(slot: int, operand: Any) -> Predicate:
    return lambda live: (value := live[slot]) is not None and value <= operand


def _between(slot: int, operand: Any) -> Predicate:
    low, high = operand
    return lambda live: (value := live[slot]) is not None and low <= value <= high


def _has_text(slot: int, operand: Any) -> Predicate:
    if len(operand) == 1:
        fragment = operand[0]
        return lambda live: (value := live[slot]) is not None and fragment in value
    return lambda live: (value := live[slot]) is not None and any(fragment in value for fragment in operand)


def _starts_with(slot: int, operand: Any) -> Predicate:
    return lambda live: (value := live[slot]) is not None and value.startswith(operand)


def _ends_with(slot: int, operand: Any) -> Predicate:
    return lambda live: (value := live[slot]) is not None and value.endswith(operand)


def _has_element(slot: int, operand: Any) -> Predicate:
    if len(operand) == 1:
        element = operand[0]
        return lambda live: (value := live[slot]) is not None and element in value
    wanted = frozenset(operand)
    return lambda live: (value := live[slot]) is not None and not wanted.isdisjoint(value)


def _opposite(maker: Maker) -> Maker:
    return lambda slot, operand: _negated(maker(slot, operand))


_SCALARS: Mapping[str, Maker] = {
    "is_empty": _is_empty,
    "is_not_empty": _is_not_empty,
    "equals": _equals,
    "not_equals": _not_equals,
    "in": _in,
    "not_in": _not_in,
    "greater_than": _greater_than,
    "less_than": _less_than,
    "greater_or_equal": _greater_or_equal,
    "less_or_equal": _less_or_equal,
    "between": _between,
    "contains": _has_text,
    "not_contains": _opposite(_has_text),
    "starts_with": _starts_with,
    "ends_with": _ends_with,
}

_SETS: Mapping[str, Maker] = {
    "is_empty": _is_empty,
    "is_not_empty": _is_not_empty,
    "equals": _equals,
    "not_equals": _not_equals,
    "contains": _has_element,
    "not_contains": _opposite(_has_element),
    "in": _has_element,
    "not_in": _opposite(_has_element),
}
