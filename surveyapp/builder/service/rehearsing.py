"""A draft or a version looked at from inside: why its parts show, and what synthetic respondents meet."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from surveyapp import problems
from surveyapp.builder.service.trying import compiled, tried
from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.explain import Explained
from surveyapp.logic.explain import explain as explained
from surveyapp.logic.rehearsal import rehearse
from surveyapp.surveys import service as surveys

SEEDS = 2**32
_KEY = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Target:
    """The part that somebody asks about; both None for all of them."""

    field: str | None = None
    section: str | None = None


def explain(
    survey_id: UUID, answers: object, target: Target, hidden_values: str = "empty", today: date | None = None
) -> list[dict[str, Any]]:
    """Why parts of the draft show on `answers`, as of `today`. Raises not_found, answers_are_invalid, invalid_input."""
    survey = compiled(survey_id)
    return reasons(survey, tried(survey, answers), target, hidden_values, today)


def reasons(
    survey: CompiledSurvey, answers: Mapping[str, object], target: Target, hidden_values: str, today: date | None
) -> list[dict[str, Any]]:
    """The explanations of one part, or of all. A field of a repeat is one in each instance, or the one that is named
    with its key. Raises invalid_input for a part that the survey does not have."""
    day = today.isoformat() if today else surveys.today(survey)
    every = explained(survey, answers, hidden_values, today=day)
    found = [each for each in every if _is_meant(each, target)]
    if not found and not _is_known(survey, target):
        kind, name = ("field", target.field) if target.field is not None else ("section", target.section)
        detail = f'The survey has no {kind} named "{name}".'
        raise problems.invalid_input(errors=[{"pointer": f"/{kind}", "code": f"unknown_{kind}", "detail": detail}])
    return [each.to_json() for each in found]


def dry_run(
    survey_id: UUID, respondents: int, seed: int | None = None, version: int | None = None, today: date | None = None
) -> dict[str, Any]:
    """Send synthetic respondents through the draft, or through a version. Raises not_found."""
    survey = compiled(survey_id) if version is None else _version(survey_id, version)
    sown = secrets.randbelow(SEEDS) if seed is None else seed
    day = today.isoformat() if today else surveys.today(survey)
    chance = random.Random(sown)  # nosec B311  # invented answers, the same again for the same seed
    report = rehearse(survey, respondents, chance, day)
    return {"seed": sown, "version": version, **report.to_json()}


def _version(survey_id: UUID, number: int) -> CompiledSurvey:
    surveys.get(survey_id)
    return surveys.compiled(surveys.numbered(survey_id, number).id)


def _is_meant(each: Explained, target: Target) -> bool:
    if target.field is not None:
        return each.kind == "field" and target.field in (each.name, _plain(each.name))
    return target.section is None or (each.kind == "section" and each.name == target.section)


def _plain(name: str) -> str:
    """The name of a field without its instance."""
    return name.rpartition("].")[2]


def _is_known(survey: CompiledSurvey, target: Target) -> bool:
    """Whether there is such a part at all: that of a repeat may have no instance yet."""
    if target.field is None:
        return target.section is None
    home, dot, name = _KEY.sub("", target.field).rpartition(".")
    field = survey.fields.get(name)
    return field is not None and (not dot or (field.repeat is not None and field.repeat.name == home))
