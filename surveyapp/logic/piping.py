"""Piping: `{name}` in titles, labels and help texts shows the answer of that field.

Any text can be piped, a translation as well: `Evaluation.pipe(text)`. A choice shows the label of its option, several
are joined by commas, an empty answer shows nothing. Braces that name no field stay as they are.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress

from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.evaluate import Work
from surveyapp.logic.program import CompiledField

_MEMBERS = {"sections": ("title", "description"), "fields": ("label", "help")}
_NAME = re.compile(r"\{([a-z][a-z0-9_]{0,62})\}", re.ASCII)


def piped_names(text: str) -> Iterator[str]:
    """Every name in braces."""
    return (found[1] for found in _NAME.finditer(text))


def piped(text: str, shown: Callable[[str], str | None]) -> str:
    """The text with each name replaced by what `shown` gives for it; None leaves it standing."""

    def replacement(found: re.Match[str]) -> str:
        known = shown(found[1])
        return found[0] if known is None else known

    return _NAME.sub(replacement, text)


def as_words(field: CompiledField, work: Work) -> str:
    """A field's answer as a respondent reads it."""
    kept = work.kept[field.slot]
    if kept is None:
        return ""
    chosen = kept if isinstance(kept, list) else [kept]
    return ", ".join(_label(field, work, value) for value in chosen)


def _label(field: CompiledField, work: Work, value: object) -> str:
    offer = work.offered[field.slot] or field.own
    return next((option.label for option in offer.options if option.value == value), str(value))


def texts(
    definition: Definition, open_: Sequence[bool], shown: Sequence[bool], as_shown: Callable[[str], str | None]
) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The texts of visible parts that pipe, as they read now: `{"sections": {name: {member: text}}, "fields": {...}}`;
    empty where nothing pipes."""
    sections = {
        part.name: _piped(part, ("title", "description"), as_shown) for part in compress(definition.sections, open_)
    }
    fields = {part.name: _piped(part, ("label", "help"), as_shown) for part in compress(definition.fields, shown)}
    found = {"sections": _present(sections), "fields": _present(fields)}
    return {kind: parts for kind, parts in found.items() if parts}


def _piped(part: object, members: tuple[str, ...], as_shown: Callable[[str], str | None]) -> dict[str, str]:
    told = ((member, getattr(part, member)) for member in members)
    return {member: piped(text, as_shown) for member, text in told if text and "{" in text}


def _present(parts: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {name: told for name, told in parts.items() if told}
