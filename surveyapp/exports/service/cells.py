"""One value as the text of one cell.

The formula guard: a spreadsheet runs a cell that begins with `= + - @`, a tab or a carriage return, and a respondent
can type one. Such text gets an apostrophe in front (CONVENTIONS); so do the full-width twins, which some spreadsheets
fold, and a line feed. Numbers are no formulas and stay numbers.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import orjson

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
        return guarded(
            SEPARATOR.join(labels.get(each, each) if isinstance(each, str) else _json(each) for each in value)
        )
    return guarded(_json(value)) if isinstance(value, dict) else _json(value)


def number(value: object) -> str:
    """An answer of a number field: what is kept as text because no double holds it is a number all the same."""
    return value if isinstance(value, str) and _NUMERAL.fullmatch(value) else plain(value)


def chosen(value: object, option: str) -> str:
    """One option of several in a column of its own: 1, 0, or nothing where the question was not answered."""
    if value is None:
        return ""
    return "1" if value == option or (isinstance(value, list) and option in value) else "0"


def moment(value: datetime | None) -> str:
    """RFC 3339 in UTC with Z."""
    return "" if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(value: object) -> str:
    """JSON, but a number without exponent."""
    written = orjson.dumps(value).decode()
    return format(Decimal(written), "f") if isinstance(value, float) and "e" in written else written
