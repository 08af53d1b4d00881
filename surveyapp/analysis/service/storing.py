"""Tallies as rows: read, added to, written back. Only in one's turn (`turns`)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson

from surveyapp.analysis import queries
from surveyapp.analysis.service.tallying import FieldTally, Increments, VersionTally
from tenants.db import session

WHOLE = ""
"""The part of a tally that is about the version as a whole; no field has this name."""
Part = tuple[UUID, str]
Documents = Mapping[Part, Mapping[str, Any]]


def read(version_ids: Collection[UUID]) -> dict[Part, dict[str, Any]]:
    """(version, part) -> its tally's document."""
    return {(row.version_id, row.part): row.tally for row in session.execute(queries.tallies(version_ids))}


def add(increments: Mapping[UUID, Increments]) -> None:
    """Add the sums of a pass over each version to its tallies."""
    known = read(increments.keys())
    store(part for version_id, sums in increments.items() for part in added(version_id, sums, known))


def added(version_id: UUID, sums: Increments, known: Documents) -> Iterable[tuple[UUID, str, dict[str, Any]]]:
    """(version, part, document) of each tally that a pass changes."""
    whole = VersionTally.read(known.get((version_id, WHOLE), {}))
    sums.add_to_version(whole)
    yield version_id, WHOLE, whole.to_json()
    for name in sums.parts:
        tally = FieldTally.read(sums.kinds[name], known.get((version_id, name), {}))
        sums.add_to_field(name, tally)
        yield version_id, name, tally.to_json()


def store(parts: Iterable[tuple[UUID, str, dict[str, Any]]]) -> None:
    """Write tallies, those that were there over."""
    versions, names, documents = [], [], []
    for version_id, name, document in parts:
        versions.append(version_id)
        names.append(name)
        documents.append(orjson.dumps(document).decode())
    session.execute(queries.STORE, {"versions": versions, "parts": names, "tallies": documents})
