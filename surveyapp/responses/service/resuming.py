"""Taking a response up again, and reading where it stands: on any device that holds the link and its secret."""

from dataclasses import dataclass, field
from uuid import UUID

from surveyapp import problems
from surveyapp.responses.models import COMPLETED
from surveyapp.responses.queries import respondent
from surveyapp.responses.service import forms, sealing, tokens
from surveyapp.responses.service.editions import Edition, edition, evaluated
from surveyapp.responses.service.shapes import Progress, Resumed, Work
from tenants import direct
from tenants.context import Tenant
from tenants.direct import Row


@dataclass(frozen=True, slots=True)
class Held:
    """What a respondent holds: a link, a response's id, and the token that proves it is theirs."""

    tenant: Tenant
    link: str = field(repr=False)
    response_id: UUID
    session_token: str = field(repr=False)

    def keys(self) -> dict[str, object]:
        """The parameters by which the row is found, secrets as they are stored."""
        return {
            "id": self.response_id,
            "link": tokens.stored(self.link),
            "session": tokens.stored(self.session_token),
        }


def load(tenant: Tenant, link: str, response_id: UUID, session_token: str) -> Work:
    """The response with its answers and the form of its own version, also after the link has closed."""
    held = Held(tenant, link, response_id, session_token)
    found = row(held)
    version = edition(found.version_id)
    now = progress(held, version, found)
    return Work(
        id=now.id,
        status=now.status,
        revision=now.revision,
        state=now.state,
        errors=now.errors,
        completed_at=now.completed_at,
        answers=now.answers,
        form=forms.form_of(version),
        last_section=found.last_section,
        started_at=found.started_at,
    )


def by_resume_code(tenant: Tenant, link: str, code: str) -> Resumed:
    """The response that a resume code opens; raises response_not_found for any other text."""
    try:
        held = Held(tenant, link, tokens.response_of(code), tokens.session_token(code, tenant.public_key))
    except ValueError:
        raise problems.response_not_found() from None
    row(held)
    return Resumed(held.response_id, held.session_token)


def row(held: Held, *, locked: bool = False) -> Row:
    """The response with its door; raises response_not_found, the same for a wrong token as for a wrong id."""
    statement = respondent.LOCKED_RESPONSE if locked else respondent.RESPONSE
    found = direct.one_or_none(statement, held.keys())
    if found is None:
        raise problems.response_not_found()
    return found


def remembers(found: Row, mark: str | None) -> bool:
    """Whether the row's last change is the very request that `mark` stands for."""
    return mark is not None and found.last_mutation == mark


def progress(held: Held, version: Edition, found: Row) -> Progress:
    """Where a row stands, judged whole: a draft's errors are told, a completed response has none."""
    answers = sealing.joined(held.tenant, held.response_id, found.answers, found.sealed)
    evaluation = evaluated(version, answers, found.completed_at)
    return Progress(
        id=held.response_id,
        status=found.status,
        revision=found.revision,
        state=evaluation.state,
        errors=() if found.status == COMPLETED else evaluation.draft_errors,
        completed_at=found.completed_at,
        answers=answers,
    )
