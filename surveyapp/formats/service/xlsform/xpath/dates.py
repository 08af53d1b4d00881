"""Dates: `format-date`, `decimal-date-time` and what else ODK adds to XPath for the calendar."""

from __future__ import annotations

import re
from dataclasses import replace

from surveyapp.formats.service.xlsform.xpath.scope import Translation
from surveyapp.formats.service.xlsform.xpath.syntax import Call, Constant
from surveyapp.formats.service.xlsform.xpath.values import (
    ADDED,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Untranslatable,
    Value,
    as_date,
    as_number,
    as_text,
    called,
    either,
    emptiness,
    quoted,
)

MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
DAYS = "SunMonTueWedThuFriSat"
SUNDAY = "'1899-12-31'"

_DIRECTIVE = re.compile(r"%([%a-zA-Z0-9])")
_OF_DATE = {
    "Y": "text(year({d}))",
    "y": "substr(text(year({d})), 2)",
    "m": "substr('0' + text(month({d})), -2)",
    "n": "text(month({d}))",
    "b": "substr('" + MONTHS + "', (month({d}) - 1) * 3, 3)",
    "d": "substr('0' + text(day({d})), -2)",
    "e": "text(day({d}))",
    "a": "substr('" + DAYS + "', days(" + SUNDAY + ", {d}) % 7 * 3, 3)",
}
_OF_TIME = {"H": 0, "M": 3, "S": 6}


def today(translation: Translation, node: Call) -> Value:
    """`today()`; `now()` as well, whose time of day our engine is never told."""
    return called("today", kind=DATE)


def date(translation: Translation, node: Call) -> Value:
    """`date(value)`; of a question that is blank it is blank too."""
    found = translation.of(node.arguments[0])
    return replace(as_date(found), is_node=found.is_node)


def decimal(translation: Translation, node: Call) -> Value:
    """Days since 1970; of a moment with the part of its day that has passed."""
    found = translation.of(node.arguments[0])
    return replace(as_number(found if found.kind == DATETIME else as_date(found)), is_node=False)


def formatted(translation: Translation, node: Call) -> Value:
    """`format-date(value, '%Y-%m-%d')`: every part by itself; nothing of a blank date."""
    moment, form = translation.of(node.arguments[0]), node.arguments[1]
    if not isinstance(form, Constant):
        raise Untranslatable("the format of a date must be written out")
    parts = []
    at = 0
    for found in _DIRECTIVE.finditer(form.text):
        parts += [quoted(form.text[at : found.start()]).text] if found.start() > at else []
        parts.append(_part(moment, found[1]))
        at = found.end()
    parts += [quoted(form.text[at:]).text] if at < len(form.text) else []
    written = Value(TEXT, " + ".join(("''", *parts)), ADDED)
    return either(emptiness(moment, filled=True), written, quoted(""))


def _part(moment: Value, directive: str) -> str:
    if directive in _OF_DATE and moment.kind != TIME:
        return _OF_DATE[directive].format(d=as_date(moment).text)
    if directive in _OF_TIME and moment.kind in (DATETIME, TIME):
        start = _OF_TIME[directive] + (11 if moment.kind == DATETIME else 0)
        return f"substr({as_text(moment).text}, {start}, 2)"
    raise Untranslatable(f'"%{directive}" of a {moment.kind} cannot be written')


def decimal_time(translation: Translation, node: Call) -> Value:
    """The part of the day that has passed."""
    moment = translation.of(node.arguments[0])
    if moment.kind != TIME:
        raise Untranslatable("decimal-time needs a time")
    text = as_text(moment).text
    seconds = (f"number(substr({text}, {at}, 2)) * {each}" for at, each in ((0, 3600), (3, 60)))
    return Value(NUMBER, f"({' + '.join(seconds)}) / 86400", ADDED)
