"""Comparing two values of one type, either of which may be empty: positive operators then say no, negative ones yes."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Comparing = Callable[[Any, Any], bool]


def _equals(left: Any, right: Any) -> bool:
    return left is not None and bool(left == right)


def _less(left: Any, right: Any) -> bool:
    return left is not None and right is not None and bool(left < right)


def _at_most(left: Any, right: Any) -> bool:
    return left is not None and right is not None and bool(left <= right)


def _contains(left: Any, right: Any) -> bool:
    return left is not None and right is not None and right in left


def _starts(left: Any, right: Any) -> bool:
    return left is not None and right is not None and bool(left.startswith(right))


def _ends(left: Any, right: Any) -> bool:
    return left is not None and right is not None and bool(left.endswith(right))


def _share(left: Any, right: Any) -> bool:
    return left is not None and right is not None and not left.isdisjoint(right)


def _opposite(of: Comparing) -> Comparing:
    return lambda left, right: not of(left, right)


def _turned(of: Comparing) -> Comparing:
    return lambda left, right: of(right, left)


COMPARISONS: Mapping[str, Comparing] = MappingProxyType(
    {
        "equals": _equals,
        "not_equals": _opposite(_equals),
        "less_than": _less,
        "less_or_equal": _at_most,
        "greater_than": _turned(_less),
        "greater_or_equal": _turned(_at_most),
        "contains": _contains,
        "not_contains": _opposite(_contains),
        "starts_with": _starts,
        "ends_with": _ends,
        "any_of": _share,
        "none_of": _opposite(_share),
        "all_of": _turned(_at_most),
    }
)
