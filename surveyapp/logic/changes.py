"""Two versions of a survey compared, for the author who is about to publish and the analyst who joins their data.

`safe`: old and new answers mean the same. `lossy`: answers once possible no longer are, so columns thin out.
`breaking`: the same name now means something else, or a promise about it changed. Responses keep the version they
were given to; nothing here touches them. A pointer leads into the new document, or into the old one for what is gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveyapp.logic.definition.parts import Definition, Field, Option, Repeat, Section
from surveyapp.logic.fields import FIELD_TYPES, Family
from surveyapp.logic.issues import Refused, point, quoted
from surveyapp.logic.repeats import repeats_of
from surveyapp.logic.rules import known_options, offerable

SAFE, LOSSY, BREAKING = "safe", "lossy", "breaking"

WORDS = ("label", "help", "guidance", "review", "visible_if", "rule_logic")
LOWER = ("min_length", "min_value", "min_date", "min_time", "min_datetime")
UPPER = (
    "max_length",
    "max_value",
    "max_date",
    "max_time",
    "max_datetime",
    "max_file_size_mb",
    "max_files_count",
    "decimal_places",
)
LISTS = ("allowed_file_types", "allowed_mime_types", "rows")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference and what it does to the data."""

    kind: str
    pointer: str
    detail: str


def compare(old: Definition, new: Definition) -> list[Change]:
    """Every difference, part by part in the order of the new version, what is gone last."""
    before = {field.name: (pointer, field) for pointer, _, field in old.walk()}
    after = {field.name: (pointer, field) for pointer, _, field in new.walk()}
    found = [*_heads(old, new), *_sections(old, new)]
    for name, (pointer, field) in after.items():
        if name in before:
            found += _field(pointer, before[name][1], field)
        else:
            found.append(Change(SAFE, pointer, f'Field "{name}" is new.'))
    found += _moves(old, new, after)
    found += _options(old, new, {name: pointer for name, (pointer, _) in after.items() if name in before})
    gone = [name for name in before if name not in after]
    return found + [Change(LOSSY, before[name][0], f'Field "{name}" is gone; old responses keep it.') for name in gone]


def _heads(old: Definition, new: Definition) -> Iterator[Change]:
    for key in ("title", "description", "language", "translations"):
        if getattr(old, key) != getattr(new, key):
            yield Change(SAFE, point("", key), f"The survey's {key} changed.")
    if old.timezone != new.timezone:
        yield Change(SAFE, "/timezone", "The survey's timezone changed; dates of today follow it.")
    for key in ("rules", "dependencies"):
        if sorted(map(repr, getattr(old, key))) != sorted(map(repr, getattr(new, key))):
            yield Change(SAFE, point("", key), f"The {key} changed: other fields show or offer other options.")


def _sections(old: Definition, new: Definition) -> Iterator[Change]:
    before = {section.name: section for section in old.sections}
    after = {section.name: section for section in new.sections}
    for at, section in enumerate(new.sections):
        if section.name not in before:
            yield Change(SAFE, point("/sections", at), f'Section "{section.name}" is new.')
        elif _told(before[section.name]) != _told(section):
            yield Change(SAFE, point("/sections", at), f'Section "{section.name}" reads or shows differently.')
        if section.name in before:
            pointer, old_repeat = point("/sections", at, "repeat"), before[section.name].repeat
            yield from _repeat(pointer, section.name, old_repeat, section.repeat)
            yield from _keys(pointer, old, before[section.name], new, section)
    for at, section in enumerate(old.sections):
        if section.name not in after:
            yield Change(SAFE, point("/sections", at), f'Section "{section.name}" is gone; its fields are told apart.')
    if _is_reordered(before, after):
        yield Change(SAFE, "/sections", "The sections stand in another order.")


