"""A workbook as rows of text, each cell with its place. pyxform's own reader decides what a header and a value is.

The sheets of an XLSForm are small: `MOST_ROWS` and `MOST_COLUMNS` bound what is read, and so the time it takes. Nothing
is ever computed: of a formula the value that the workbook keeps is taken, and told. A formula without one, or one that
reaches out of the workbook, refuses it.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple

import openpyxl
import xlrd
from openpyxl.utils import get_column_letter
from pyxform.constants import SUPPORTED_SHEET_NAMES
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import (
    get_excel_column_headers,
    get_excel_rows,
    xls_value_to_unicode,
    xlsx_value_to_str,
)

from surveyapp.formats.service.report import Unreadable, unreadable
from surveyapp.formats.service.xlsform import apart, guard

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 500, 100
LONGEST_CELL = 50_000

_REACHING = re.compile(r"\[|\||\b(WEBSERVICE|HYPERLINK|IMPORT\w+|CALL|EXEC|REGISTER|RTD|DDE|FILTERXML|IMAGE)\(", re.I)


class Cell(NamedTuple):
    """The text of a cell, where it stands (`survey!C12`), and whether it is what a formula once gave."""

    text: str
    place: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet by header as written, each with its number; empty ones are left out."""

    name: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[int, Mapping[str, Cell]], ...] = field(default=())


def sheets(file: bytes) -> dict[str, Sheet]:
    """The sheets that say something of a form, by name in lower case. Raises `Unreadable`."""
    opened = _xlsx if guard.kind(file) == guard.XLSX else _xls
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dict(opened(file))
    except Unreadable:
        raise
    except PyXFormError as error:
        raise unreadable("", "bad_sheet", str(error)) from None
    except Exception:
        # The parsers raise whatever they stumble over; what they were given was chosen by a stranger.
        raise unreadable("", "workbook_is_damaged", "This workbook cannot be read; it is damaged.") from None


def _xlsx(file: bytes) -> Iterator[tuple[str, Sheet]]:
    """Opened twice, for what is written in the cells and for what formulas gave."""
    written, values = (
        openpyxl.load_workbook(BytesIO(file), read_only=True, data_only=data_only, keep_links=False)
        for data_only in (False, True)
    )
    try:
        for key, name in _known(written.sheetnames):
            rows = zip(*(book[name].iter_rows(max_col=MOST_COLUMNS + 1) for book in (values, written)), strict=False)
            pairs = (tuple(map(_Pair, *row)) for row in rows)
            yield key, _sheet(name, (cell.value for cell in next(pairs, ())), pairs, _xlsx_cell)
    finally:
        written.close()
        values.close()


class _Pair:
    """A cell of openpyxl twice."""

    __slots__ = ("value", "written")

    def __init__(self, value: Any, written: Any) -> None:
        self.value, self.written = value.value, written
        if written.data_type == "f" and self.value is None:
            self.value = written.value


def _xlsx_cell(name: str, pair: _Pair, row: int) -> Cell | None:
    value, written = pair.value, pair.written
    place = f"{name}!{written.coordinate}"
    is_formula = written.data_type == "f"
    if is_formula and (value is written.value or _REACHING.search(str(written.value))):
        raise _computes(place)
    return _cell(xlsx_value_to_str(value.strip() if isinstance(value, str) else value), place, is_formula)


def _xls(file: bytes) -> Iterator[tuple[str, Sheet]]:
    book = apart.book(file, SUPPORTED_SHEET_NAMES, MOST_ROWS, MOST_COLUMNS + 1)
    for key, name in _known(book.names):
        computing = {(row, column) for row, column in book.formulas.get(name, ())}
        first, *rows = ([_Placed(cell, at) for at, cell in enumerate(row)] for row in book.rows[name] or [[]])
        cell_of = partial(_xls_cell, computing, book.datemode)
        yield key, _sheet(name, (cell.value for cell in first), rows, cell_of)


class _Placed:
    """A cell of an .xls, which does not know its own column."""

    __slots__ = ("at", "ctype", "value")

    def __init__(self, cell: tuple[int, Any] | None, at: int) -> None:
        kind, value = cell or (xlrd.XL_CELL_EMPTY, "")
        self.ctype: int = kind
        self.value: Any = value
        self.at = at


def _xls_cell(formulas: set[tuple[int, int]], datemode: int, name: str, cell: _Placed, row: int) -> Cell | None:
    place = f"{name}!{get_column_letter(cell.at + 1)}{row + 2}"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        raise _computes(place)
    value = cell.value.strip() if isinstance(cell.value, str) else cell.value
    return _cell(xls_value_to_unicode(value, cell.ctype, datemode), place, (row + 1, cell.at) in formulas)


def _known(names: list[str]) -> list[tuple[str, str]]:
    """The sheets that pyxform knows; the only one is the survey, whatever it is called."""
    if len(names) > MOST_SHEETS:
        raise unreadable("", "workbook_too_large", f"At most {MOST_SHEETS} sheets; this workbook has {len(names)}.")
    if len(names) == 1 and names[0].lower() not in SUPPORTED_SHEET_NAMES:
        return [(SURVEY, names[0])]
    return [(name.lower(), name) for name in names if name.lower() in SUPPORTED_SHEET_NAMES]


def _sheet(name: str, first: Iterable[Any], rows: Iterable[Any], cell_of: Callable[[str, Any, int], Any]) -> Sheet:
    written = [None if value is None else xlsx_value_to_str(value) for value in islice(first, MOST_COLUMNS + 1)]
    if any(written[MOST_COLUMNS:]):
        raise unreadable("", "workbook_too_large", f'"{name}" has more than {MOST_COLUMNS} columns.')
    headers = get_excel_column_headers(written)
    read = get_excel_rows(headers, _bounded(name, rows), lambda cell, row, header: cell_of(name, cell, row))
    filled = (
        (number, {key: cell for key, cell in row.items() if cell is not None}) for number, row in enumerate(read, 2)
    )
    return Sheet(name, tuple(filter(None, headers)), tuple((number, row) for number, row in filled if row))


def _bounded(name: str, rows: Iterable[Any]) -> Iterator[Any]:
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise unreadable("", "workbook_too_large", f'"{name}" has more than {MOST_ROWS} rows.')
        yield row


def _cell(text: str, place: str, computed: bool) -> Cell | None:
    if len(text) > LONGEST_CELL:
        raise unreadable("", "workbook_too_large", f"{place} holds more than {LONGEST_CELL} characters.")
    return Cell(text.replace("\0", ""), place, computed) if text.strip() else None


def _computes(place: str) -> Unreadable:
    detail = f"{place} holds a formula without a value of its own; replace it by its value (copy, paste values only)."
    return unreadable("", "workbook_has_formulas", detail)
