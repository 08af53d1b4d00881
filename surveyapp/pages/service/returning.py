"""A form of an open repeat that comes back after another window has changed who there is: put under the numbers that
its instances have by now, so that nothing typed for one person is kept for another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from surveyapp.pages.service import aligning, answers, instances
from surveyapp.pages.service.aligning import Row
from surveyapp.pages.service.answers import Raw, same
from surveyapp.pages.service.instances import Part
from surveyapp.pages.service.posted import Posted
from surveyapp.pages.service.screens import Survey


@dataclass(frozen=True, slots=True)
class Returned:
    """The form, renumbered. `doubted` names the questions of instances of which it is not sure whose they are.

    `revived` has the answers of those who are gone in the other window and were changed here: they come back, as
    somebody new, and of what was changed (`told`) the respondent hears.
    """

    posted: Posted
    doubted: frozenset[str] = frozenset()
    revived: Mapping[str, Raw] = field(default_factory=dict, repr=False)
    told: frozenset[str] = frozenset()


def returned(survey: Survey, section: str, posted: Posted) -> Returned:
    """The form as it is to be merged; of sections that do not repeat openly as it came."""
    part = survey.journey.section(section)
    before = aligning.rows(section, posted.base)
    if not instances.is_open(part) or section not in survey.state.repeats or not before:
        return Returned(posted)
    now = aligning.rows(section, answers.raws(survey.fields(section), survey.held))
    mine = aligning.rows(section, posted.given(_asked(part, posted)))
    found = aligning.origins(before, now)
    numbers = {was: at for at, was in enumerate(found) if was is not None}
    sure = {was for was, at in numbers.items() if aligning.is_certain(before[was], now[at])}
    gone = [was for was in range(len(before)) if was not in numbers and _changes(mine, before, was)]
    numbers |= {was: len(now) + at for at, was in enumerate(gone)}
    moved = _renumbered(posted, section, numbers, sure)
    return Returned(
        moved,
        frozenset(_name(section, at, name) for was, at in numbers.items() if was not in sure for name in before[was]),
        {_name(section, numbers[was], name): value for was in gone for name, value in mine[was].items() if value},
        frozenset(_name(section, numbers[was], name) for was in gone for name in _changes(mine, before, was)),
    )


def _asked(part: Part, posted: Posted) -> dict[str, Part]:
    """The questions under the names that the form had for them."""
    found = {name: instances.part_of(part, name) for name in posted.asked}
    return {name: each for name, each in found.items() if each is not None}


def _changes(mine: Sequence[Row], before: Sequence[Row], was: int) -> list[str]:
    """What was answered otherwise in an instance than the form had it."""
    row = mine[was] if was < len(mine) else {}
    return [name for name, value in row.items() if not same(value, before[was].get(name, ""))]


def _renumbered(posted: Posted, section: str, numbers: Mapping[int, int], sure: set[int]) -> Posted:
    name = _renaming(section, numbers)
    values = {new: value for key, value in posted.values.items() if (new := name(key)) is not None}
    return replace(
        posted,
        action=_action(posted, numbers, sure),
        base={new: value for key, value in posted.base.items() if (new := name(key)) is not None},
        markers=frozenset(new for marker in posted.markers if (new := name(marker)) is not None),
        values=values,
    )


def _renaming(section: str, numbers: Mapping[int, int]) -> Callable[[str], str | None]:
    """Gives names of the form as they are to be; None for what belongs to nobody any more."""
    pattern = re.compile(rf"((?:a\.)?{section})\[(\d{{1,3}})\]\.", re.ASCII)

    def named(name: str) -> str | None:
        found = pattern.match(name)
        if found is None:
            return name
        number = numbers.get(int(found[2]))
        return None if number is None else f"{found[1]}[{number}].{name[found.end() :]}"

    return named


def _action(posted: Posted, numbers: Mapping[int, int], sure: set[int]) -> str:
    """Whoever is to go must be known beyond doubt; else nobody does, and the page is shown again."""
    if not posted.key.isascii() or not posted.key.isdigit():
        return posted.action
    was = int(posted.key)
    return f"{posted.verb}.{numbers[was] if was in sure else ''}"


def _name(section: str, at: int, field_: str) -> str:
    return f"{section}[{at}].{field_}"
