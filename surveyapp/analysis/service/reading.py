"""What has been counted of a survey, for its readers: tallies alone are read, whatever the number of responses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any
from uuid import UUID

from surveyapp import problems
from surveyapp.analysis import queries
from surveyapp.analysis.service import showing, statistics
from surveyapp.analysis.service.storing import WHOLE
from surveyapp.analysis.service.tallying import FieldTally, Kind, VersionTally, kinds_of
from surveyapp.logic.columns import plan
from surveyapp.logic.definition import Field, Section
from surveyapp.responses.service import uncounted
from surveyapp.surveys import service as surveys
from surveyapp.surveys.service import SurveyVersion
from tenants import cache
from tenants.db import session

MOST_PENDING = 10_000
REMEMBERED_SECONDS = 1
Rows = Mapping[tuple[UUID, str], Any]


@dataclass(frozen=True, slots=True)
class Analytics:
    """Plain JSON, and a number that is another one whenever that is different."""

    document: dict[str, Any] = field(repr=False)
    fingerprint: int


def analytics(survey_id: UUID, version: int | None = None) -> Analytics:
    """What has been counted of a survey, or of one version of it, as it stood at most a second ago. Raises not_found.

    Boards ask again and again, each viewer for the same, while a count takes place every second at most: whoever asks
    first in a second asks for all processes (I06). What is counted in a second stays well within the two of I04.
    """
    surveys.get(survey_id)
    found = cache.remembered(f"analytics:{survey_id}:{version}", partial(_read, survey_id, version), REMEMBERED_SECONDS)
    return Analytics(**found)


def _read(survey_id: UUID, version: int | None) -> dict[str, Any]:
    """The members of an `Analytics`, as the tallies say now."""
    versions = [each for each in session.scalars(surveys.versions(survey_id)) if version in (None, each.number)]
    if version is not None and not versions:
        raise problems.not_found()
    rows = {(row.version_id, row.part): row for row in session.execute(queries.tallies([each.id for each in versions]))}
    pending = uncounted.waiting(survey_id, MOST_PENDING)
    document = {"survey_id": str(survey_id), "version": version, **_shown(versions, rows), "pending": pending}
    return {"document": document, "fingerprint": _fingerprint(versions, rows, pending)}


def _shown(versions: Sequence[SurveyVersion], rows: Rows) -> dict[str, Any]:
    wholes = {each.number: VersionTally.read(_tally(rows, each.id, WHOLE)) for each in versions}
    whole = VersionTally()
    for tally in wholes.values():
        whole.merge(tally)
    started = whole.completed + whole.in_progress
    return {
        "as_of": max((row.counted_at.isoformat().replace("+00:00", "Z") for row in rows.values()), default=None),
        "started": started,
        "completed": whole.completed,
        "in_progress": whole.in_progress,
        "completion_rate": whole.completed / started if started else None,
        "seconds": {"quartiles": statistics.quartiles(whole.seconds)},
        "days": showing.days(whole.days),
        "versions": [
            {"number": number, "completed": tally.completed, "in_progress": tally.in_progress}
            for number, tally in wholes.items()
        ],
        "sections": _sections(versions, rows, whole),
    }


def _sections(versions: Sequence[SurveyVersion], rows: Rows, whole: VersionTally) -> list[dict[str, Any]]:
    """Sections as the newest version has them, then those that only older ones had; each with its fields."""
    definitions = {each.id: surveys.compiled(each.id).definition for each in versions}
    newest: dict[str, tuple[str, Field]] = {}
    sections: dict[str, Section] = {}
    for definition in definitions.values():
        for _, section, asked in definition.walk():
            newest.setdefault(asked.name, (section.name, asked))
        for section in definition.sections:
            sections.setdefault(section.name, section)
    fields: dict[str, list[dict[str, Any]]] = {name: [] for name in sections}
    kinds = {version_id: kinds_of(definition) for version_id, definition in definitions.items()}
    for column in plan(list(reversed(definitions.values()))):
        home, asked = newest[column.name]
        fields[home].append(showing.field(column, asked, _merged(column.name, kinds, rows)))
    return [
        {
            "name": name,
            "title": section.title,
            "shown": whole.shown[name],
            "answered": whole.answered[name],
            "in_progress": whole.standing[name],
            "fields": fields[name],
        }
        for name, section in sections.items()
    ]


def _merged(name: str, kinds: Mapping[UUID, Mapping[str, Kind]], rows: Rows) -> FieldTally:
    """One field over the versions that have it, by its name, counted as the newest of them asks it."""
    tallies = [
        FieldTally.read(known[name], _tally(rows, version_id, name))
        for version_id, known in kinds.items()
        if name in known
    ]
    for older in tallies[1:]:
        tallies[0].merge(older)
    return tallies[0]


def _tally(rows: Rows, version_id: UUID, part: str) -> dict[str, Any]:
    row = rows.get((version_id, part))
    return {} if row is None else row.tally


def _fingerprint(versions: Sequence[SurveyVersion], rows: Rows, pending: int) -> int:
    """Every count of a version is a new revision of its whole; versions themselves never change."""
    wholes = [(each.number, getattr(rows.get((each.id, WHOLE)), "revision", 0)) for each in versions]
    return int.from_bytes(blake2b(repr((wholes, pending)).encode(), digest_size=7).digest(), "big")
