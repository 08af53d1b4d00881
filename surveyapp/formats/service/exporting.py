"""From a survey of ours to a document or a file in some format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from surveyapp.builder import service as builder
from surveyapp.builder.service import Stamped
from surveyapp.formats.service import surveyjs, xlsform
from surveyapp.formats.service.report import Written
from surveyapp.logic.definition import Definition, to_document

JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way out, and how many things it does not say that the survey does."""

    content: bytes
    media_type: str
    ending: str
    losses: int


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format is written, and what its files are called."""

    write: Callable[[Definition], Written]
    media_type: str = JSON
    ending: str = "json"


def _own(definition: Definition) -> Written:
    """Our own document says everything."""
    return Written(to_document(definition), ())


WRITERS: Mapping[str, Writer] = {
    "surveyapp": Writer(_own),
    "surveyjs": Writer(surveyjs.write),
    "xlsform": Writer(xlsform.write, XLSX, "xlsx"),
}
"""By format."""


def export(survey_id: UUID, format: str) -> Stamped:
    """A survey's draft as a `Download`. Raises not_found."""
    revision, written = _written(survey_id, format)
    writer, content = WRITERS[format], written.content
    content = content if isinstance(content, bytes) else orjson.dumps(content)
    return Stamped(Download(content, writer.media_type, writer.ending, len(written.report)), revision)


def losses(survey_id: UUID, format: str) -> list[dict[str, Any]]:
    """What a survey's draft would lose in a format, placed in our document. Raises not_found."""
    return [loss.to_json() for loss in _written(survey_id, format)[1].report]


def _written(survey_id: UUID, format: str) -> tuple[int, Written]:
    stamped = builder.read(survey_id)
    return stamped.revision, WRITERS[format].write(builder.definition_of(survey_id))
