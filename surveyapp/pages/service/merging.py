"""Three sides of one section: what the form showed, what came back, what is stored by now.

The same response may be open in two windows. A field that only this window changed is saved, one that only the other
changed is left alone, and only where both changed the same field, differently, somebody has to choose.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from surveyapp.pages.service.answers import Raw, same


@dataclass(frozen=True, slots=True)
class Merged:
    """`changes` are to be saved; `conflicts` hold what the other window stored instead."""

    changes: dict[str, Raw]
    conflicts: dict[str, Raw]


def merge(
    base: Mapping[str, Raw], mine: Mapping[str, Raw], theirs: Mapping[str, Raw], doubted: Container[str] = ()
) -> Merged:
    """Sort the fields of `mine`. A field that `base` does not know is compared with what is stored. Of a `doubted` one
    it is not sure whose it is: what was changed of it is for somebody to choose in any case."""
    changes: dict[str, Raw] = {}
    conflicts: dict[str, Raw] = {}
    for name, value in mine.items():
        stored = theirs[name]
        seen = base.get(name, stored)
        if same(value, seen) or same(value, stored):
            continue
        if same(stored, seen) and name not in doubted:
            changes[name] = value
        else:
            conflicts[name] = stored
    return Merged(changes, conflicts)
