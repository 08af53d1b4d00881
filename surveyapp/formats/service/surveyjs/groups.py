"""Panels and pages that are required: something of them is to be answered. Only questions are required here, so that is
asked of the first one, as long as none is answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.gathering import Gathering
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.members import PANELS
from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.formats.service.surveyjs.phrases import TRUE, Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.sections import UNANSWERED
from surveyapp.formats.service.surveyjs.translating import asked
from surveyapp.formats.service.surveyjs.values import emptiness

REQUIRED = "That anything is answered is asked of its first question."
NOBODY = "There is no question in it that could be required."


def carry_groups(found: Gathering, logic: Logic) -> None:
    """Of every page and panel outside repeats."""
    questions = [each for section in found.sections if section.repeat is None for each in section.questions]
    taking = [each for each in questions if each.kind not in UNANSWERED and not each.hidden]
    pages = list(found.survey.parts("pages"))
    for group in (*pages, *(panel for home in (*pages, found.survey) for panel in _panels(home))):
        wanted = _when(group, logic) if group.text("requiredIf") else TRUE if group.flag("isRequired") else None
        if wanted is not None:
            _require(group, wanted, [each for each in taking if each.part.place.startswith(f"{group.place}/")])


def _panels(container: Part) -> Iterator[Part]:
    for element in container.parts("elements", "questions"):
        if element.text("type") in PANELS:
            yield element
            yield from _panels(element)


def _require(group: Part, wanted: Phrase, members: list[Question]) -> None:
    key = "requiredIf" if group.text("requiredIf") else "isRequired"
    if not members:
        return group.report.lost(group.at(key), "required_group", NOBODY)
    first = next((each for each in members if not each.conditions and not each.shown_if), members[0])
    blank = (emptiness(each.value, "empty") for each in members)
    first.required_if.append(phrases.both((wanted, *blank)))
    return group.report.changed(group.at(key), "required_group", REQUIRED)


def _when(group: Part, logic: Logic) -> Phrase | None:
    """The condition under which the group is required; never where it cannot be said."""
    source, place = group.text("requiredIf"), group.at("requiredIf")
    try:
        return asked(source, logic.scope(None, place), lambda reason: None) if source else None
    except Untranslatable as problem:
        group.report.lost(place, "condition", f"The condition is left out: {problem}.")
        return None
