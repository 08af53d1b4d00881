"""From draft to survey: look it over, try answers on it, publish it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from surveyapp import problems
from surveyapp.builder import queries
from surveyapp.builder.models import Field, Section
from surveyapp.builder.service.editing import Stamped
from surveyapp.builder.service.whole import definition_of
from surveyapp.logic.arithmetic import spelled
from surveyapp.logic.changes import Change, compare
from surveyapp.logic.check import check
from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import Definition, from_document
from surveyapp.logic.fields.number import exact
from surveyapp.logic.issues import ERROR, PUBLISH, Issue, Refused
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys
from tenants import context
from tenants.db import session

COMPILED_KEPT = 32
VERSION = ("id", "survey_id", "number", "checksum", "published_at", "published_by")
TEXTS = ("text", "text_input", "text_area")


@dataclass(frozen=True, slots=True)
class Publication:
    """A version that was just made, and what it changed for the data against the one before it."""

    id: UUID
    survey_id: UUID
    number: int
    checksum: str
    published_at: datetime
    published_by: UUID | None
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Review:
    """What the engine says of a draft, whether it may be published, and what that would change for the data."""

    issues: list[Issue]
    can_publish: bool
    changes: list[Change]


def review(survey_id: UUID) -> Stamped:
    """Everything there is to say about a draft before it is published. Raises not_found."""
    survey, definition = surveys.get(survey_id), definition_of(survey_id)
    issues = check(definition)
    refusing = any(issue.severity in (ERROR, PUBLISH) for issue in issues)
    return Stamped(Review(issues, not refusing, _changes(survey_id, definition)), survey.revision)


def _changes(survey_id: UUID, definition: Definition) -> list[Change]:
    """What a definition would change against the version that respondents get; nothing before the first."""
    published = surveys.current(surveys.get(survey_id))
    return compare(from_document(published.definition), definition) if published else []


def evaluate(survey_id: UUID, answers: object, hidden_values: str, today: date | None = None) -> dict[str, Any]:
    """What the draft decides on `answers`, as of `today`; nothing is stored. Raises not_found, answers_are_invalid.

    A trial wants to see what becomes of answers that cannot be, too: what saving would refuse is among the errors here,
    and empty for everything else. Only what is no object at all is refused.
    """
    survey = compiled(survey_id)
    day = today.isoformat() if today else surveys.today(survey)
    evaluation = survey.evaluate(tried(survey, answers), hidden_values, today=day)
    return {
        "state": evaluation.state.to_json(),
        "errors": [issue.to_json() for issue in evaluation.errors],
        "stored": evaluation.stored,
    }


def compiled(survey_id: UUID) -> CompiledSurvey:
    """The draft ready for answers. Raises not_found."""
    return _compiled(context.current().organization_id, survey_id, surveys.revision(survey_id))


def tried(survey: CompiledSurvey, answers: object) -> Mapping[str, object]:
    """Answers to be tried; only what is no object at all is refused. Raises answers_are_invalid."""
    typed = as_typed(survey.definition, answers)
    if not isinstance(typed, Mapping):
        raise problems.answers_are_invalid(errors=[issue.to_json() for issue in survey.accept(typed).issues])
    return typed


def publish(survey_id: UUID, revision: int, *, actor: Actor) -> Stamped:
    """Freeze the draft as the next version: from now on its names are for ever. Told is what that changed.

    Raises not_found, etag_is_stale, survey_is_closed, and definition_is_invalid with all that is still missing.
    """
    survey = surveys.locked(survey_id, revision)
    definition = definition_of(survey_id)
    changes = _changes(survey_id, definition)
    version = surveys.publish(survey, definition, check(definition), actor=actor)
    for model in (Section, Field):
        session.execute(queries.first_published(model, survey_id, version.number))
    told = {name: getattr(version, name) for name in VERSION}
    return Stamped(Publication(**told, changes=changes), survey.revision)


def as_typed(definition: Definition, answers: object) -> object:
    """Answers to be tried, numbers under texts as somebody would type them: records of other products keep such."""
    texts = {field.name for field in definition.fields if field.field_type in TEXTS}
    repeats = {section.name for section in definition.sections if section.repeat is not None}

    def typed(instance: object) -> object:
        if not isinstance(instance, Mapping):
            return instance
        return {name: _spelled(value) if name in texts else value for name, value in instance.items()}

    def each(name: str, value: object) -> object:
        if name not in repeats:
            return value
        if isinstance(value, list):
            return [typed(instance) for instance in value]
        return {key: typed(row) for key, row in value.items()} if isinstance(value, Mapping) else value

    whole = typed(answers)
    return {name: each(name, value) for name, value in whole.items()} if isinstance(whole, Mapping) else whole


def _spelled(value: object) -> object:
    try:
        return spelled(exact(value)) if type(value) in (int, float) else value
    except Refused:
        return value


@lru_cache(maxsize=COMPILED_KEPT)
def _compiled(organization_id: UUID, survey_id: UUID, revision: int) -> CompiledSurvey:
    """A revision stands for one state of the draft, so trying many answers on it compiles it once."""
    return compile_survey(definition_of(survey_id))
