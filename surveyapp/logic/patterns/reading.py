"""The text of a pattern to its structure. What would need backtracking, or mean different things to different engines,
is refused by name instead of being half understood."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from surveyapp.logic.issues import Refused, quoted

Class = tuple[int, ...]

DEEPEST = 50
MOST_REPEATS = 400
BEYOND = 0x110000

_COUNT = re.compile(r"\{(\d{1,4})(,(\d{1,4})?)?\}", re.ASCII)
_ESCAPES = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_SETS: dict[str, tuple[tuple[int, int], ...]] = {
    "d": ((48, 58),),
    "w": ((48, 58), (65, 91), (95, 96), (97, 123)),
    "s": ((9, 14), (32, 33)),
}
_LINE_ENDS = ((10, 11), (13, 14), (0x2028, 0x202A))


class Parsed(NamedTuple):
    """A part of a pattern: `take` one character of a class, `each` part in turn, `either` part, `repeat` the part from
    `least` to `most` times (None is for ever)."""

    kind: str
    parts: tuple["Parsed", ...] = ()
    taken: Class = ()
    least: int = 0
    most: int | None = None


def parse_pattern(source: str) -> Parsed:
    """The structure of a pattern that must match a whole text; raises `Refused` naming the place."""
    return _Reader(source).whole()


def ranges(pairs: Iterable[tuple[int, int]], negated: bool = False) -> Class:
    """Sorted, merged `low, high, low, high ...`, upper ends excluded."""
    merged: list[int] = []
    for low, high in sorted(pairs):
        if merged and low <= merged[-1]:
            merged[-1] = max(merged[-1], high)
        else:
            merged += (low, high)
    if not negated:
        return tuple(merged)
    turned = [0, *merged, BEYOND]
    return tuple(turned[2:] if turned[:2] == [0, 0] else turned)


class _Reader:
    """A place in the pattern that moves on."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0

    def whole(self) -> Parsed:
        if self._ahead() == "^":
            self.at += 1
        found = self._either()
        if self.source[self.at : self.at + 1] == "$" and self.at + 1 == len(self.source):
            self.at += 1
        if self.at < len(self.source):
            raise self._refused(f"{quoted(self._ahead())} has no place here")
        return found

    def _ahead(self) -> str:
        return self.source[self.at : self.at + 1]

    def _take(self) -> str:
        if self.at >= len(self.source):
            raise self._refused("it ends too early")
        self.at += 1
        return self.source[self.at - 1]

    def _refused(self, why: str) -> Refused:
        return Refused("bad_pattern", f"The pattern is not supported at its character {self.at + 1}: {why}.")

    def _either(self) -> Parsed:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._refused("it is nested too deep")
        branches = [self._each()]
        while self._ahead() == "|":
            self.at += 1
            branches.append(self._each())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Parsed("either", tuple(branches))

    def _each(self) -> Parsed:
        parts = []
        while self._ahead() not in ("", "|", ")") and not (self._ahead() == "$" and self.at + 1 == len(self.source)):
            parts.append(self._repeated(self._one()))
        return Parsed("each", tuple(parts))

    def _repeated(self, part: Parsed) -> Parsed:
        bounds = self._bounds()
        if bounds is None:
            return part
        if self._ahead() == "?":
            self.at += 1
        elif self._ahead() in ("*", "+"):
            raise self._refused("a repetition cannot be repeated")
        return Parsed("repeat", (part,), least=bounds[0], most=bounds[1])

    def _bounds(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self._ahead() in simple:
            return simple[self._take()]
        found = _COUNT.match(self.source, self.at)
        if not found:
            return None
        least = int(found[1])
        most = least if found[2] is None else int(found[3]) if found[3] else None
        if least > MOST_REPEATS or (most is not None and not least <= most <= MOST_REPEATS):
            raise self._refused(f"a repetition counts upwards and to {MOST_REPEATS} at most")
        self.at = found.end()
        return least, most

    def _one(self) -> Parsed:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return Parsed("take", taken=self._listed())
        if character == ".":
            return Parsed("take", taken=ranges(_LINE_ENDS, negated=True))
        if character == "\\":
            return Parsed("take", taken=ranges(self._escape()))
        if character in "*+?{}]^$":
            self.at -= 1
            raise self._refused(f"{quoted(character)} stands for itself only after a backslash")
        return Parsed("take", taken=ranges([(ord(character), ord(character) + 1)]))

    def _group(self) -> Parsed:
        if self._ahead() == "?":
            if self.source[self.at : self.at + 2] != "?:":
                raise self._refused("look-around, names and flags are not known")
            self.at += 2
        inner = self._either()
        if self._ahead() != ")":
            raise self._refused("a bracket is never closed")
        self.at += 1
        return inner

    def _escape(self) -> tuple[tuple[int, int], ...]:
        """The code points of an escape; the backslash is behind us."""
        character = self._take()
        if character.lower() in _SETS:
            return _SETS[character.lower()] if character.islower() else _pairs(ranges(_SETS[character.lower()], True))
        if character == "u":
            return self._code_point()
        if character.isalnum() and character not in _ESCAPES:
            self.at -= 1
            raise self._refused(f"the escape {quoted(character)} is not known")
        point = _ESCAPES.get(character, ord(character))
        return ((point, point + 1),)

    def _code_point(self) -> tuple[tuple[int, int], ...]:
        digits = self.source[self.at : self.at + 4]
        if not re.fullmatch("[0-9A-Fa-f]{4}", digits):
            raise self._refused("four hexadecimal digits must follow")
        self.at += 4
        return ((int(digits, 16), int(digits, 16) + 1),)

    def _listed(self) -> Class:
        negated = self._ahead() == "^"
        self.at += negated
        pairs: list[tuple[int, int]] = []
        while self._ahead() != "]":
            low = self._member()
            if self._ahead() == "-" and self.source[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self._member()
                if len(low) > 1 or len(high) > 1 or low[0][0] > high[0][0]:
                    raise self._refused("a range goes from one character up to another")
                low = ((low[0][0], high[0][1]),)
            pairs += low
        self.at += 1
        if not pairs:
            raise self._refused("an empty class matches nothing")
        return ranges(pairs, negated)

    def _member(self) -> tuple[tuple[int, int], ...]:
        character = self._take()
        if character == "\\":
            return self._escape()
        return ((ord(character), ord(character) + 1),)


def _pairs(taken: Class) -> tuple[tuple[int, int], ...]:
    return tuple(zip(taken[::2], taken[1::2], strict=True))
