"""Which rows and panels of a repeat show: a condition on each of its questions, asked for each instance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from surveyapp.formats.service.surveyjs.gathering import WHICH, Gathering, Section
from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.formats.service.surveyjs.questions import Condition, Question
from surveyapp.formats.service.surveyjs.translating import reads
from surveyapp.formats.service.surveyjs.values import spelled

COLUMNS = "columnsVisibleIf"
_ITEM = re.compile(r"\{item\}")


def carry_rows(found: Gathering) -> None:
    """`templateVisibleIf` of panels, `rowsVisibleIf` of matrices, and the conditions of single rows."""
    for section in found.sections:
        if section.repeat is None:
            for question in section.questions:
                _tell_table(question.part)
            continue
        part = section.heading.part
        shown = [Condition(source, part.at(key)) for key in WHICH if (source := part.text(key))]
        shown += _single(section)
        if part.text(COLUMNS):
            part.report.lost(part.at(COLUMNS), "columns", "Each column has a condition of its own here.")
        if part.flag("hideIfRowsEmpty"):
            _hide_without_rows(section)
        own = [each for each in section.questions if each.path.startswith(f"{part.text('name')}[]")]
        for question in own:
            question.conditions = [*question.conditions, *_of_others(question, shown, section)]


def _hide_without_rows(section: Section) -> None:
    """A matrix of named rows shows while one of them does."""
    part, keys = section.heading.part, section.repeat.keys if section.repeat is not None else ()
    every, own = (
        part.text("rowsVisibleIf"),
        {spelled(row.has.get("value")): row.text("visibleIf") for row in _conditional(part)},
    )
    rows = [[_ITEM.sub(f"'{key}'", source) for source in (every, own.get(key, "")) if source] for key in keys]
    if keys and all(rows) and "'" not in "".join(keys):
        said = " or ".join(f"({' and '.join(f'({each})' for each in row)})" for row in rows)
        shown = Condition(said, part.at("rowsVisibleIf" if every else "rows"))
        section.heading = replace(section.heading, conditions=(*section.heading.conditions, shown))


def _of_others(question: Question, shown: list[Condition], section: Section) -> Iterator[Condition]:
    """The conditions that do not read the question itself, but in an instance before: it would decide about itself."""
    inner = question.path.rpartition("[].")[2]
    name = section.heading.part.text("name")
    within = re.compile(rf"(panel|row|nextPanel|nextRow|{re.escape(name)}[.\[].*)\.{re.escape(inner)}")
    for each in (_from_before(name, inner, one, section) for one in shown):
        if any(within.fullmatch(read) for read in reads(each.source)):
            detail = f"{inner[:60]!r} always shows: it would decide about itself."
            question.part.report.changed(each.place, "circular_row", detail)
        else:
            yield each


def _from_before(name: str, inner: str, condition: Condition, section: Section) -> Condition:
    """The condition of a single row with what it reads of the question in rows before it counted from there."""
    keys = section.repeat.keys if section.repeat is not None else ()
    row = next((at for at, key in enumerate(keys) if condition.source.startswith(_other(key))), 0)
    source = condition.source
    for at, key in enumerate(keys[:row]):
        source = source.replace(f"{{{name}.{key}.{inner}}}", f"{{prevRow{row - at}.{inner}}}")
    return Condition(source, condition.place)


def _other(row: str) -> str:
    return f"{{rowValue}} != '{row}' or "


def _single(section: Section) -> Iterator[Condition]:
    """A row with a condition of its own: any other row, or it holds."""
    for row in _conditional(section.heading.part):
        value = spelled(row.has.get("value"))
        if section.repeat is not None and section.repeat.keyed and "'" not in value:
            yield Condition(f"{_other(value)}({row.text('visibleIf')})", row.at("visibleIf"))


def _conditional(part: Part) -> Iterator[Part]:
    rows = part.has.get("rows")
    if isinstance(rows, list) and any(isinstance(row, dict) and row.get("visibleIf") for row in rows):
        for place, row in part.items("rows"):
            if isinstance(row, dict) and row.get("visibleIf"):
                yield Part(row, place, part.report)


def _tell_table(part: Part) -> None:
    """The rows and columns of a plain table all show."""
    for key in ("rowsVisibleIf", COLUMNS):
        if part.text(key):
            part.report.lost(part.at(key), "rows", "The rows and columns of a table always show.")
    for row in _conditional(part):
        part.report.lost(row.at("visibleIf"), "rows", "The rows and columns of a table always show.")
