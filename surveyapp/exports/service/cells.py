"""One value as the text of one cell.

The formula guard: a spreadsheet runs a cell that begins with `= + - @`, a tab or a carriage return, and a respondent
can type one. Such text gets an apostrophe in front (CONVENTIONS); so do the full-width twins, which some spreadsheets
fold, and a line feed. Numbers of a number field are no formulas and stay numbers.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import orjson

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
SEPARATOR = "|"
UNREADABLE = "<unreadable>"
BOOLEAN_LABELS = {"yes": "Yes", "no": "No", "na": "N/A"}

_NUMERAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def guarded(text: str) -> str:
    """`text`, harmless for a spreadsheet."""
    return "'" + text if text and text[0] in FORMULA else text


def text(value: object) -> str:
    """A value of a text-like field; what is no text is shown as JSON."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else guarded(orjson.dumps(value).decode())


def number(value: object) -> str:
    """A number without exponent; anything else that found its way here is text."""
    if isinstance(value, float):
        plain = repr(value)
        return format(Decimal(plain), "f") if "e" in plain else plain
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and _NUMERAL.fullmatch(value):
        return value
    return text(value)


def moment(value: datetime | None) -> str:
    """RFC 3339 in UTC with Z."""
    return "" if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def choice(value: object, labels: Mapping[str, str]) -> str:
    """One chosen option; its label where `labels` has one."""
    return text(labels.get(value, value) if isinstance(value, str) else value)


def choices(value: object, labels: Mapping[str, str]) -> str:
    """Several chosen options in one cell, `|` between them."""
    if not isinstance(value, list):
        return choice(value, labels)
    return guarded(
        SEPARATOR.join(str(labels.get(each, each)) if isinstance(each, str) else str(each) for each in value)
    )


def is_chosen(value: object, option: str) -> str:
    """One option of several in a column of its own: 1, 0, or nothing where the question was not answered."""
    if value is None:
        return ""
    return "1" if value == option or (isinstance(value, list) and option in value) else "0"
