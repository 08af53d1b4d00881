"""The columns of an export over several versions: one per name, so that no answer ever given is without a place.

The newest version leads: its order, its labels, its types. A field that only older versions have stands after the
field it followed there. Options are the union over versions and dependencies, newest label first, so every stored
value has a label. A field of a repeat is another column than a field of its name outside: its values stand in the
instances of the repeat's answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.logic.definition.parts import Definition, Field, Option, Repeat, Section
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.repeats import repeats_of
from surveyapp.logic.rules import rows_of

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Spread:
    """The repeating section that a column's values stand in, over all versions: `is_keyed` says that its answer is an
    object by the values of `keys`, newest first; else it is a list of at most `most` instances. `is_sensitive` when any
    version sealed it."""

    name: str
    title: str
    is_keyed: bool
    keys: tuple[Option, ...]
    most: int
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One field over all versions. `families` has more than one entry, newest first, where its type changed; `retired`
    is true when the newest version no longer asks; `is_sensitive` when any version promised so. `rows` are a matrix's.
    A note has no column. `repeat` is None for a field that is asked once."""

    name: str
    label: str
    field_type: str
    families: tuple[str, ...]
    measure: str
    options: tuple[Option, ...]
    rows: tuple[Option, ...]
    is_sensitive: bool
    retired: bool
    repeat: Spread | None = None


def plan(definitions: Sequence[Definition]) -> list[Column]:
    """The columns for versions given oldest first."""
    newest_first = list(reversed(definitions))
    keys: list[Key] = []
    for definition in newest_first:
        _weave(keys, list(_asked(definition)))
    history: dict[Key, list[Field]] = {key: [] for key in keys}
    for definition in newest_first:
        for key, field in _asked(definition).items():
            history[key].append(field)
    offered, spreads = _offered(newest_first), _spreads(newest_first)
    asked = _asked(newest_first[0]) if newest_first else {}

    def column(key: Key) -> Column:
        return _column(history[key], tuple(offered[key[1]].values()), key not in asked, spreads.get(key[0]))

    return [column(key) for key in keys]


def _asked(definition: Definition) -> dict[Key, Field]:
    """The fields that can hold an answer, by the repeat they are in and their name."""
    homes = repeats_of(definition).homes
    asked = (field for field in definition.fields if FIELD_TYPES[field.field_type].answerable)
    return {(homes.get(field.name), field.name): field for field in asked}


def _spreads(newest_first: list[Definition]) -> dict[str | None, Spread]:
    """The repeats of all versions by name; what the newest says of one leads."""
    history: dict[str, list[tuple[Section, tuple[Option, ...]]]] = {}
    for definition in newest_first:
        for section in definition.sections:
            if section.repeat is not None:
                history.setdefault(section.name, []).append((section, _keys(definition, section.repeat)))
    return {name: _spread(sections) for name, sections in history.items()}


def _keys(definition: Definition, repeat: Repeat) -> tuple[Option, ...]:
    if repeat.for_each is None:
        return repeat.items or ()
    return tuple(_offered([definition]).get(repeat.for_each, {}).values())


def _spread(history: list[tuple[Section, tuple[Option, ...]]]) -> Spread:
    keys: dict[str, Option] = {}
    for _, known in history:
        _add(keys, known)
    newest = history[0][0]
    repeats = [section.repeat for section, _ in history if section.repeat is not None]
    sensitive = any(field.is_sensitive for section, _ in history for field in section.fields)
    most = max(repeat.max for repeat in repeats)
    return Spread(newest.name, newest.title, repeats[0].is_keyed, tuple(keys.values()), most, sensitive)


def _weave(names: list[Key], older: list[Key]) -> None:
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


def _column(history: list[Field], options: tuple[Option, ...], retired: bool, repeat: Spread | None) -> Column:
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
        repeat=repeat,
    )


def _rows(history: list[Field]) -> tuple[Option, ...]:
    """The rows of all versions, newest first, each by the label that it had last."""
    rows: dict[str, Option] = {}
    for field in history:
        for value, label in rows_of(field).items():
            rows.setdefault(value, Option(value, label))
    return tuple(rows.values())
