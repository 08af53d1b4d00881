"""A visit and what is there for it: the response so far, or the untouched form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.pages.service import saving, visits, wording
from surveyapp.pages.service.screens import Survey
from surveyapp.pages.service.visits import Visit
from surveyapp.responses import service as responses
from tenants.context import Tenant

COMPLETED = "completed"
Prefer = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Opened:
    """The survey as this visitor finds it. `revision` is None before anything was begun."""

    visit: Visit
    survey: Survey
    version: int
    revision: int | None = None
    completed_at: datetime | None = None
    last_section: str | None = None
    today: str | None = None

    @property
    def is_new(self) -> bool:
        return self.revision is None

    @property
    def continues_at(self) -> str | None:
        """Where to take up again (A06): where it was left, or at a section before that still needs an answer; a
        section that is answered whole is passed over.
        """
        journey = self.survey.journey
        left_at = journey.nearest(self.last_section)
        if left_at is None:
            return None
        before = journey.open[: journey.open.index(left_at)]
        unfit = next((name for name in before if self.survey.section_faults(name)), None)
        ahead = journey.open[journey.open.index(left_at) :]
        return unfit or next((name for name in ahead if self._has_gaps(name)), left_at)

    def _has_gaps(self, section: str) -> bool:
        shown = frozenset(self.survey.state.visible_fields)
        return any(self.survey.awaits(part) for name, part in self.survey.fields(section).items() if name in shown)


def look(tenant: Tenant, link: str, visit: Visit | None, prefer: Prefer) -> Opened:
    """What the visitor finds, in the language that `prefer` picks of the survey's; raises why the door is shut.

    A completed response shows also after the door has shut: whoever answered may see that it arrived.
    """
    work = saving.found(tenant, link, visit) if visit else None
    if visit is None or work is None or work.form is None:
        form = responses.form(tenant, link)
        words = wording.in_language(form.definition, prefer(wording.offered(form.definition)))
        fresh = visit if visit is not None and visit.is_fresh else visits.new(tenant)
        survey = Survey(words, form.definition, form.state, {}, guided=form.guided)
        return Opened(fresh, survey, form.version, today=form.today)
    if work.status != COMPLETED:
        responses.form(tenant, link)
    document = work.form.definition
    words = wording.in_language(document, prefer(wording.offered(document)))
    survey = Survey(words, document, work.state, work.answers, tuple(saving.faults_of(work)), work.form.guided)
    now = (work.revision, work.completed_at, work.last_section)
    return Opened(visit, survey, work.form.version, *now, today=work.form.today)
