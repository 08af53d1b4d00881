"""The rows of a workbook: sections as groups and repeats, fields as questions, options as lists."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.formats.service.report import Report
from surveyapp.formats.service.xlsform.book import Book, Rows, spoken
from surveyapp.formats.service.xlsform.questions import question
from surveyapp.logic.bound import Bound
from surveyapp.logic.definition import Definition, Section
from surveyapp.logic.definition.parts import COUNT, FOR_EACH, ITEMS, OPEN
from surveyapp.logic.issues import point


def form_rows(definition: Definition, bound: Bound | None, report: Report) -> Rows:
    """All rows of a survey."""
    book = Book(definition, bound, report)
    title = definition.title
    book.rows.settings = {"form_title": title, "form_id": "".join(c if c.isalnum() else "_" for c in title) or "form"}
    if book.header("", definition.language):
        book.rows.settings["default_language"] = spoken(definition.language)
    for at, section in enumerate(definition.sections):
        _section(book, point("/sections", at), section)
    _tell(book)
    return book.rows


def _section(book: Book, at: str, section: Section) -> None:
    kind = "group" if section.repeat is None else "loop" if section.repeat.kind == ITEMS else "repeat"
    condition = None if book.bound is None else book.bound.conditions.get(("section", section.name))
    row = {
        "type": f"begin_{kind}" if kind != "loop" else f"begin loop over {_items(book, section)}",
        "name": section.name,
        **book.texts("label", section.title, "sections", section.name, "title"),
        **book.texts("hint", section.description, "sections", section.name, "description"),
        "relevant": book.condition(point(at, "visible_if"), condition),
        "repeat_count": _count(book, at, section),
    }
    book.rows.survey.append({key: text for key, text in row.items() if text})
    if not section.fields:
        book.report.noted(at, "empty_section", "A group without questions does not show, nor come back.")
    book.here = section.name
    for place, each in enumerate(section.fields):
        question(book, point(at, "fields", place), each)
    book.here = ""
    book.rows.survey.append({"type": f"end_{kind}" if kind != "loop" else "end loop"})


def _items(book: Book, section: Section) -> str:
    """The list that a loop goes over."""
    name = f"{section.name}_items"
    for item in section.repeat.items or () if section.repeat else ():
        book.rows.choices.append({"list_name": name, "name": item.value, **book.texts("label", item.label)})
    return name


def _count(book: Book, at: str, section: Section) -> str:
    repeat = section.repeat
    if repeat is None or book.bound is None:
        return ""
    if repeat.kind == COUNT:
        return book.xpath(point(at, "repeat", "count"), book.bound.counts.get(section.name), book.printer().value)
    if repeat.kind == FOR_EACH:
        book.report.changed(point(at, "repeat"), "repeat_changed", "Instances are numbered, they stand for no option.")
        return f"count-selected(${{{repeat.for_each}}})"
    if repeat.kind == OPEN and (repeat.min, repeat.max, repeat.first) != (0, 200, 1):
        book.report.lost(point(at, "repeat"), "repeat_limits", "A respondent may add any number of instances.")
    return ""


def _tell(book: Book) -> None:
    definition, report = book.definition, book.report
    if definition.description:
        report.lost("/description", "description_lost", "A form has a title only.")
    if definition.timezone != "UTC":
        report.lost("/timezone", "timezone_lost", "A form follows the clock of the device.")
    for at in range(len(definition.rules)):
        report.changed(point("/rules", at), "rule_changed", "It is part of a relevance.")
    for at in range(len(definition.dependencies)):
        report.changed(point("/dependencies", at), "dependency_changed", "It is part of a choice filter.")
    for language, said in definition.translations.items():
        if isinstance(said, Mapping) and (said.get("title") or said.get("description")):
            report.lost(point("/translations", language), "title_lost", "A form has one title for all languages.")
