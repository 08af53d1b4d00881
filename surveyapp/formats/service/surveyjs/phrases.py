"""Pieces of expressions in our language; each knows how tightly it binds, so that brackets stand only where needed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

LONGEST = 10_000

OR, AND, NOT, COMPARISON, SUM, PRODUCT, ATOM = range(7)


class Untranslatable(Exception):
    """A part of an expression that ours cannot say; the sentence says which and why."""


class Phrase(NamedTuple):
    """An expression of ours as text, and the loosest operator in it."""

    text: str
    binding: int = ATOM


TRUE, FALSE = Phrase("true"), Phrase("false")


def within(phrase: Phrase, least: int) -> str:
    """The text, in brackets where it binds more loosely than its surroundings ask."""
    return phrase.text if phrase.binding >= least else f"({phrase.text})"


def _made(written: str, binding: int = ATOM) -> Phrase:
    """Saying something twice inside something said twice grows without end; a person wrote no such expression."""
    if len(written) > LONGEST:
        raise Untranslatable(f"it would be longer than {LONGEST} characters here")
    return Phrase(written, binding)


def both(parts: Iterable[Phrase]) -> Phrase:
    """All of them hold."""
    return _joined(" and ", AND, parts, TRUE, FALSE)


def either(parts: Iterable[Phrase]) -> Phrase:
    """One of them holds."""
    return _joined(" or ", OR, parts, FALSE, TRUE)


def _joined(word: str, binding: int, parts: Iterable[Phrase], neutral: Phrase, final: Phrase) -> Phrase:
    kept = list(dict.fromkeys(part for part in parts if part != neutral))
    if final in kept:
        return final
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return _made(word.join(within(part, binding) for part in kept), binding)


def negated(part: Phrase) -> Phrase:
    """It does not hold."""
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return _made(f"not {within(part, ATOM)}", NOT)


def compared(left: Phrase, operator: str, right: Phrase) -> Phrase:
    """Two values under a comparator."""
    return _made(f"{within(left, SUM)} {operator} {within(right, SUM)}", COMPARISON)


def asked(part: Phrase, word: str) -> Phrase:
    """`empty` or `notempty`."""
    return _made(f"{within(part, SUM)} {word}", COMPARISON)


def added(left: Phrase, sign: str, right: Phrase) -> Phrase:
    """A sum or a difference, or two texts joined."""
    return _made(f"{within(left, SUM)} {sign} {within(right, PRODUCT)}", SUM)


def multiplied(left: Phrase, sign: str, right: Phrase) -> Phrase:
    """A product, a quotient or a remainder."""
    return _made(f"{within(left, PRODUCT)} {sign} {within(right, ATOM)}", PRODUCT)


def called(function: str, *parts: Phrase) -> Phrase:
    """A function of values."""
    return _made(f"{function}({', '.join(part.text for part in parts)})")


def name(field: str) -> Phrase:
    """A field's answer."""
    return Phrase(f"{{{field}}}")


def text(value: str) -> Phrase:
    """A quoted text."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return Phrase(f"'{escaped}'")


def number(value: int | Decimal) -> Phrase:
    """A number in plain decimals."""
    return Phrase(format(value, "f") if isinstance(value, Decimal) else str(value))


def listed(values: Iterable[str]) -> Phrase:
    """A list of quoted texts."""
    return _made(f"[{', '.join(text(value).text for value in values)}]")
