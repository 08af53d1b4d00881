"""Counting a survey anew from its responses, to check the tallies or to replace them.

In our turn nobody counts, so a completed response has been counted exactly if its completion does not wait any more:
one statement reads those, of one moment, while submissions go on and wait. What comes out must be what is there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from surveyapp.analysis import queries
from surveyapp.analysis.service import storing, turns
from surveyapp.analysis.service.counting import as_counted
from surveyapp.analysis.service.storing import WHOLE, Part
from surveyapp.analysis.service.tallying import FieldTally, Increments, VersionTally, kinds_of
from surveyapp.responses.service import uncounted
from surveyapp.responses.service.uncounted import Work
from surveyapp.surveys import service as surveys
from tenants.db import session

Tallies = dict[Part, dict[str, Any]]
TOGETHER = 5_000
"""Responses that are added up before they are added to the tallies."""


@dataclass(frozen=True, slots=True)
class Recount:
    """How many completed responses were counted, and the parts of the tallies, `version number/field`, that differed
    from them; "" for a version as a whole.
    """

    responses: int
    differences: tuple[str, ...]


def check(survey_id: UUID) -> Recount:
    """Count anew, compare, change nothing. Raises not_found."""
    anew = _anew(survey_id)
    anew.stand(_standing(anew.numbers))
    differing = [part for part in anew.parts if not _agree(part, anew)]
    astray = session.scalars(queries.astray(survey_id, anew.numbers.keys())).all()
    places = [anew.named(part) for part in differing] + [f"{anew.numbers[each]}/standing" for each in astray]
    return Recount(anew.responses, tuple(sorted(places)))


def rebuild(survey_id: UUID) -> Recount:
    """Count anew and keep that in place of what was there. Raises not_found.

    Unfinished responses are read later than the completed ones: one that was completed in between stands nowhere and
    waits; one that began or moved in between waits as well, and is then found where it stands.
    """
    anew = _anew(survey_id)
    surveys.held([survey_id])
    session.execute(queries.without_drafts(anew.numbers.keys()))
    session.execute(queries.stand_anew(survey_id))
    anew.stand(_standing(anew.numbers))
    differing = [part for part in anew.parts if anew.stored.get(part) != anew.tallies.get(part)]
    storing.store((*part, anew.tallies.get(part, {})) for part in differing)
    return Recount(anew.responses, tuple(sorted(anew.named(part) for part in differing)))


@dataclass
class Anew:
    """A survey's tallies counted anew, beside those that were there; `numbers` has each version's."""

    numbers: dict[UUID, int]
    stored: Tallies
    tallies: Tallies
    responses: int = 0

    @property
    def parts(self) -> list[Part]:
        return list({**self.stored, **self.tallies})

    def stand(self, standing: Mapping[UUID, dict[str, int]]) -> None:
        for version_id in self.numbers:
            self.tallies[version_id, WHOLE]["standing"] = standing.get(version_id, {})

    def fold(self, sums: Mapping[UUID, Increments]) -> None:
        for version_id, increments in sums.items():
            for _, part, document in storing.added(version_id, increments, dict(self.tallies)):
                self.tallies[version_id, part] = document

    def named(self, part: Part) -> str:
        return f"{self.numbers[part[0]]}/{part[1]}"


def _anew(survey_id: UUID) -> Anew:
    surveys.get(survey_id)
    turns.wait()
    numbers = {version.id: version.number for version in session.scalars(surveys.versions(survey_id))}
    definitions = {version_id: surveys.compiled(version_id).definition for version_id in numbers}
    blank = {(version_id, WHOLE): VersionTally().to_json() for version_id in numbers}
    anew = Anew(numbers, storing.read(numbers), blank)
    for works in batched(uncounted.counted(survey_id), TOGETHER):
        sums = {version_id: Increments(each) for version_id, each in definitions.items()}
        for work in works:
            sums[work.version_id].add(as_counted(work))
        anew.fold(sums)
        anew.responses += len(works)
    return anew


def _standing(numbers: Mapping[UUID, int]) -> dict[UUID, dict[str, int]]:
    """How many are counted to stand in each section of each version."""
    found: dict[UUID, dict[str, int]] = {version_id: {} for version_id in numbers}
    for version_id, section, number in session.execute(queries.standing(numbers.keys())):
        found[version_id][section] = number
    return found


def _agree(part: Part, anew: Anew) -> bool:
    """Whether what is there says the same as what was counted anew."""
    there, counted = anew.stored.get(part, {}), anew.tallies.get(part, {})
    version_id, name = part
    if name == WHOLE:
        return VersionTally.read(there).agrees(VersionTally.read(counted))
    kind = kinds_of(surveys.compiled(version_id).definition)[name]
    return FieldTally.read(kind, there).agrees(FieldTally.read(kind, counted))


def batched(items: Iterable[Work], size: int) -> Iterator[list[Work]]:
    """Lists of `size`, the last of them shorter."""
    source = iter(items)
    while some := list(islice(source, size)):
        yield some
