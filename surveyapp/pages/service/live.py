"""The autosave: one change kept, and all that it changes on the open section."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp import problems
from surveyapp.logic.state import State
from surveyapp.pages.service import aligning, answers, instances, saving, wording
from surveyapp.pages.service.answers import Raw
from surveyapp.pages.service.journey import is_displayed
from surveyapp.pages.service.saving import Change
from surveyapp.pages.service.screens import Part, Survey
from surveyapp.pages.service.visits import Visit
from surveyapp.permissions import Actor
from surveyapp.problems import Problem
from surveyapp.responses import service as responses
from surveyapp.responses.service import Form, Work
from tenants.context import Tenant


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the script sends. `version` is the one that its page was made of, `revision` the last it heard of.

    Of an open repeat `order` has the instances as the page has them, each by the key it had at that revision, null for
    a new one; `base`, on request, what was stored of them then.
    """

    revision: int | None
    version: int
    mutation: str
    section: str
    language: str
    answers: Mapping[str, Raw] = field(repr=False)
    order: instances.Order | None = None
    base: Mapping[str, Raw] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The reply: an HTTP status and the body that goes with it."""

    status: int
    body: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The form and its section that is saved, None where it has no such one; what is stored so far where it matters."""

    form: Form
    section: Part | None
    state: State
    answers: Mapping[str, object] = field(repr=False)

    @property
    def document(self) -> Part:
        return self.form.definition


def save(tenant: Tenant, link: str, visit: Visit, wanted: Wanted, actor: Actor) -> Saved:
    """Keep the change and tell its effects, or tell what another window has stored meanwhile.

    The document comes from memory, unless the response was begun on another version than the link shows now. What is
    stored has to be read first where the section repeats, for its answer is saved as a whole.
    """
    form = responses.form(tenant, link)
    section = _section(form.definition, wanted.section)
    known = Known(form, section, form.state, {})
    if form.version != wanted.version or wanted.revision is None or section is None or section.get("repeat"):
        work = saving.found(tenant, link, visit)
        known = _now(known, work, wanted)
        if work is not None and wanted.revision is None:
            return _stale(known, work, wanted)
    return _saved(tenant, link, visit, wanted, known, actor)


def _saved(tenant: Tenant, link: str, visit: Visit, wanted: Wanted, known: Known, actor: Actor) -> Saved:
    if known.section is None:
        raise problems.not_found()
    asked = {name: instances.part_of(known.section, name) for name in wanted.answers}
    typed = {name: answers.typed(part, wanted.answers[name]) for name, part in asked.items() if part is not None}
    order = wanted.order if instances.is_open(known.section) else None
    gather = instances.gathered(known.section, known.state, known.answers, order)
    change = Change(typed, wanted.revision, wanted.section, wanted.mutation, gather)
    try:
        progress, refused = saving.keep(tenant, link, visit, change, actor)
    except Problem as problem:
        work = saving.found(tenant, link, visit) if problem.kind is problems.revision_is_stale else None
        if work is None:
            raise
        return _stale(_now(known, work, wanted), work, wanted)
    words = wording.in_language(known.document, _language(known.document, wanted.language))
    faults = (*saving.faults_of(progress), *refused)
    survey = Survey(words, known.document, progress.state, progress.answers, faults, known.form.guided)
    names = [fault.name for fault in refused]
    return Saved(200, _effects(survey, wanted.section, progress.revision, names) | {"refused": names})


def _effects(survey: Survey, section: str, revision: int, refused: list[str]) -> dict[str, object]:
    """What the open section has to look like now. Guidance on what is stored is none on an answer that was refused."""
    fields, state = survey.fields(section), survey.state
    live = {name: part for name, part in fields.items() if name in state.options}
    known = (fault for fault in survey.draft_faults if fault.name in fields)
    faults = {fault.name: fault for fault in known if fault.name in refused or not survey.awaits(fields[fault.name])}
    silent = {name for name in refused if name in fields and fields[name].get("origin", name) in survey.guided}
    return {
        "revision": revision,
        "visible": [name for name in state.visible_fields if name in fields],
        "required": [name for name in state.required_fields if name in fields],
        "options": {name: survey.offers(part) for name, part in live.items()},
        "markers": {name: survey.marker(part) for name, part in live.items()},
        "errors": {name: survey.wrong(fields[name], fault) for name, fault in faults.items()},
        "guidance": {name: survey.advice(name) for name in state.guidance if name in fields and name not in silent},
        "calculated": survey.calculated(section),
        "defaults": {
            name: answers.raw(fields[name], value) for name, value in state.defaults.items() if name in fields
        },
        "texts": survey.texts(section),
        "progress": round(state.progress * 100),
        "place": survey.place(section),
        "is_last": survey.journey.ends_with(section),
    }


def _now(known: Known, work: Work | None, wanted: Wanted) -> Known:
    """The same section as it is stored by now: with other instances perhaps, or of an older version."""
    if work is None or work.form is None:
        return known
    return Known(work.form, _section(work.form.definition, wanted.section), work.state, work.answers)


def _stale(known: Known, work: Work, wanted: Wanted) -> Saved:
    """What another window has stored. The script decides on by itself if it is told all answers of its own version."""
    if work.completed_at is not None:
        raise problems.response_is_completed()
    if known.section is None:
        raise problems.not_found()
    fields = {part["name"]: part for part, _ in instances.parts(known.section, known.state) if is_displayed(part)}
    held = {**known.state.defaults, **instances.spread(known.document, known.state, known.answers)}
    given = answers.raws(fields, held)
    is_current = known.form.version == wanted.version
    told = {"code": "revision_is_stale", "revision": work.revision, "answers": given}
    who = {} if wanted.base is None else {"origins": _origins(known.section, known.state, wanted.base, given)}
    words = wording.in_language(known.document, _language(known.document, wanted.language))
    survey = Survey(words, known.document, known.state, known.answers, (), known.form.guided)
    guidance = {name: survey.advice(name) for name in known.state.guidance if name in fields}
    return Saved(409, told | who | {"stored": work.answers if is_current else None, "guidance": guidance})


def _origins(section: Part, state: State, base: Mapping[str, Raw], given: Mapping[str, Raw]) -> list[int | None]:
    """By which number the page knew each instance that there is now; all of them while the section does not show."""
    name, before = section["name"], aligning.rows(section["name"], base)
    if not instances.is_open(section) or name not in state.repeats:
        return list(range(len(before)))
    return aligning.origins(before, aligning.rows(name, given))


def _section(document: Part, name: str) -> Part | None:
    return next((each for each in document["sections"] if each["name"] == name), None)


def _language(document: Part, asked: str) -> str:
    offered = wording.offered(document)
    return asked if asked in offered else offered[0]
