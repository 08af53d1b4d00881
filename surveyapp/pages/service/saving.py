"""Keep what can be kept: an answer of the wrong shape must not take the good ones beside it down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from surveyapp import problems
from surveyapp.pages.service.instances import place_of
from surveyapp.pages.service.visits import Visit
from surveyapp.permissions import Actor
from surveyapp.problems import Problem
from surveyapp.responses import service as responses
from surveyapp.responses.service import Progress, Work
from tenants.context import Tenant


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one field: a code of the engine's and its sentence."""

    name: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a form or the script wants kept, by question. `revision` is None before anything was begun; `gather` gives
    the answers that the questions' are part of."""

    answers: Mapping[str, object] = field(repr=False)
    revision: int | None
    section: str | None = None
    mutation: str | None = None
    gather: Callable[[Mapping[str, object]], Mapping[str, object]] = dict


def found(tenant: Tenant, link: str, visit: Visit) -> Work | None:
    """The response of a visit, None when nothing was begun."""
    try:
        return responses.load(tenant, link, visit.id, visit.session_token)
    except Problem as problem:
        if problem.kind in (problems.response_not_found, problems.token_is_invalid):
            return None
        raise


def keep(tenant: Tenant, link: str, visit: Visit, change: Change, actor: Actor) -> tuple[Progress, list[Fault]]:
    """Save the change, without the answers that the engine does not take; those are named."""
    try:
        return _store(tenant, link, visit, change, actor), []
    except Problem as problem:
        if problem.kind is not problems.answers_are_invalid:
            raise
        refused = [fault for error in problem.errors if (fault := fault_of(error)).name in change.answers]
        if not refused:
            raise
    names = {fault.name for fault in refused}
    rest = {name: value for name, value in change.answers.items() if name not in names}
    reduced = replace(change, answers=rest)
    return _store(tenant, link, visit, reduced, actor), refused


def fault_of(error: Mapping[str, object]) -> Fault:
    """An error of a problem as a fault of a field."""
    return Fault(place_of(str(error.get("pointer", ""))), str(error.get("code")), str(error.get("detail")))


def faults_of(progress: Progress) -> list[Fault]:
    """The errors of a draft as faults of fields."""
    return [fault_of(issue.to_json()) for issue in progress.errors]


def _store(tenant: Tenant, link: str, visit: Visit, change: Change, actor: Actor) -> Progress:
    answers = change.gather(change.answers)
    if change.revision is None:
        return responses.begin(tenant, link, answers, actor=actor, last_section=change.section, code=visit.code)
    return responses.save(
        tenant,
        link,
        visit.id,
        visit.session_token,
        answers,
        revision=change.revision,
        mutation=change.mutation,
        last_section=change.section,
    )
