"""A SurveyJS document as a document of ours."""

from __future__ import annotations

from collections.abc import Callable

from surveyapp.formats.service.report import Imported, Report
from surveyapp.formats.service.settling import settle
from surveyapp.formats.service.surveyjs.bindings import carry_bindings
from surveyapp.formats.service.surveyjs.carrying import add_calculated_values, carry_choices, carry_triggers
from surveyapp.formats.service.surveyjs.emptied import hide_emptied
from surveyapp.formats.service.surveyjs.filtered import Filtered
from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.groups import carry_groups
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.members import tell_losses
from surveyapp.formats.service.surveyjs.objects import Json, Part, root
from surveyapp.formats.service.surveyjs.piping import pipe
from surveyapp.formats.service.surveyjs.rosters import carry_rosters
from surveyapp.formats.service.surveyjs.rows import carry_rows
from surveyapp.formats.service.surveyjs.totals import name_totals
from surveyapp.formats.service.surveyjs.unique import carry_unique
from surveyapp.formats.service.surveyjs.wholes import carry_wholes
from surveyapp.formats.service.surveyjs.wording import Wording

UNTITLED = "Imported survey"


def read(document: object) -> Imported:
    """The survey that a SurveyJS document describes. Raises Unreadable for what is no such document."""
    report = Report()
    survey = root(document, report)
    words = Wording(survey)
    found = Gathering(survey, words, report)
    logic = Logic(found, report)
    found.calculated, found.names.filtered = logic.calculate, Filtered(found, logic)
    found.walk()
    carry_rosters(found)
    carry_choices(found)
    add_calculated_values(survey, found, logic)
    name_totals(found, logic)
    carry_rows(found)
    carry_bindings(found, logic)
    carry_wholes(found, logic)
    carry_groups(found, logic)
    carry_unique(found)
    logic.carry()
    pipe(found, words)
    carry_triggers(survey, found, logic)
    _tell_survey(survey)
    made = _document(survey, words, found)
    settle(made, _places(found), report)
    hide_emptied(made, found.sections)
    return Imported(made, {**found.containers, **found.ours}, report.told())


def _document(survey: Part, words: Wording, found: Gathering) -> Json:
    title = words.say(survey, "title", "title", "title") or UNTITLED
    description = words.say(survey, "description", "prose", "description") or None
    sections = [_section(section) for section in found.sections]
    return {
        "title": title,
        "description": description,
        "language": words.language,
        "timezone": "UTC",
        "translations": words.translations,
        "sections": sections,
        "rules": [],
        "dependencies": [],
    }


def _section(section: Section) -> Json:
    return {**section.has, "fields": [question.has for question in section.questions]}


def _places(found: Gathering) -> Callable[[str], str]:
    """Where the part that a pointer into our document leads to came from."""

    def place(pointer: str) -> str:
        steps = pointer.split("/")[1:]
        try:
            section = found.sections[int(steps[1])]
            return section.questions[int(steps[3])].part.place if len(steps) > 3 else section.heading.part.place
        except (IndexError, ValueError):
            return ""

    return place


def _tell_survey(survey: Part) -> None:
    tell_losses(survey)
    if survey.text("clearInvisibleValues") == "none":
        detail = "Answers that are hidden at the end are not kept."
        survey.report.changed(survey.at("clearInvisibleValues"), "hidden_answers", detail)