def _is_reordered(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether what is in both stands in another order."""
    olds, news = list(before), list(after)
    return [each for each in olds if each in set(news)] != [each for each in news if each in set(olds)]


def _repeat(pointer: str, name: str, old: Repeat | None, new: Repeat | None) -> Iterator[Change]:
    """Answers of a repeat are lists or objects under the section's name, so what makes it one or the other matters."""
    if old is None or new is None:
        if old is not new:
            how = "is asked several times" if new else "is asked once"
            yield Change(BREAKING, pointer, f'Section "{name}" {how} now: its answers stand elsewhere.')
        return
    if old.is_keyed != new.is_keyed:
        yield Change(BREAKING, pointer, f'Section "{name}" repeats by other keys: its answers stand elsewhere.')
    elif (old.kind, old.count, old.for_each) != (new.kind, new.count, new.for_each):
        yield Change(SAFE, pointer, f'How often section "{name}" is asked is decided differently.')
    if new.max < old.max and not new.is_keyed:
        yield Change(LOSSY, point(pointer, "max"), f'Section "{name}" takes fewer instances.')
    elif (old.min, old.max, old.first) != (new.min, new.max, new.first):
        yield Change(SAFE, pointer, f'Section "{name}" takes another number of instances.')


def _keys(pointer: str, old: Definition, before: Section, new: Definition, after: Section) -> Iterator[Change]:
    """What a keyed repeat is asked for; of one and the same field its options tell."""
    if before.repeat is None or after.repeat is None or not (before.repeat.is_keyed and after.repeat.is_keyed):
        return
    if before.repeat.for_each is not None and before.repeat.for_each == after.repeat.for_each:
        return
    was, now = _asked_for(old, before.repeat), _asked_for(new, after.repeat)
    at = point(pointer, "items" if after.repeat.items is not None else "for_each")
    for value in sorted(was.keys() - now.keys()):
        yield Change(LOSSY, at, f'Section "{after.name}" is no longer asked for {quoted(value)}.')
    if any(value not in was or was[value] != label for value, label in now.items()):
        yield Change(SAFE, at, f'Section "{after.name}" has other items, or words them differently.')


def _asked_for(definition: Definition, repeat: Repeat) -> dict[str, str]:
    """The keys of the instances there can be, with their words where the repeat itself has them."""
    if repeat.items is not None:
        return {item.value: item.label for item in repeat.items}
    return dict.fromkeys(offerable(definition, str(repeat.for_each)), "")


def _moves(old: Definition, new: Definition, after: Mapping[str, tuple[str, Field]]) -> Iterator[Change]:
    """Fields that stand elsewhere, which is more than looks where one went in or out of a repeat, or to another; not
    those whose own section began or ceased to repeat."""
    was, now = repeats_of(old).homes, repeats_of(new).homes
    before, homes = ({field.name: section.name for _, section, field in each.walk()} for each in (old, new))
    for name in [name for name in homes if name in before and before[name] != homes[name]]:
        if was.get(name) != now.get(name):
            detail = f'"{name}" is asked in another repeat, or in none any more: its answers stand elsewhere.'
            yield Change(BREAKING, after[name][0], detail)
        else:
            yield Change(SAFE, after[name][0], f'"{name}" is asked in section "{homes[name]}" now.')
    sections = {section.name: section for section in old.sections}
    for at, section in enumerate(new.sections):
        held = sections[section.name].fields if section.name in sections else ()
        if _is_reordered((field.name for field in held), (field.name for field in section.fields)):
            yield Change(SAFE, point("/sections", at, "fields"), f'Section "{section.name}" asks in another order.')


def _told(section: object) -> tuple[object, ...]:
    return tuple(getattr(section, key) for key in ("title", "description", "visible_if", "rule_logic"))


def _field(pointer: str, old: Field, new: Field) -> Iterator[Change]:
    yield from _type(pointer, old, new)
    for key in WORDS:
        if getattr(old, key) != getattr(new, key):
            yield Change(SAFE, point(pointer, key), f'The {key} of "{new.name}" changed.')
    for key in ("is_required", "required_if"):
        if getattr(old, key) != getattr(new, key):
            yield Change(SAFE, point(pointer, key), f'When "{new.name}" must be answered changed.')
    if old.constraint != new.constraint:
        yield _constraint(point(pointer, "constraint"), old, new)
    if old.calculate != new.calculate:
        yield Change(BREAKING, point(pointer, "calculate"), f'"{new.name}" is worked out differently.')
    if old.default != new.default:
        yield Change(SAFE, point(pointer, "default"), f'"{new.name}" holds something else while nobody answers it.')
    if old.is_sensitive != new.is_sensitive:
        yield _sensitivity(pointer, new)


def _constraint(pointer: str, old: Field, new: Field) -> Change:
    if new.constraint_expression is None:
        return Change(SAFE, pointer, f'"{new.name}" accepts answers that it did not accept.')
    if new.constraint_expression == old.constraint_expression:
        return Change(SAFE, pointer, f'"{new.name}" refuses the same answers in other words.')
    return Change(LOSSY, pointer, f'"{new.name}" accepts other answers.')


def _sensitivity(pointer: str, new: Field) -> Change:
    """Turning protection off breaks the promise under which earlier answers were given."""
    if new.is_sensitive:
        return Change(SAFE, point(pointer, "is_sensitive"), f'"{new.name}" is sealed from now on.')
    return Change(BREAKING, point(pointer, "is_sensitive"), f'"{new.name}" is no longer sealed.')


def _type(pointer: str, old: Field, new: Field) -> Iterator[Change]:
    ours, theirs = FIELD_TYPES.get(new.field_type), FIELD_TYPES.get(old.field_type)
    if ours is None or theirs is None or ours.family != theirs.family:
        if old.field_type != new.field_type:
            detail = f'"{new.name}" was {old.field_type} and is {new.field_type}: its answers mean something else.'
            yield Change(BREAKING, point(pointer, "field_type"), detail)
        return
    if old.field_type != new.field_type:
        yield _relative(point(pointer, "field_type"), new, theirs, ours)
    if old.config != new.config:
        yield from _config(point(pointer, "config"), old, new)


def _relative(pointer: str, new: Field, old: type[Family], ours: type[Family]) -> Change:
    """From one type to another of the same family."""
    if old.is_ordered != ours.is_ordered:
        return Change(BREAKING, pointer, f'What the order of the answers to "{new.name}" means has changed.')
    if ours.usual.items() - old.usual.items() or _longest(ours) < _longest(old):
        return Change(LOSSY, pointer, f'"{new.name}" takes fewer answers.')
    return Change(SAFE, pointer, f'"{new.name}" looks different and takes the same answers.')


def _longest(family: type[Family]) -> int:
    """How much a text may hold; of what is no text, nothing that could become less."""
    return int(getattr(family, "longest", 0))


def _config(pointer: str, old: Field, new: Field) -> Iterator[Change]:
    for key in sorted(old.config.keys() | new.config.keys()):
        if old.config.get(key) != new.config.get(key):
            tighter = _tighter(key, _parsed(old, key), _parsed(new, key))
            detail = f'"{new.name}" {"takes fewer answers" if tighter else "changed"}: {key}.'
            yield Change(LOSSY if tighter else SAFE, point(pointer, key), detail)


def _parsed(field: Field, key: str) -> object:
    """A setting as its family reads it or takes it for granted, None where it is not set or not sound."""
    family, value = FIELD_TYPES[field.field_type], field.config.get(key)
    read = family.settings.get(key)
    try:
        return family.usual.get(key) if read is None or value is None else read(value)
    except Refused:
        return None


def _tighter(key: str, old: object, new: object) -> bool:
    if key in LISTS:
        return isinstance(old, tuple) and isinstance(new, tuple) and not _listed(old) <= _listed(new)
    if key == "has_na":
        return new is False
    if key not in LOWER + UPPER or new is None or new == old:
        return False
    if old is None:
        return True
    return bool(new > old if key in LOWER else new < old)  # type: ignore[operator]


def _listed(values: tuple[object, ...]) -> set[object]:
    """What a list allows; of a matrix's rows the value, whatever the label."""
    return {value[0] if isinstance(value, tuple) else value for value in values}


def _options(old: Definition, new: Definition, shared: Mapping[str, str]) -> Iterator[Change]:
    """Options by what a field could ever offer, its dependencies' included."""
    before, after = known_options(old), known_options(new)
    told, tells = _own_options(old), _own_options(new)
    for name, pointer in shared.items():
        at = point(pointer, "options")
        for value in sorted(before[name] - after[name]):
            yield Change(LOSSY, at, f'"{name}" no longer offers {quoted(value)}.')
        for value in sorted(after[name] - before[name]):
            yield Change(SAFE, at, f'"{name}" also offers {quoted(value)}.')
        for value in sorted(told[name].keys() & tells[name].keys()):
            yield from _option(at, name, told[name][value], tells[name][value])
        if _is_reordered(told[name], tells[name]):
            yield Change(SAFE, at, f'"{name}" offers the same in another order.')


def _option(pointer: str, name: str, old: Option, new: Option) -> Iterator[Change]:
    if old.label != new.label:
        yield Change(SAFE, pointer, f'"{name}" words {quoted(new.value)} differently.')
    if old.visible_if != new.visible_if:
        yield Change(SAFE, pointer, f'When "{name}" offers {quoted(new.value)} changed.')


def _own_options(definition: Definition) -> dict[str, dict[str, Option]]:
    return {field.name: {option.value: option for option in field.options} for field in definition.fields}
