"""Totals of the columns of a matrix: worked out wherever `{matrix-total.column}` is read; none is shown."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs.carrying import Inline
from surveyapp.formats.service.surveyjs.gathering import Gathering
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.nesting import total

TOTAL = "-total"


def name_totals(found: Gathering, logic: Logic) -> None:
    """Make every total known to expressions."""
    for section in found.sections:
        part = section.heading.part
        for column in part.parts("columns") if section.repeat is not None else ():
            source, key = total(part.text("name"), column)
            if source:
                name = f"{part.text('name')}{TOTAL}.{column.text('name')}"
                found.names.values.setdefault(name, Inline(column, source, logic, key))
