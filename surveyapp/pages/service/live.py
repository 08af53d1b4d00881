"""The autosave: one change kept, and all that it changes on the open section."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveyapp import problems
from surveyapp.pages.service import answers, saving, wording
from surveyapp.pages.service.answers import Raw
from surveyapp.pages.service.messages import message
from surveyapp.pages.service.saving import Change
from surveyapp.pages.service.screens import Part, Survey
from surveyapp.pages.service.visits import Visit
from surveyapp.permissions import Actor
from surveyapp.problems import Problem
from surveyapp.responses import service as responses
from surveyapp.responses.service import Work
from tenants.context import Tenant


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the script sends. `version` is the one that its page was made of, `revision` the last it heard of."""

    revision: int | None
    version: int
    mutation: str
    section: str
    language: str
    answers: Mapping[str, Raw] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The reply: an HTTP status and the body that goes with it."""

    status: int
    body: Mapping[str, object] = field(repr=False)


def save(tenant: Tenant, link: str, visit: Visit, wanted: Wanted, actor: Actor) -> Saved:
    """Keep the change and tell its effects, or tell what another window has stored meanwhile.

    The document comes from memory, unless the response was begun on another version than the link shows now.
    """
    form = responses.form(tenant, link)
    document = form.definition
    if form.version != wanted.version or wanted.revision is None:
        work = saving.found(tenant, link, visit)
        if work is not None and work.form is not None:
            document = work.form.definition
        if work is not None and wanted.revision is None:
            return _stale(_fields(document, wanted.section), work)
    return _saved(tenant, link, visit, wanted, document, actor)


def _saved(tenant: Tenant, link: str, visit: Visit, wanted: Wanted, document: Part, actor: Actor) -> Saved:
    fields = _fields(document, wanted.section)
    typed = {name: answers.typed(fields[name], value) for name, value in wanted.answers.items() if name in fields}
    change = Change(typed, wanted.revision, wanted.section, wanted.mutation)
    try:
        progress, refused = saving.keep(tenant, link, visit, change, actor)
    except Problem as problem:
        if problem.kind is not problems.revision_is_stale:
            raise
        return _conflict(fields, problem.members["revision"], problem.members["answers"])
    words = wording.in_language(document, _language(document, wanted.language))
    survey = Survey(words, document, progress.state, progress.answers, (*saving.faults_of(progress), *refused))
    effects = _effects(survey, wanted.section, progress.revision)
    return Saved(200, effects | {"refused": [fault.name for fault in refused]})


def _effects(survey: Survey, section: str, revision: int) -> dict[str, object]:
    """What the open section has to look like now."""
    fields, state = survey.fields(section), survey.state
    live = {name: part for name, part in fields.items() if name in state.options}
    faults = {fault.name: fault for fault in survey.draft_faults if fault.name in fields}
    return {
        "revision": revision,
        "visible": [name for name in state.visible_fields if name in fields],
        "required": [name for name in state.required_fields if name in fields],
        "options": {name: survey.offers(part) for name, part in live.items()},
        "markers": {name: survey.marker(part) for name, part in live.items()},
        "errors": {name: message(survey.wording, fields[name], fault) for name, fault in faults.items()},
        "guidance": {name: text for name, text in state.guidance.items() if name in fields},
        "calculated": survey.calculated(section),
        "defaults": {
            name: answers.raw(fields[name], value) for name, value in state.defaults.items() if name in fields
        },
        "texts": survey.texts(section),
        "progress": round(state.progress * 100),
        "place": survey.place(section),
        "is_last": survey.journey.ends_with(section),
    }


def _stale(fields: Mapping[str, Part], work: Work) -> Saved:
    if work.completed_at is not None:
        raise problems.response_is_completed()
    return _conflict(fields, work.revision, work.answers)


def _conflict(fields: Mapping[str, Part], revision: Any, stored: Any) -> Saved:
    body = {"code": "revision_is_stale", "revision": revision, "answers": answers.raws(fields, stored)}
    return Saved(409, body)


def _fields(document: Part, section: str) -> dict[str, Part]:
    """The fields of a section; raises not_found for one that the survey does not have."""
    for each in document["sections"]:
        if each["name"] == section:
            return {part["name"]: part for part in each["fields"]}
    raise problems.not_found()


def _language(document: Part, asked: str) -> str:
    offered = wording.offered(document)
    return asked if asked in offered else offered[0]
