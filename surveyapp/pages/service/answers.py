"""What a form's text means for a field, and how a stored answer looks in a form.

A form knows only text and lists of text ("raw"); a ranking and a table are lists of choices that say where, see
`controls`. Whether a text is a number is for the engine to say: it gets what was typed, tidied the way people type
numbers, and what it refuses goes back into the box unchanged.
"""

import re
from collections.abc import Mapping
from operator import itemgetter

Raw = str | list[str]
Field = Mapping[str, object]

LISTS = ("checkbox", "multi_select", "ranking", "matrix")
NUMBERS = ("number", "rating")
_GROUPED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_DIGITS = {ord(digit): str(value % 10) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")} | {ord("٫"): "."}


def is_list(field: Field) -> bool:
    """Whether the answer is a list of options."""
    return field["field_type"] in LISTS


def nothing(field: Field) -> Raw:
    """The raw form of no answer."""
    return [] if is_list(field) else ""


def raw(field: Field, value: object) -> Raw:
    """A stored answer as the form shows it."""
    if field["field_type"] == "matrix":
        answered = value if isinstance(value, dict) else {}
        return [f"{at}.{answered[row]}" for at, row in enumerate(_rows(field)) if row in answered]
    if is_list(field):
        listed = [str(each) for each in value] if isinstance(value, list) else []
        ranked = field["field_type"] == "ranking"
        return [f"{place}.{each}" for place, each in enumerate(listed, 1)] if ranked else listed
    return "" if value is None else str(value)


def raws(fields: Mapping[str, Field], answers: Mapping[str, object]) -> dict[str, Raw]:
    """Every field's answer in raw form, those without one included."""
    return {name: raw(field, answers.get(name)) for name, field in fields.items()}


def typed(field: Field, given: Raw) -> object:
    """What the engine is asked to accept; None where nothing was given, which removes the answer."""
    if field["field_type"] == "matrix":
        rows = dict(enumerate(_rows(field)))
        return {rows[at]: value for at, value in map(parted, given) if at in rows} or None
    if is_list(field):
        return options(field, given) or None
    text = given if isinstance(given, str) else ""
    if field["field_type"] in NUMBERS:
        return _number(text) or None
    return text.replace("\r\n", "\n") if text.strip() else None


def options(field: Field, given: Raw) -> list[str]:
    """The values that were chosen, in the order of a ranking."""
    chosen = given if isinstance(given, list) else [given]
    if field["field_type"] == "ranking":
        return [value for _, value in sorted(map(parted, chosen), key=itemgetter(0))]
    return [parted(each)[1] for each in chosen] if field["field_type"] == "matrix" else list(chosen)


def parted(choice: str) -> tuple[int, str]:
    """The place or row that a choice is for, and its option."""
    place, _, value = choice.partition(".")
    return int(place) if place.isascii() and place.isdigit() and len(place) < 5 else -1, value


def _rows(field: Field) -> list[str]:
    config = field["config"]
    rows = config.get("rows") if isinstance(config, Mapping) else None
    return [row["value"] for row in rows or ()]


def same(one: Raw, other: Raw) -> bool:
    """Whether two raw values are one answer: the order of ticks and the kind of line end do not count."""
    if isinstance(one, list) or isinstance(other, list):
        return set(one) == set(other)
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def _number(text: str) -> str:
    """`1 234,5` and `١٢` as the engine reads them; anything doubtful, such as `1,234.5`, is left for it to refuse."""
    tidy = text.strip().translate(_DIGITS).replace("\u2212", "-")
    if _GROUPED.fullmatch(tidy):
        tidy = re.sub(r"[ \u00a0\u202f']", "", tidy)
    return tidy.replace(",", ".") if _COMMA.fullmatch(tidy) else tidy
