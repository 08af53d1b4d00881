"""Rows by what a column means: pyxform's aliases of headers, and languages told apart from columns.

`label::French (fr)`, `label:french` and `caption::French` are one text in one language; `bind:jr:constraintMsg` and
`constraint_message` are one column. What pyxform does not know keeps its header: a choice filter may ask for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyxform import aliases
from pyxform.parsing.sheet_headers import clean_text_values, process_header
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

from surveyapp.formats.service.xlsform.workbook import CHOICES, SETTINGS, Cell, Sheet

PLAIN = ""
"""The language of a text whose column names none."""

_HEADERS = {
    CHOICES: (aliases.list_header, frozenset(Option.get_slot_names())),
    SETTINGS: (aliases.settings_header, frozenset(Survey.get_slot_names())),
}
_SURVEY = (aliases.survey_header, frozenset(MultipleChoiceQuestion.get_slot_names()))
_WRAPPERS = ("bind", "control", "media", "instance", "body")
_NAMES = {
    "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message",
    "jr:noAppErrorString": "no_app_error_string",
    "jr:count": "repeat_count",
    "list name": "list_name",
}
_TEXTS = frozenset(
    ("label", "hint", "guidance_hint", "constraint_message", "required_message", "image", "big-image", "audio", "video")
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells by meaning, and those that speak to people by language."""

    number: int
    cells: Mapping[str, Cell] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        """The text of a cell, blank where there is none."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def place(self, column: str) -> str:
        """Where a column of this row stands; the row itself where the cell is empty."""
        if column in self.cells:
            return self.cells[column].place
        said = self.texts.get(column)
        return next(iter(said.values())).place if said else self.start

    @property
    def start(self) -> str:
        """Where the row begins."""
        cells = [*self.cells.values(), *(cell for said in self.texts.values() for cell in said.values())]
        return min(cells, key=lambda cell: (len(cell.place), cell.place)).place if cells else ""


def rows(sheet: Sheet, kind: str, collapse: bool = True) -> Iterator[Row]:
    """The rows of a sheet; `collapse` makes one space of many, as pyxform does on the survey sheet."""
    known, columns = _HEADERS.get(kind, _SURVEY)
    doubled = any("::" in header for header in sheet.headers)
    meaning = {header: _meaning(process_header(header, doubled, known, columns)[1]) for header in sheet.headers}
    for number, written in sheet.rows:
        cells: dict[str, Cell] = {}
        texts: dict[str, dict[str, Cell]] = {}
        for header, cell in written.items():
            name, language = meaning[header]
            cleaned = cell._replace(text=clean_text_values(cell.text, strip_whitespace=collapse))
            if name in _TEXTS:
                texts.setdefault(name, {}).setdefault(language, cleaned)
            else:
                cells.setdefault(name, cleaned)
        yield Row(number, cells, texts)


def _meaning(tokens: tuple[str, ...]) -> tuple[str, str]:
    """A column's name and the language of its texts."""
    parts = tokens[1:] if tokens[0] in _WRAPPERS and len(tokens) > 1 else tokens
    name = _NAMES.get(parts[0], parts[0])
    if name in _TEXTS:
        return name, "::".join(parts[1:])
    return (name, PLAIN) if len(parts) == 1 else ("::".join((name, *parts[1:])), PLAIN)
