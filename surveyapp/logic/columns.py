"""The columns of an export over several versions: one per name, so that no answer ever given is without a place.

The newest version leads: its order, its labels, its types. A field that only older versions have stands after the
field it followed there. Options are the union over versions and dependencies, newest label first, so every stored
value has a label.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.logic.definition.parts import Definition, Field, Option
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.rules import rows_of


@dataclass(frozen=True, slots=True)
class Column:
    """One field over all versions. `families` has more than one entry, newest first, where its type changed; `retired`
    is true when the newest version no longer asks; `is_sensitive` when any version promised so. `rows` are a matrix's.
    A note has no column."""

    name: str
    label: str
    field_type: str
    families: tuple[str, ...]
    measure: str
    options: tuple[Option, ...]
    rows: tuple[Option, ...]
    is_sensitive: bool
    retired: bool


def plan(definitions: Sequence[Definition]) -> list[Column]:
    """The columns for versions given oldest first."""
    newest_first = list(reversed(definitions))
    names: list[str] = []
    for definition in newest_first:
        _weave(names, [field.name for field in _asked(definition)])
    history: dict[str, list[Field]] = {name: [] for name in names}
    for definition in newest_first:
        for field in _asked(definition):
            history[field.name].append(field)
    offered = _offered(newest_first)
    asked = {field.name for field in _asked(newest_first[0])} if newest_first else set()
    return [_column(history[name], tuple(offered[name].values()), name not in asked) for name in names]


def _asked(definition: Definition) -> list[Field]:
    """The fields that can hold an answer."""
    return [field for field in definition.fields if FIELD_TYPES[field.field_type].answerable]


def _weave(names: list[str], older: list[str]) -> None:
    """Add what is missing, each after the name it follows in the older version."""
    known = set(names)
    place = 0
    for name in older:
        if name in known:
            place = names.index(name) + 1
        else:
            names.insert(place, name)
            known.add(name)
            place += 1


def _offered(newest_first: list[Definition]) -> dict[str, dict[str, Option]]:
    offered: dict[str, dict[str, Option]] = {}
    for definition in newest_first:
        for field in definition.fields:
            _add(offered.setdefault(field.name, {}), field.options)
        for dependency in definition.dependencies:
            _add(offered.setdefault(dependency.dependent_field, {}), dependency.dependent_options)
    return offered


def _add(known: dict[str, Option], options: tuple[Option, ...]) -> None:
    for option in options:
        known.setdefault(option.value, option)


def _column(history: list[Field], options: tuple[Option, ...], retired: bool) -> Column:
    newest = history[0]
    families = [FIELD_TYPES[field.field_type] for field in history]
    return Column(
        name=newest.name,
        label=newest.label,
        field_type=newest.field_type,
        families=tuple(dict.fromkeys(family.family for family in families)),
        measure=families[0].measure,
        options=options,
        rows=_rows(history),
        is_sensitive=any(field.is_sensitive for field in history),
        retired=retired,
    )


def _rows(history: list[Field]) -> tuple[Option, ...]:
    """The rows of all versions, newest first, each by the label that it had last."""
    rows: dict[str, Option] = {}
    for field in history:
        for value, label in rows_of(field).items():
            rows.setdefault(value, Option(value, label))
    return tuple(rows.values())
