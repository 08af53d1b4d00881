"""What several choices are asked: `selected`, `count-selected`, `selected-at`."""

from __future__ import annotations

from surveyapp.formats.service.xlsform.xpath import comparing
from surveyapp.formats.service.xlsform.xpath.scope import Translation
from surveyapp.formats.service.xlsform.xpath.syntax import Call
from surveyapp.formats.service.xlsform.xpath.values import (
    ADDED,
    CHOICE,
    CHOICES,
    TEXT,
    Untranslatable,
    Value,
    always,
    as_text,
    called,
    compared,
    either,
    emptiness,
    first_of,
    joined,
    number,
    quoted,
)

MOST_PLACED = 25
"""Options among which the n-th chosen one can be looked for: the expression grows with their square."""


def selected(translation: Translation, node: Call) -> Value:
    where, what = (first_of(translation.of(each)) for each in node.arguments)
    if where.kind == CHOICES and what.constant is not None:
        wanted = what.constant.strip()
        return compared(where.text, "contains", quoted(wanted).text) if wanted in where.options else always(False)
    if where.kind == CHOICES:
        found = compared(where.text, "contains", as_text(what).text)
        return joined("or", found, joined("and", emptiness(where), emptiness(what)))
    if where.constant is not None and what.constant is not None:
        return always(what.constant.strip() in where.constant.split())
    if where.constant is not None:
        found = always(False)
        for each in where.constant.split():
            found = joined("or", found, comparing.equal(what, quoted(each)))
        return found
    if where.kind == CHOICE or what.constant is None:
        return comparing.equal(where, what)
    return compared(f"(' ' + {as_text(where).within(ADDED)} + ' ')", "contains", quoted(f" {what.constant} ").text)


def count_selected(translation: Translation, node: Call) -> Value:
    where = first_of(translation.of(node.arguments[0]))
    if where.kind == CHOICES:
        return called("len", where.text)
    if where.constant is not None:
        return number(str(len(where.constant.split())))
    if where.kind == CHOICE:
        return either(emptiness(where, filled=True), number("1"), number("0"))
    raise Untranslatable("only choices can be counted")


def selected_at(translation: Translation, node: Call) -> Value:
    """`selected-at(choices, n)`, from 0, in the order of the list: an option is it where n chosen ones stand before."""
    where, place = first_of(translation.of(node.arguments[0])), translation.number(node.arguments[1])
    if where.constant is not None and place.constant is not None:
        chosen = where.constant.split()
        return quoted(chosen[int(place.constant)] if place.constant in map(str, range(len(chosen))) else "")
    if where.kind == CHOICE:
        return either(compared(place.within(ADDED), "=", "0"), where, quoted(""))
    if where.kind != CHOICES or where.is_ranked or not 0 < len(where.options) <= MOST_PLACED:
        raise Untranslatable("the order of choosing is not kept")
    found = quoted("")
    for at in reversed(range(len(where.options))):
        option = quoted(where.options[at])
        is_it = joined("and", compared(where.text, "contains", option.text), _preceded(where, at, place))
        found = called("iif", is_it.text, option.text, found.text, kind=TEXT)
    return found


def _preceded(where: Value, at: int, place: Value) -> Value:
    """Whether so many of the options that stand before are chosen."""
    before = [f"iif({where.text} contains {quoted(each).text}, 1, 0)" for each in where.options[:at]]
    if not before:
        return compared(place.within(ADDED), "=", "0") if place.constant is None else always(place.constant == "0")
    return compared(f"sum({', '.join(before)})", "=", place.within(ADDED))
