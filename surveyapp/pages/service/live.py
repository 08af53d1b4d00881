"""The autosave: one change kept, and all that it changes on the open section."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from surveyapp import problems
from surveyapp.logic.state import State
from surveyapp.pages.service import answers, instances, saving, wording
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


@dataclass(frozen=True, slots=True)
class Known:
    """The section that is saved, None where the survey has no such one, and what is stored so far where it matters."""

    document: Part
    section: Part | None
    state: State
    answers: Mapping[str, object] = field(repr=False)


def save(tenant: Tenant, link: str, visit: Visit, wanted: Wanted, actor: Actor) -> Saved:
    """Keep the change and tell its effects, or tell what another window has stored meanwhile.

    The document comes from memory, unless the response was begun on another version than the link shows now. What is
    stored has to be read first where the section repeats, for its answer is saved as a whole.
    """
    form = responses.form(tenant, link)
    section = _section(form.definition, wanted.section)
    known = Known(form.definition, section, form.state, {})
    if form.version != wanted.version or wanted.revision is None or section is None or section.get("repeat"):
        work = saving.found(tenant, link, visit)
        if work is not None and work.form is not None:
            document = work.form.definition
            known = Known(document, _section(document, wanted.section), work.state, work.answers)
        if work is not None and wanted.revision is None:
            return _stale(known, work)
    return _saved(tenant, link, visit, wanted, known, actor)


def _saved(tenant: Tenant, link: str, visit: Visit, wanted: Wanted, known: Known, actor: Actor) -> Saved:
    if known.section is None:
        raise problems.not_found()
    asked = {name: instances.part_of(known.section, name) for name in wanted.answers}
    typed = {name: answers.typed(part, wanted.answers[name]) for name, part in asked.items() if part is not None}
    gather = instances.gathered(known.section, known.state, known.answers)
    change = Change(typed, wanted.revision, wanted.section, wanted.mutation, gather)
    document = known.document
    try:
        progress, refused = saving.keep(tenant, link, visit, change, actor)
    except Problem as problem:
        if problem.kind is not problems.revision_is_stale:
            raise
        stored = known if not known.section.get("repeat") else _now(tenant, link, visit, known)
        return _conflict(stored, problem.members["revision"], problem.members["answers"])
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


def _now(tenant: Tenant, link: str, visit: Visit, known: Known) -> Known:
    """The same section as another window has left it: with other instances perhaps."""
    work = saving.found(tenant, link, visit)
    return known if work is None else replace(known, state=work.state, answers=work.answers)


def _stale(known: Known, work: Work) -> Saved:
    if work.completed_at is not None:
        raise problems.response_is_completed()
    return _conflict(known, work.revision, work.answers)


def _conflict(known: Known, revision: Any, stored: Any) -> Saved:
    if known.section is None:
        raise problems.not_found()
    fields = {part["name"]: part for part, _ in instances.parts(known.section, known.state)}
    given = answers.raws(fields, instances.spread(known.document, known.state, stored))
    return Saved(409, {"code": "revision_is_stale", "revision": revision, "answers": given})


def _section(document: Part, name: str) -> Part | None:
    return next((each for each in document["sections"] if each["name"] == name), None)


def _language(document: Part, asked: str) -> str:
    offered = wording.offered(document)
    return asked if asked in offered else offered[0]
