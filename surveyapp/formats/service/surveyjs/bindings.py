"""Repeats that are asked as often as another question says: `bindings` of `panelCount` or `rowCount` to its answer."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.phrases import Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.translating import given
from surveyapp.formats.service.surveyjs.values import numbers

COUNTS = ("panelCount", "rowCount")
ONE_WAY = "The answer says how many there are; respondents add and remove none."


def carry_bindings(found: Gathering, logic: Logic) -> None:
    """The count of each repeat that is bound to an answer; as long as there is none, that at first."""
    for section in found.sections:
        if section.repeat is None or section.repeat.keyed:
            continue
        bindings = section.heading.part.has.get("bindings")
        bound = [bindings.get(key) for key in COUNTS] if isinstance(bindings, dict) else []
        for name in bound:
            if isinstance(name, str) and name in found.names.values:
                _bind(section, section.repeat, name, logic)


def _bind(section: Section, repeat: Repeat, name: str, logic: Logic) -> None:
    part = section.heading.part
    place = part.at("bindings")
    try:
        answer = numbers(given(f"{{{name}}}", logic.scope(None, place)))
    except Untranslatable as problem:
        return part.report.lost(place, "bindings", f"It begins with as many as it does otherwise: {problem}.")
    at_first = phrases.called("iif", phrases.asked(answer, "empty"), Phrase(str(repeat.start)), answer)
    count = at_first if repeat.start else answer
    section.has["repeat"] = {"count": count.text, "max": section.has["repeat"]["max"]}
    repeat.start = 0
    part.report.changed(place, "bindings", ONE_WAY)
    return None
