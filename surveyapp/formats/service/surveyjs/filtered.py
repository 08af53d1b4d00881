"""Sums and counts of some instances only: a question of the repeat that is worked out, and empty in all others.

Respondents never see it. One stands for all expressions that filter alike.
"""

from __future__ import annotations

import re

from surveyapp.formats.service.surveyjs.gathering import Gathering, Section, blank_field
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.formats.service.surveyjs.phrases import Untranslatable
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.values import Value

LONGEST_LABEL = 200
_NAMES = re.compile(r"\{([^{}]+)\}")
HELPS = "What is gathered of some instances only is a calculated question of theirs, off the page."


class Filtered:
    """The questions made so far, by repeat, question and filter."""

    def __init__(self, found: Gathering, logic: Logic) -> None:
        self.found, self.logic = found, logic
        self.made: dict[tuple[str, str, str], Question] = {}

    def __call__(self, repeat: Repeat, name: str, source: str) -> Value:
        """The value of a question where the filter holds. Raises Untranslatable."""
        key = (repeat.name, name, source)
        if name not in repeat.members:
            raise Untranslatable(f"there is no question {name[:60]!r} to gather")
        if key not in self.made:
            self.made[key] = self._make(repeat, name, source)
        question = self.made[key]
        self.logic.calculate(question)
        return question.value

    def _make(self, repeat: Repeat, name: str, source: str) -> Question:
        section = self._section(repeat)
        inside = _NAMES.sub(lambda each: f"{{row.{each[1]}}}" if each[1] in repeat.members else each[0], source)
        has = {"type": "expression", "expression": f"iif({inside}, {{row.{name}}}, '')"}
        part = Part(has, section.heading.part.place, self.found.report)
        given = self.found.naming.give_within(repeat.name, f"{name}_filtered")
        question = Question(part, f"{repeat.aliases[0]}[].{given}", "expression", blank_field(given), repeat=repeat)
        question.has.update(label=f"{name}: {source}"[:LONGEST_LABEL], config={"is_displayed": False})
        section.questions.append(question)
        part.report.changed(part.place, "filtered", HELPS)
        return question

    def _section(self, repeat: Repeat) -> Section:
        return next(section for section in self.found.sections if section.repeat is repeat)
