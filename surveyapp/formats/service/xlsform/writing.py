"""A survey of ours as a workbook that ODK and its kin take, and what such a workbook cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from surveyapp.formats.service.report import Report, Written
from surveyapp.formats.service.xlsform.book import Rows
from surveyapp.formats.service.xlsform.rows import form_rows
from surveyapp.logic.check import examine
from surveyapp.logic.definition import Definition

COLUMNS = (
    "type", "name", "label", "hint", "guidance_hint", "required", "relevant", "constraint", "constraint_message",
    "calculation", "readonly", "default", "choice_filter", "repeat_count", "appearance", "parameters",
)  # fmt: skip
LISTED = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "default_language")
LONGEST = 32_767


def write(definition: Definition) -> Written:
    """The workbook; the report places each loss in our document."""
    report = Report()
    bound = examine(definition).bound
    rows = form_rows(definition, bound, report)
    return Written(_workbook(rows, report), report.told())


def _workbook(rows: Rows, report: Report) -> bytes:
    """Texts as texts, whatever they begin with: nothing in it is a formula."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        for name, columns, listed in (
            ("survey", COLUMNS, rows.survey),
            ("choices", LISTED, rows.choices),
            ("settings", SETTINGS, [rows.settings]),
        ):
            sheet = book.add_worksheet(name)
            used = _headers(columns, listed)
            for column, header in enumerate(used):
                sheet.write_string(0, column, header)
            for number, row in enumerate(listed, 1):
                for header, text in row.items():
                    if len(text) > LONGEST:
                        report.changed("", "text_cut", f"A cell holds at most {LONGEST} characters.")
                    sheet.write_string(number, used.index(header), text[:LONGEST])
    return file.getvalue()


def _headers(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> list[str]:
    """The columns in use, those of the languages beside the texts they say."""
    used = dict.fromkeys(header for row in rows for header in row)
    headers = [header for column in columns for header in used if header.partition("::")[0] == column]
    return headers or list(columns)
