"""Patterns that cannot be slow: a subset of regular expressions as an automaton, run in one pass over the text.

Python's `re` backtracks: `(a+)+b` against forty a's takes longer than a server lives. Here a pattern becomes its
Glushkov automaton, one position for each character it may consume, and a text is read once while the set of positions
it may have reached is carried along as the bits of an integer. The work is bounded by positions times characters, and
both are bounded. The automaton is plain data, so the browser runs the very same one.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from surveyapp.logic.issues import Refused
from surveyapp.logic.patterns.reading import Class, Parsed, parse_pattern

MOST_POSITIONS = 400
MOST_WORK = 10 * MOST_POSITIONS
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """An automaton: what each position consumes (code points as `low, high, low, high ...`), where reading may begin,
    which positions may follow each, where it may end, and whether the empty text matches."""

    source: str
    classes: tuple[Class, ...]
    first: int
    follow: tuple[int, ...]
    last: int
    empty: bool

    def matches(self, text: str) -> bool:
        """Whether the whole text matches; never for a text beyond the limit."""
        if not text or len(text) > LONGEST_TEXT:
            return self.empty and not text
        taking: dict[str, int] = {}
        following: dict[int, int] = {}
        reachable, reached = self.first, 0
        for character in text:
            if character not in taking:
                taking[character] = self._takers(ord(character))
            reached = reachable & taking[character]
            if not reached:
                return False
            if reached not in following:
                following[reached] = _union(self.follow, reached)
            reachable = following[reached]
        return bool(reached & self.last)

    def _takers(self, point: int) -> int:
        """The positions that consume a code point."""
        return sum(1 << at for at, taken in enumerate(self.classes) if bisect_right(taken, point) % 2)

    def to_json(self) -> dict[str, object]:
        """The automaton for the browser; sets as lists of positions, upper ends of ranges excluded."""
        return {
            "classes": [list(taken) for taken in self.classes],
            "first": _positions(self.first),
            "follow": [_positions(mask) for mask in self.follow],
            "last": _positions(self.last),
            "empty": self.empty,
        }


def pattern(source: str) -> Pattern:
    """The automaton of a pattern; raises `Refused` where it is not supported or too large."""
    return _Builder().pattern(source)


class _Fragment(NamedTuple):
    """A part under construction: whether it may be skipped, where it begins and ends."""

    empty: bool
    first: int
    last: int


_NOTHING = _Fragment(True, 0, 0)


class _Builder:
    """Positions and what follows them, growing as the parsed pattern is walked; its depth is bounded by the parser."""

    def __init__(self) -> None:
        self.classes: list[Class] = []
        self.follow: list[int] = []
        self.work = 0

    def pattern(self, source: str) -> Pattern:
        whole = self._built(parse_pattern(source))
        return Pattern(source, tuple(self.classes), whole.first, tuple(self.follow), whole.last, whole.empty)

    def _built(self, parsed: Parsed) -> _Fragment:
        self.work += 1
        if self.work > MOST_WORK:
            raise Refused("bad_pattern", "The pattern is too large: its repetitions multiply.")
        if parsed.kind == "take":
            return self._position(parsed.taken)
        if parsed.kind == "either":
            return _either([self._built(part) for part in parsed.parts])
        if parsed.kind == "repeat":
            return self._repeated(parsed)
        return self._sequence(self._built(part) for part in parsed.parts)

    def _position(self, taken: Class) -> _Fragment:
        if len(self.classes) == MOST_POSITIONS:
            raise Refused("bad_pattern", f"The pattern is too large: more than {MOST_POSITIONS} positions.")
        self.classes.append(taken)
        self.follow.append(0)
        bit = 1 << (len(self.classes) - 1)
        return _Fragment(False, bit, bit)

    def _sequence(self, fragments: Iterable[_Fragment]) -> _Fragment:
        whole = _NOTHING
        for part in fragments:
            self._link(whole.last, part.first)
            first = whole.first | part.first if whole.empty else whole.first
            last = whole.last | part.last if part.empty else part.last
            whole = _Fragment(whole.empty and part.empty, first, last)
        return whole

    def _repeated(self, parsed: Parsed) -> _Fragment:
        """`x{2,4}` is written out as `x x x? x?`, `x{2,}` as `x x+`."""
        inner, least, most = parsed.parts[0], parsed.least, parsed.most
        copies = [self._built(inner) for _ in range(max(least, 1) if most is None else most)]
        if most is None:
            self._link(copies[-1].last, copies[-1].first)
        return self._sequence(
            copy if at < least else _Fragment(True, copy.first, copy.last) for at, copy in enumerate(copies)
        )

    def _link(self, lasts: int, firsts: int) -> None:
        for at in _positions(lasts):
            self.follow[at] |= firsts


def _either(fragments: list[_Fragment]) -> _Fragment:
    first = last = 0
    for fragment in fragments:
        first, last = first | fragment.first, last | fragment.last
    return _Fragment(any(fragment.empty for fragment in fragments), first, last)


def _union(masks: tuple[int, ...], members: int) -> int:
    union = 0
    while members:
        lowest = members & -members
        union |= masks[lowest.bit_length() - 1]
        members ^= lowest
    return union


def _positions(mask: int) -> list[int]:
    return [at for at in range(mask.bit_length()) if mask >> at & 1]
