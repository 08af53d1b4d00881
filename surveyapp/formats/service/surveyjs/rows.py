"""Which rows and panels of a repeat show: a condition on each of its questions, asked for each instance."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs.gathering import WHICH, Gathering
from surveyapp.formats.service.surveyjs.questions import Condition


def carry_rows(found: Gathering) -> None:
    """`templateVisibleIf` of panels and `rowsVisibleIf` of matrices."""
    for section in found.sections:
        part = section.heading.part
        shown = [Condition(source, part.at(key)) for key in WHICH if (source := part.text(key))]
        if section.repeat is not None:
            own = [each for each in section.questions if each.path.startswith(f"{part.text('name')}[]")]
            for question in own:
                question.conditions = [*question.conditions, *shown]
