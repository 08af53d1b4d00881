"""Which sections repeat, whose fields are theirs, and what of it the live values hold.

Behind the fields' places in `live` stands the day, and, where a survey repeats, the number of the instance that is
being decided (the cursor) and then the keys of each repeating section's instances. A field of a repeat has as its live
value the tuple of its values, one for each instance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from surveyapp.logic.definition.parts import Definition


@dataclass(frozen=True, slots=True)
class Repeats:
    """`kinds` and `places` of the sections that repeat, by name; `homes` of the fields in them."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)

    def is_apart(self, name: str, within: str | None) -> bool:
        """Whether a field is that of a repeat other than the one it is read in: there it is a list."""
        return self.homes.get(name, within) != within


NO_REPEATS = Repeats()


class Beyond(NamedTuple):
    """The places of `live` that are no field's."""

    today: int
    cursor: int
    keys: Mapping[str, int]


def repeats_of(definition: Definition) -> Repeats:
    """The repeats of a survey, sound or not."""
    kinds, places, homes = {}, {}, {}
    for place, section in enumerate(definition.sections):
        if section.repeat is not None:
            kinds[section.name], places[section.name] = section.repeat.kind, place
            homes.update({each.name: section.name for each in section.fields})
    return Repeats(kinds, places, homes)


def beyond(fields: int, repeats: Repeats) -> Beyond:
    """The places behind so many fields."""
    return Beyond(fields, fields + 1, {name: fields + 2 + at for at, name in enumerate(repeats.kinds)})
