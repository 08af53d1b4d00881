"""A workbook as a survey of ours, with what each name became and everything that could not be carried over."""

from __future__ import annotations

from functools import partial
from typing import Any

from pyxform import aliases

from surveyapp.formats.service.report import Imported, Report, unreadable
from surveyapp.formats.service.settling import settle
from surveyapp.formats.service.xlsform import choices, columns, looping, tree, workbook
from surveyapp.formats.service.xlsform.columns import PLAIN, Row
from surveyapp.formats.service.xlsform.draft import Draft
from surveyapp.formats.service.xlsform.languages import tag
from surveyapp.formats.service.xlsform.preparing import prepare
from surveyapp.formats.service.xlsform.sections import TITLE, sections
from surveyapp.formats.service.xlsform.tree import LOOP, QUESTION, REPEAT, Node
from surveyapp.formats.service.xlsform.workbook import CHOICES, SETTINGS, SURVEY, Sheet
from surveyapp.formats.service.xlsform.xpath import Form

UNTITLED, ROOT = "Survey", "data"
UNSAID = ("instance_name", "public_key", "submission_url", "style", "instance_xmlns", "auto_send", "auto_delete")
COLUMNS = {
    "visible_if": "relevant",
    "required_if": "required",
    "constraint": "constraint",
    "calculate": "calculate",
    "default": "default",
    "options": "choice_filter",
    "repeat": "repeat_count",
}
OTHER_SHEETS = ("entities", "osm", "external_choices")


def read(file: bytes) -> Imported:
    """The survey of a workbook. Raises `Unreadable` for a file that is none, or that could do harm."""
    sheets = workbook.sheets(file)
    if SURVEY not in sheets:
        raise unreadable("", "no_survey_sheet", 'A form needs a sheet named "survey".')
    report = Report()
    _tell_formulas(sheets, report)
    settings = _settings(sheets, report)
    draft = _draft(sheets, settings, report)
    prepare(draft)
    title = (settings["title"] or settings["id_string"] or UNTITLED)[:TITLE]
    made = sections(draft, title)
    document: dict[str, Any] = {"title": title, "language": tag(draft.default), "sections": made}
    if draft.translations:
        document["translations"] = draft.translations
    settle(document, partial(_place, draft, document), report)
    return Imported(document, _names(draft), report.told())


def _tell_formulas(sheets: dict[str, Sheet], report: Report) -> None:
    """Of every cell that a formula filled: nothing is computed here, so it says for ever what it last said."""
    for sheet in (sheets[kind] for kind in (SURVEY, CHOICES, SETTINGS) if kind in sheets):
        for cell in (cell for _, row in sheet.rows for cell in row.values() if cell.computed):
            report.changed(cell.place, "formula", "The value that the formula last gave was taken.")


def _settings(sheets: dict[str, Sheet], report: Report) -> Row:
    found = next(columns.rows(sheets[SETTINGS], SETTINGS), Row(1)) if SETTINGS in sheets else Row(1)
    for column in UNSAID:
        if found[column]:
            report.lost(found.place(column), "setting_lost", f'"{column}" has no meaning here.')
    for sheet in OTHER_SHEETS:
        if sheet in sheets and sheets[sheet].rows:
            report.lost(f"{sheets[sheet].name}!A1", "sheet_lost", f'The sheet "{sheet}" is not looked at.')
    return found


def _draft(sheets: dict[str, Sheet], settings: Row, report: Report) -> Draft:
    collapse = aliases.yes_no.get(settings["clean_text_values"] or "yes", True)
    rows = list(columns.rows(sheets[SURVEY], SURVEY, collapse))
    listed = list(columns.rows(sheets[CHOICES], CHOICES, collapse=False)) if CHOICES in sheets else []
    lists = choices.lists(listed)
    root = tree.tree(rows, settings["name"] or ROOT, report)
    for node in root.walk():
        if tree.has_other(node) and node.offers in lists:
            choices.add_other(lists[node.offers], tree.OTHER)
    looping.write_out(root, lists)
    default = settings["default_language"] or _first_language([*rows, *listed])
    form = Form(root, lists, default)
    form.index()
    return Draft(form, report, default)


def _first_language(rows: list[Row]) -> str:
    """Texts of no language are the survey's own; else the first language that is spoken."""
    spoken = [language for row in rows for language in row.texts.get("label", {})]
    return PLAIN if PLAIN in spoken or not spoken else spoken[0]


def _place(draft: Draft, document: dict[str, Any], pointer: str) -> str:
    """The cell that a part of the document came from."""
    steps = pointer.split("/")[2:]
    part = document["sections"][int(steps[0])]
    if steps[1:2] == ["fields"]:
        part = part["fields"][int(steps[2])]
    known = {name: node.row for names in (draft.form.sections, draft.called) for node, name in names.items()}
    row = known.get(part["name"])
    column = next((COLUMNS[step] for step in steps if step in COLUMNS), "type")
    return row.place(column) if row else ""


def _names(draft: Draft) -> dict[str, str]:
    """What each name became: by itself, and by its path, `/data/people[]/age`; in a loop once for each option."""
    names: dict[str, str] = {}
    known = {**draft.form.sections, **{node: name for node, name in draft.called.items() if node.kind == QUESTION}}
    for node in draft.form.root.walk():
        if node in known:
            names.setdefault(node.name, known[node])
            if node.repeat not in (None, node):
                names.setdefault(f"{node.repeat.name}[].{node.name}", known[node])
            names.update(dict(_paths(draft, node, known)))
    return names


def _paths(draft: Draft, node: Node, known: dict[Node, str]) -> list[tuple[str, str]]:
    loop = next((each for each in node.path if each.kind == LOOP), None)
    if loop is None or loop is node:
        return [(_path(node), known[node])]
    section = draft.form.sections.get(loop)
    options = [choice.value for choice in choices.looped(draft.form.lists, loop.offers)]
    return [(_path(node, option), f"{section}[{option}].{known[node]}") for option in options]


def _path(node: Node, option: str = "") -> str:
    written = ""
    for part in node.path:
        written += f"/{part.name}" + ("[]" if part.kind == REPEAT else "")
        written += f"/{option}" if part.kind == LOOP and option else ""
    return written
