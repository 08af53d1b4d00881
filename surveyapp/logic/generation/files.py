"""What is asked of files: their names, their sizes, how many they are. A live value is a tuple of `(name, size)`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

Files = Sequence[tuple[str, int]]


def question(operator: str, operand: object) -> Callable[[Files], bool]:
    """A positive operator with its operand, ready to be asked of files that are there."""
    return partial(_ASKED[operator], operand)


def _equals(wanted: str | Collection[str], files: Files) -> bool:
    return {name for name, _ in files} == ({wanted} if isinstance(wanted, str) else wanted)


def _in(wanted: Collection[str], files: Files) -> bool:
    return any(name in wanted for name, _ in files)


def _contains(parts: Sequence[str], files: Files) -> bool:
    return any(part in name for name, _ in files for part in parts)


def _larger(size: int, files: Files) -> bool:
    return any(each > size for _, each in files)


def _more(count: int, files: Files) -> bool:
    return len(files) > count


_ASKED: Mapping[str, Callable[[Any, Files], bool]] = MappingProxyType(
    {
        "equals": _equals,
        "in": _in,
        "contains": _contains,
        "file_size_greater_than": _larger,
        "file_count_greater_than": _more,
    }
)
