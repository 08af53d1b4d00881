"""The instance of an open repeat that the script adds: as the server would show the next one, nothing decided yet."""

from dataclasses import dataclass, replace

from surveyapp.pages.service import answers, instances
from surveyapp.pages.service.screens import Survey
from surveyapp.pages.service.shapes import Group

KEY = "new"


@dataclass(frozen=True, slots=True)
class Another:
    """`title` goes before its number, where the author has not said what an instance is called."""

    group: Group
    title: str | None


def another(survey: Survey, section: str) -> Another | None:
    """None where respondents do not say how many there are."""
    part, repeated = survey.journey.section(section), survey.state.repeats.get(section)
    if repeated is None or not instances.is_open(part):
        return None
    longer = replace(repeated, instances=(*repeated.instances, KEY))
    grown = replace(survey, state=replace(survey.state, repeats={**survey.state.repeats, section: longer}))
    given = answers.raws(grown.fields(section), grown.held)
    title = None if survey.names_instances(part) else str(survey.heading(part, "title"))
    return Another(grown.groups(section, given, [], {})[-1], title)
