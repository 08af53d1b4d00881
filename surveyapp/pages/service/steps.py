"""One posted form: save it, then say where it leads. The server decides, with or without script."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from surveyapp import problems
from surveyapp.pages.service import answers, instances, saving
from surveyapp.pages.service.answers import Raw
from surveyapp.pages.service.instances import Part
from surveyapp.pages.service.merging import merge
from surveyapp.pages.service.opening import Opened, Prefer, look
from surveyapp.pages.service.posted import NEXT, Posted
from surveyapp.pages.service.returning import returned
from surveyapp.pages.service.saving import Change, Fault
from surveyapp.pages.service.screens import Conflicts
from surveyapp.permissions import Actor
from surveyapp.problems import Problem
from surveyapp.responses import service as responses
from tenants.context import Tenant

BACK, SUBMIT, REVIEW, LATER = "back", "submit", "review", "later"
ADD, REMOVE, REMOVED, KEEP = "add", "remove", "removed", "keep"
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Go:
    """Show another page: a section, the review, or the end. `place` is the element to be led to, `value` what the flag
    says."""

    at: str | None = None
    flag: str | None = None
    place: str | None = None
    value: str = "1"


@dataclass(frozen=True, slots=True)
class Stay:
    """Show the same section again, with what was typed and what is wrong with it."""

    opened: Opened
    section: str
    given: Mapping[str, Raw] = field(repr=False)
    faults: list[Fault]
    conflicts: Conflicts = field(repr=False)
    more: bool = False


def take(tenant: Tenant, link: str, opened: Opened, posted: Posted, prefer: Prefer, actor: Actor) -> Go | Stay:
    """Save the step and lead on. Another window that saves in between is met by trying again on what it left."""
    for _ in range(ATTEMPTS):
        try:
            return _taken(tenant, link, opened, posted, prefer, actor)
        except Problem as problem:
            if problem.kind is problems.response_is_completed:
                return Go()
            if problem.kind is not problems.revision_is_stale:
                raise
        opened = look(tenant, link, opened.visit, prefer)
    raise problems.transaction_conflict()


def _taken(tenant: Tenant, link: str, opened: Opened, posted: Posted, prefer: Prefer, actor: Actor) -> Go | Stay:
    section = posted.section
    known = {each["name"] for each in opened.survey.document["sections"]}
    if section is None or section not in known:
        return _without_section(tenant, link, opened, posted, actor)
    survey = opened.survey
    back = returned(survey, section, posted)
    posted, part, fields = back.posted, survey.journey.section(section), survey.fields(section)
    given = posted.given(fields)
    merged = merge(posted.base, given, answers.raws(fields, survey.held), back.doubted)
    changes, refused = {**merged.changes, **back.revived}, list[Fault]()
    if changes or opened.is_new:
        typed = {name: answers.typed(_part(part, name), value) for name, value in changes.items()}
        gather = instances.gathered(part, survey.state, survey.answers)
        change = Change(typed, opened.revision, _continues_at(opened, posted, section), gather=gather)
        _, refused = saving.keep(tenant, link, opened.visit, change, actor)
        opened = look(tenant, link, opened.visit, prefer)
    if posted.action in (BACK, LATER):
        return _onwards(tenant, link, opened, posted, section, actor)
    gone = {name: answers.nothing(_part(part, name)) for name in back.told}
    stay = _stay(opened, section, posted, {**given, **back.revived}, refused, {**merged.conflicts, **gone})
    if posted.verb in (ADD, REMOVE, REMOVED, KEEP):
        blocked = refused or stay.conflicts
        return replace(stay, faults=refused) if blocked else _resized(tenant, link, opened, posted, section, actor)
    held_back = stay.faults or stay.conflicts
    return stay if held_back else _onwards(tenant, link, opened, posted, section, actor)


def _resized(tenant: Tenant, link: str, opened: Opened, posted: Posted, section: str, actor: Actor) -> Go:
    """One instance more or fewer, and where to look then. What holds answers is asked about before it goes."""
    survey, key = opened.survey, posted.key
    part, shown = survey.journey.section(section), survey.repeated.get(section, [])
    repeated = survey.state.repeats.get(section)
    at = next((at for at, each in enumerate(shown) if each.key == key), None)
    if posted.verb == ADD and repeated is not None and repeated.can_add:
        whole, place = instances.added(part, survey.state, survey.answers), _mark(section, len(shown))
    elif posted.verb in (REMOVE, REMOVED) and at is not None and repeated is not None and repeated.can_remove:
        if posted.verb == REMOVE and survey.holds(shown[at]):
            return Go(section, REMOVE, f"i-{instances.mark(shown[at].name)}", key)
        whole = instances.removed(part, survey.state, survey.answers, key)
        place = _mark(section, min(at, len(shown) - 2)) if len(shown) > 1 else "section-title"
    else:
        return Go(section, place="section-title" if at is None else f"i-{instances.mark(shown[at].name)}")
    saving.keep(tenant, link, opened.visit, Change({section: whole}, opened.revision, section), actor)
    return Go(section, place=place)


def _part(section: Part, name: str) -> Part:
    """A question of the section, also of an instance that is still to come."""
    found = instances.part_of(section, name)
    if found is None:
        raise problems.not_found()
    return found


def _mark(section: str, at: int) -> str:
    return f"i-{section}[{at}]"


def _continues_at(opened: Opened, posted: Posted, section: str) -> str:
    """Where to take up again after this step. Should it be held back, what is missing leads here all the same."""
    following = opened.survey.journey.after(section) if posted.action == NEXT else None
    return following or section


def _stay(
    opened: Opened,
    section: str,
    posted: Posted,
    given: Mapping[str, Raw],
    refused: list[Fault],
    conflicts: Conflicts,
) -> Stay:
    """The section as it would be shown again: what is stored, and as typed what is not.

    A question that the form did not ask yet is no fault.
    """
    fields = opened.survey.fields(section)
    names = {fault.name for fault in refused}
    shown = answers.raws(fields, opened.survey.held)
    typed = names | conflicts.keys()
    shown |= {name: value for name, value in given.items() if name in typed and name in shown}
    appeared = _appeared(opened, section, posted)
    found = [fault for fault in opened.survey.section_faults(section) if fault.name not in names | appeared]
    order = {name: at for at, name in enumerate([section, *fields])}
    faults = sorted([*refused, *found], key=lambda fault: order.get(fault.name, len(order)))
    return Stay(opened, section, shown, faults, conflicts, more=bool(appeared))


def _onwards(tenant: Tenant, link: str, opened: Opened, posted: Posted, section: str, actor: Actor) -> Go:
    journey = opened.survey.journey
    if posted.action == BACK:
        return Go(journey.before(section) or section)
    if posted.action == LATER:
        return Go(section, "later")
    if _appeared(opened, section, posted):
        return Go(section, "more")
    following = journey.after(section)
    if posted.action == REVIEW:
        return Go(flag="review")
    if following is not None:
        return Go(following)
    return _submitted(tenant, link, opened, actor) if posted.action == SUBMIT else Go(flag="review")


def _appeared(opened: Opened, section: str, posted: Posted) -> frozenset[str]:
    """Fields that show now and that the form did not ask, or not with these options, and that lack an answer."""
    survey = opened.survey
    shown = frozenset(survey.state.visible_fields)
    asked = survey.fields(section)
    fresh = [name for name, part in asked.items() if name in shown and survey.marker(part) not in posted.markers]
    lacking = {fault.name for fault in survey.faults(fresh)}
    return frozenset(name for name in fresh if name in lacking or survey.awaits(asked[name]))


def _without_section(tenant: Tenant, link: str, opened: Opened, posted: Posted, actor: Actor) -> Go:
    """The form of the review, or of a survey in which nothing shows: it brings no answers."""
    if posted.action != SUBMIT:
        return Go()
    if opened.is_new:
        saving.keep(tenant, link, opened.visit, Change({}, None), actor)
    return _submitted(tenant, link, opened, actor)


def _submitted(tenant: Tenant, link: str, opened: Opened, actor: Actor) -> Go:
    """The end, or the first section that still needs something."""
    visit = opened.visit
    try:
        responses.submit(tenant, link, visit.id, visit.session_token, actor=actor, revision=opened.revision)
    except Problem as problem:
        if problem.kind is not problems.answers_are_invalid:
            raise
        places = [opened.survey.journey.holding(saving.fault_of(error).name) for error in problem.errors]
        first = next((place for place in opened.survey.journey.open if place in places), None)
        if first is None:
            raise
        return Go(first, "check")
    return Go()
