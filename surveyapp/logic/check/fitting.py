"""Whether one answer can satisfy several tests of its field: a value, or none at all."""

from collections.abc import Collection, Iterable, Sequence

from surveyapp.logic.check.verdicts import holds_on_empty
from surveyapp.logic.conditions import Test
from surveyapp.logic.fields import Family
from surveyapp.logic.fields.boolean import ANSWERS
from surveyapp.logic.formulas import BOOLEAN, CHOICE, CHOICES, DATE, DATETIME, NUMBER, TEXT, TIME

_LOW = {"greater_than": True, "greater_or_equal": False}
_HIGH = {"less_than": True, "less_or_equal": False}
_EXACT = (NUMBER, DATE, TIME, DATETIME, BOOLEAN, CHOICE, TEXT)


def fit(tests: Sequence[Test], family: Family) -> bool:
    """Whether something can satisfy all of them; True when unsure."""
    if all(holds_on_empty(test) for test in tests):
        return True
    if any(test.operator == "is_empty" for test in tests):
        return False
    if tests[0].family == CHOICES:
        return _several(tests, family.known)
    if tests[0].family not in _EXACT:
        return True
    values = _values(tests, family)
    if values is None:
        return not _crossing(tests)
    return any(all(_holds(test, value) for test in tests) for value in values)


def _values(tests: Sequence[Test], family: Family) -> Collection[object] | None:
    """All that an answer could be, where that can be counted."""
    if tests[0].family in (CHOICE, BOOLEAN):
        return family.known if tests[0].family == CHOICE else ANSWERS
    named = [_listed(test.operand) for test in tests if test.operator in ("equals", "in")]
    return [value for value in named[0] if family.possible("equals", value)] if named else None


def _listed(operand: object) -> tuple[object, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def _holds(test: Test, value: object) -> bool:
    """A test of one value; True for what is not looked at here."""
    if test.operator in ("equals", "in"):
        return value in _listed(test.operand)
    if test.operator in ("not_equals", "not_in"):
        return value not in _listed(test.operand)
    if test.operator in ("contains", "not_contains") and isinstance(value, str):
        return any(str(part) in value for part in _listed(test.operand)) is (test.operator == "contains")
    return not any(_crossed(low, high) for low, high in _against(test, value))


def _against(test: Test, value: object) -> Iterable[tuple[tuple[object, bool], tuple[object, bool]]]:
    """A value between the limits that an ordered test sets."""
    yield from ((low, (value, False)) for low in _lows((test,)))
    yield from (((value, False), high) for high in _highs((test,)))


def _several(tests: Sequence[Test], known: Collection[str]) -> bool:
    """Every option that nothing forbids is chosen: what asks for more cannot be had. A whole set is taken as it is."""
    whole = [test.operand for test in tests if test.operator == "equals" and isinstance(test.operand, frozenset)]
    forbidden = {value for test in tests if test.operator in ("not_contains", "not_in") for value in _set(test)}
    chosen = whole[0] if whole else frozenset(known) - forbidden
    return bool(chosen) and all(_chosen(test, chosen) for test in tests)


def _chosen(test: Test, chosen: frozenset[object]) -> bool:
    if test.operator == "equals":
        return chosen == test.operand
    if test.operator == "all_of":
        return _set(test) <= chosen
    if test.operator in ("contains", "in"):
        return not chosen.isdisjoint(_set(test))
    return test.operator not in ("not_contains", "not_in") or chosen.isdisjoint(_set(test))


def _set(test: Test) -> frozenset[object]:
    return test.operand if isinstance(test.operand, frozenset) else frozenset(_listed(test.operand))


def _crossing(tests: Sequence[Test]) -> bool:
    """Whether limits leave nothing between them."""
    return any(_crossed(low, high) for low in _lows(tests) for high in _highs(tests))


def _lows(tests: Iterable[Test]) -> list[tuple[object, bool]]:
    """The lower limits, each with whether it is left out itself."""
    between = [(_listed(test.operand)[0], False) for test in tests if test.operator == "between"]
    return between + [(test.operand, _LOW[test.operator]) for test in tests if test.operator in _LOW]


def _highs(tests: Iterable[Test]) -> list[tuple[object, bool]]:
    between = [(_listed(test.operand)[1], False) for test in tests if test.operator == "between"]
    return between + [(test.operand, _HIGH[test.operator]) for test in tests if test.operator in _HIGH]


def _crossed(low: tuple[object, bool], high: tuple[object, bool]) -> bool:
    if low[0] == high[0]:
        return low[1] or high[1]
    return low[0] > high[0]  # type: ignore[operator, no-any-return]
