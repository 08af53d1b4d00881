"""What a form's text means for a field, and how a stored answer looks in a form.

A form knows only text and lists of text ("raw"). Whether a text is a number is for the engine to say: it gets what was
typed, tidied the way people type numbers, and what it refuses goes back into the box unchanged.
"""

import re
from collections.abc import Mapping

Raw = str | list[str]
Field = Mapping[str, object]

LISTS = ("checkbox", "multi_select")
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
    if is_list(field):
        return [str(each) for each in value] if isinstance(value, list) else []
    return "" if value is None else str(value)


def raws(fields: Mapping[str, Field], answers: Mapping[str, object]) -> dict[str, Raw]:
    """Every field's answer in raw form, those without one included."""
    return {name: raw(field, answers.get(name)) for name, field in fields.items()}


def typed(field: Field, given: Raw) -> object:
    """What the engine is asked to accept; None where nothing was given, which removes the answer."""
    if is_list(field):
        return list(given) or None
    text = given if isinstance(given, str) else ""
    if field["field_type"] == "number":
        return _number(text) or None
    return text.replace("\r\n", "\n") if text.strip() else None


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
