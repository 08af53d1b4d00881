"""Piping: `{name}` in titles, labels, help texts and messages of constraints shows the answer of that field.

Any text can be piped, a translation as well: `Evaluation.pipe(text)`. A choice shows the label of its option, several
are joined by commas, an empty answer shows nothing. Braces that name no field stay as they are.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.expressions.nodes import ITEM_HERE, NUMBER_HERE
from surveyapp.logic.repeats import repeats_of

_MEMBERS = {"sections": ("title", "description"), "fields": ("label", "help")}
_NAME = re.compile(r"\{([a-z][a-z0-9_]{0,62}|\.number|\.item)\}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pipe:
    """A text of a section or field (`kind` is `sections` or `fields`) that names a field in braces."""

    kind: str
    slot: int
    name: str
    member: str
    text: str


def pipes(definition: Definition) -> tuple[Pipe, ...]:
    """Every text that pipes."""
    names, repeats = {field.name for field in definition.fields}, repeats_of(definition)
    inside = names | {NUMBER_HERE, ITEM_HERE}

    def known(pipe: Pipe) -> set[str]:
        return inside if pipe.name in (repeats.kinds if pipe.kind == "sections" else repeats.homes) else names

    return tuple(pipe for pipe in _texts(definition) if not known(pipe).isdisjoint(piped_names(pipe.text)))


def _texts(definition: Definition) -> Iterator[Pipe]:
    for kind, members in _MEMBERS.items():
        for slot, part in enumerate(getattr(definition, kind)):
            for member in members:
                text = getattr(part, member)
                if text and "{" in text:
                    yield Pipe(kind, slot, part.name, member, text)


def piped_names(text: str) -> Iterator[str]:
    """Every name in braces."""
    return (found[1] for found in _NAME.finditer(text))


def piped(text: str, shown: Callable[[str], str | None]) -> str:
    """The text with each name replaced by what `shown` gives for it; None leaves it standing."""

    def replacement(found: re.Match[str]) -> str:
        known = shown(found[1])
        return found[0] if known is None else known

    return _NAME.sub(replacement, text)
