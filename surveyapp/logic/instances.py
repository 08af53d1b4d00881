"""The instances of a repeating section: how many there are, by which keys, and what the answers hold for each.

Whatever stands in the answers, there are never more than `MOST_INSTANCES`, and each is an object; what did not fit is a
finding of `faults`, never an exception. What is answered for an instance that is not there is left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Any

from surveyapp.logic.definition.parts import COUNT, MOST_INSTANCES, OPEN
from surveyapp.logic.issues import json_type, printable
from surveyapp.logic.program import CompiledRepeat, Live
from surveyapp.logic.values import is_empty

Row = Mapping[object, object]
Rows = tuple[Row, ...]
Fault = tuple[tuple[object, ...], str, str]

NUMBERS = tuple(str(number) for number in range(MOST_INSTANCES))
NO_ANSWERS: Row = {}

TOO_FEW, TOO_MANY, UNKNOWN = "too_few_instances", "too_many_instances", "unknown_instance"


def instances(repeat: CompiledRepeat, raw: object, live: Live) -> tuple[tuple[str, ...], Rows]:
    """The keys of a repeat's instances and the answers of each."""
    if repeat.is_keyed:
        keys = _chosen(repeat, live)
        given = raw if isinstance(raw, dict) else NO_ANSWERS
        return keys, tuple(_row(given.get(key)) for key in keys)
    listed = raw if isinstance(raw, list) else []
    count = _counted(repeat, live) if repeat.kind == COUNT else _opened(repeat, raw)
    rows = [_row(each) for each in listed[:count]]
    return NUMBERS[:count], (*rows, *[NO_ANSWERS] * (count - len(rows)))


def _row(value: object) -> Row:
    return value if isinstance(value, dict) else NO_ANSWERS


def _chosen(repeat: CompiledRepeat, live: Live) -> tuple[str, ...]:
    chosen: Any = repeat.known if repeat.source is None else live[repeat.source] or ()
    return tuple([key for key in repeat.known if key in chosen][:MOST_INSTANCES])


def _counted(repeat: CompiledRepeat, live: Live) -> int:
    count = repeat.count(live) if repeat.count else None
    return 0 if count is None else max(0, min(floor(count), repeat.max))


def _opened(repeat: CompiledRepeat, raw: object) -> int:
    return min(len(raw), repeat.max) if isinstance(raw, list) else repeat.first


def faults(repeat: CompiledRepeat, raw: object, keys: Sequence[str]) -> Iterator[Fault]:
    """What is wrong with the repeat itself: the path below its answer, a code and a sentence."""
    if raw is None or (is_empty(raw) and not isinstance(raw, list)):
        return
    wanted, name = (dict, "an object") if repeat.is_keyed else (list, "a list")
    if not isinstance(raw, wanted):
        if not is_empty(raw):
            yield (), "wrong_type", f"This must be {name}, not {json_type(raw)}."
    elif isinstance(raw, dict):
        yield from _unknown(raw.keys() - set(repeat.known), UNKNOWN, "There is no option or item")
        for key in keys:
            yield from _row_faults(repeat, key, raw.get(key))
    elif isinstance(raw, list):
        yield from _size(repeat, len(raw)) if repeat.kind == OPEN else ()
        for key, row in zip(keys, raw, strict=False):
            yield from _row_faults(repeat, key, row)


def _size(repeat: CompiledRepeat, count: int) -> Iterator[Fault]:
    if count > repeat.max:
        yield (), TOO_MANY, f"At most {repeat.max}; these are {count}."
    if count < repeat.min:
        yield (), TOO_FEW, f"At least {repeat.min}; these are {count}."


def _row_faults(repeat: CompiledRepeat, key: str, row: object) -> Iterator[Fault]:
    if isinstance(row, dict):
        for path, code, detail in _unknown(row.keys() - repeat.names, "unknown_field", "This section has no field"):
            yield (key, *path), code, detail
    elif row is not None:
        yield (key,), "wrong_type", f"This must be an object, not {json_type(row)}."


def _unknown(names: set[object], code: str, detail: str) -> Iterator[Fault]:
    for name in sorted(map(printable, names)):
        yield (name,), code, f'{detail} named "{name}".'
