"""Answers as the text of cells, a whole column of a batch at a time.

The formula guard: a spreadsheet runs a cell that begins with `= + - @`, a tab or a carriage return, and a respondent
can type one. Such text gets an apostrophe in front (CONVENTIONS); so do the full-width twins, which some spreadsheets
fold, and a line feed. Numbers are no formulas and stay numbers.

The functions over columns do nothing that `plain` and `number` would not: they spare the call for the usual value,
because a call for each cell costs more than reading the rows (DESIGN 13).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import orjson

Values = Sequence[object]
Cells = Sequence[str]

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
SEPARATOR = "|"
NO_LABELS: Mapping[str, str] = {}
BOOLEAN_LABELS = {"yes": "Yes", "no": "No", "na": "N/A"}

_NUMERAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def guarded(text: str) -> str:
    """`text`, harmless for a spreadsheet."""
    return "'" + text if text and text[0] in FORMULA else text


def plain(value: object, labels: Mapping[str, str] = NO_LABELS) -> str:
    """Any answer: text and chosen options (their labels where `labels` has one), several of them with `|` between."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(labels.get(value, value))
    if isinstance(value, list):
        chosen = (labels.get(each, each) if isinstance(each, str) else _json(each) for each in value)
        return guarded(SEPARATOR.join(chosen))
    return guarded(_json(value)) if isinstance(value, dict) else _json(value)


def number(value: object) -> str:
    """An answer of a number field: what is kept as text because no double holds it is a number all the same."""
    return value if isinstance(value, str) and _NUMERAL.fullmatch(value) else plain(value)


def texts(values: Values, labels: Mapping[str, str] = NO_LABELS) -> Cells:
    """`plain` of each, quoted."""
    if labels:
        return quoted(["" if value is None else plain(value, labels) for value in values])
    return quoted(
        [value if value.__class__ is str and value and value[0] not in FORMULA else plain(value) for value in values]
    )


def numbers(values: Values) -> Cells:
    """`number` of each, quoted."""
    return quoted([str(value) if value.__class__ is int else number(value) for value in values])


def chosen(values: Values, option: str) -> Cells:
    """One option of several in a column of its own: 1, 0, or nothing where the question was not answered."""
    return ["" if value is None else "01"[_is_chosen(value, option)] for value in values]


def places(values: Values, option: str) -> Cells:
    """The place that one option got in a ranking, from 1; nothing where it got none."""
    return [str(value.index(option) + 1) if isinstance(value, list) and option in value else "" for value in values]


def row(values: Values, row: str, labels: Mapping[str, str] = NO_LABELS) -> Cells:
    """What a matrix answers in one row."""
    return texts([value.get(row) if isinstance(value, dict) else None for value in values], labels)


def files(values: Values) -> Cells:
    """The names of files, several of them with `|` between; what is no file as it is."""
    return texts([_names(value) for value in values])


def moments(values: Sequence[str | None]) -> Cells:
    """PostgreSQL's JSON of a time in UTC as RFC 3339 with Z."""
    return ["" if value is None else value.strip('"').removesuffix("+00:00") + "Z" for value in values]


def quoted(cells: Sequence[str]) -> Cells:
    """RFC 4180: quotes around what holds a quote, a comma or a line break; one look at them all tells if any does."""
    if not _needs_quotes("".join(cells)):
        return cells
    return ['"' + cell.replace('"', '""') + '"' if _needs_quotes(cell) else cell for cell in cells]


def lines(columns: Iterable[Cells]) -> bytes:
    """Columns of one batch as lines, each with its CRLF."""
    return "".join([",".join(line) + "\r\n" for line in zip(*columns, strict=True)]).encode()


def _needs_quotes(text: str) -> bool:
    return "," in text or '"' in text or "\n" in text or "\r" in text


def _names(value: object) -> object:
    listed = value if isinstance(value, list) else [value]
    names = [each.get("name") for each in listed if isinstance(each, dict)]
    known = [name for name in names if isinstance(name, str)]
    return SEPARATOR.join(known) if len(known) == len(listed) else value


def _is_chosen(value: object, option: str) -> bool:
    return value == option or (isinstance(value, list) and option in value)


def _json(value: object) -> str:
    """JSON, but a number without exponent."""
    written = orjson.dumps(value).decode()
    return format(Decimal(written), "f") if isinstance(value, float) and "e" in written else written
