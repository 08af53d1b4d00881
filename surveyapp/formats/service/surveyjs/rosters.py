"""A choice of several that makes instances: with `valuePropertyName` each one chosen is an object, which a panel or a
matrix of the same value goes on to fill. Here that section repeats once for each option chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.scope import Repeat

APART = "Choices make instances only where a panel or matrix outside of repeats shares their answers."


def carry_rosters(found: Gathering) -> None:
    """Let the repeats that share their answers with such a choice follow it; their common name means the choice."""
    for question in list(_choosing(found)):
        value = question.part.text("valueName", "name")
        following = [] if question.repeat else [each for each in _open(found) if value in each.aliases]
        for section in found.sections:
            if section.repeat in following and section.repeat is not None:
                _follow(section, section.repeat, question)
                found.ours[value] = question.name
        if not following:
            question.part.report.changed(question.part.at("valuePropertyName"), "roster", APART)


def _choosing(found: Gathering) -> Iterator[Question]:
    for section in found.sections:
        for question in section.questions:
            if question.part.text("valuePropertyName") and question.kind in ("checkbox", "tagbox"):
                yield question


def _open(found: Gathering) -> Iterator[Repeat]:
    return (section.repeat for section in found.sections if section.repeat is not None and not section.repeat.keyed)


def _follow(section: Section, repeat: Repeat, question: Question) -> None:
    section.has["repeat"] = {"for_each": question.name}
    repeat.keyed, repeat.chosen_as = True, question.part.text("valuePropertyName")
