"""A published version made ready for answering, once a process: versions never change, so nothing here is stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from surveyapp.logic.compile import CompiledSurvey
from surveyapp.logic.definition import to_document
from surveyapp.logic.evaluation import Evaluation
from surveyapp.surveys import service as surveys
from tenants import context

KEPT = 1024
WITHHELD = ("review", "guidance")


@dataclass(frozen=True, slots=True)
class Edition:
    """What answering a version needs: the engine's plan, which answers are sealed, what a respondent may see of it, and
    the fields whose guidance comes and goes with their answer."""

    version_id: UUID
    number: int
    compiled: CompiledSurvey
    sensitive: frozenset[str]
    sections: frozenset[str]
    public: Mapping[str, object]
    guided: frozenset[str]


def evaluated(version: Edition, answers: Mapping[str, object], at: datetime | None = None) -> Evaluation:
    """What a version decides on answers today, or on the day they were completed, by the calendar of its survey."""
    return version.compiled.evaluate(answers, today=surveys.today(version.compiled, at))


def edition(version_id: UUID) -> Edition:
    """The edition of a version of the entered tenant; asks the database for it once."""
    return _edition(context.current().organization_id, version_id)


@lru_cache(maxsize=KEPT)
def _edition(organization_id: UUID, version_id: UUID) -> Edition:
    """The organization is part of the key, so that no id, however it got here, finds another tenant's edition."""
    published = surveys.published(version_id)
    compiled, definition = published.compiled, published.compiled.definition
    return Edition(
        version_id=version_id,
        number=published.number,
        compiled=compiled,
        sensitive=definition.sealed,
        sections=frozenset(section.name for section in definition.sections),
        public=public(to_document(definition)),
        guided=frozenset(
            field.name for field in definition.fields if not (field.guidance or {}).get("always_show", True)
        ),
    )


def public(document: dict[str, Any]) -> dict[str, Any]:
    """The definition as a respondent may see it (V09, S15, G04), changed in place.

    Nothing that flags an answer for review leaves the server, and no guidance before its time: texts arrive with the
    state whose answers call for them.
    """
    for section in document["sections"]:
        for field in section["fields"]:
            for member in WITHHELD:
                field.pop(member, None)
    return document
