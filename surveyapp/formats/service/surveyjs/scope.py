"""What the names in SurveyJS's expressions mean: questions, rows and panels of repeats, calculated values.

A name may itself hold dots and brackets, so the longest question that begins it wins and the rest is a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.nodes import Scalar
from surveyapp.formats.service.surveyjs.phrases import Untranslatable
from surveyapp.formats.service.surveyjs.values import (
    EMPTY,
    MANY,
    NOTHING,
    OBJECT,
    ONE,
    TEXT,
    Value,
    constant,
    measured,
)

Find = Callable[[], Value]

_INSIDE = ("panel.", "row.")
_BESIDE = re.compile(r"(prev|next)(?:Panel|Row)(\d*)\.(.+)", re.DOTALL)
_NESTED = re.compile(r"([^.\[]+)\.([^.]+)\.(.+)", re.DOTALL)
_AT = re.compile(r"\[(-?\d+)\]\.(.+)", re.DOTALL)
_PLACES = {"panelIndex": -1, "visiblePanelIndex": -1, "rowIndex": 0, "visibleRowIndex": 0}


@dataclass(slots=True)
class Repeat:
    """A repeating panel or matrix: our section's name, and its questions by their source names. `answered` are the
    fields that take answers, `start` how many instances there are before anybody answers, `chosen_as` what an instance
    calls the choice that made it.
    """

    name: str
    keyed: bool = False
    keys: tuple[str, ...] = ()
    members: dict[str, Find] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    start: int = 0
    chosen_as: str = ""

    def member(self, name: str) -> Value:
        """The answer to one of its questions, or to a part of one; to SurveyJS an unknown one is merely empty."""
        if name in self.members:
            return self.members[name]()
        if name == self.chosen_as:
            return Value(TEXT, phrases.Phrase("{.item}"))
        within = _NESTED.sub(r"\1[\2].\3", name)
        if within in self.members:
            return self.members[within]()
        table, _, row = name.rpartition(".")
        found = self.members[table]() if table in self.members else EMPTY
        return _cell(found, row) if found.kind == OBJECT and found.options else EMPTY

    @property
    def value(self) -> Value:
        """All of its answers, of which can be asked whether there are any."""
        return Value(OBJECT, phrases.name(self.name), filled=self._filled)

    @property
    def _filled(self) -> phrases.Phrase:
        if not self.keyed and not self.start:
            return phrases.asked(phrases.name(self.name), "notempty")
        return self.some if self.keyed else phrases.either((self.some, self.more))

    @property
    def some(self) -> phrases.Phrase:
        """Whether anything is answered in any instance."""
        lists = (phrases.called("values", phrases.name(each)) for each in self.answered)
        return phrases.either(phrases.asked(each, "notempty") for each in lists)

    @property
    def count(self) -> phrases.Phrase:
        """How many instances there are."""
        return phrases.called("count", phrases.name(self.name))

    @property
    def more(self) -> phrases.Phrase:
        """Whether there are more instances than before anybody answered."""
        return phrases.compared(self.count, ">", phrases.Phrase(str(self.start)))


@dataclass(slots=True)
class Names:
    """Everything that a survey's expressions may name, found out when it is asked for: what an expression gives decides
    the type of the question that shows it. `rows` are the options of each row of a plain matrix.
    """

    values: dict[str, Find] = field(default_factory=dict)
    repeats: dict[str, Repeat] = field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Mapping[str, str]] = field(default_factory=dict)
    filtered: Callable[[Repeat, str, str], Value] = lambda repeat, name, source: EMPTY

    def base(self, path: str) -> tuple[str, str]:
        """The longest known name that begins a path, and the rest of it; two empty texts when there is none."""
        for at in range(len(path) - 1, 0, -1):
            if path[at] in ".[" and (path[:at] in self.values or path[:at] in self.repeats):
                return path[:at], path[at:]
        return "", ""

    def in_any_case(self, path: str) -> str:
        """The path with the name that begins it as its question spells it, in whatever case; empty when none does."""
        known = {name.lower(): name for name in (*self.repeats, *self.values)}
        ends = (at for at in range(len(path), 0, -1) if path[at : at + 1] in ("", ".", "["))
        return next((known[path[:at].lower()] + path[at:] for at in ends if path[:at].lower() in known), "")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: inside which repeat, on behalf of which question or item of a choice."""

    names: Names
    repeat: Repeat | None = None
    item: Scalar = None
    own: Value | None = None
    unknown: Callable[[str], None] = lambda name: None

    def beside(self, item: Scalar) -> Scope:
        """The same place, `{item}` being this value."""
        return replace(self, item=item)

    def value(self, name: str) -> Value:
        """What a name stands for. Raises Untranslatable."""
        for find in (self._special, self._inside, self._plain, self._path):
            found = find(name)
            if found is not None:
                return found
        if name.startswith("$"):
            raise Untranslatable(f"{{{name}}} reads a property of a question")
        if (known := self.names.in_any_case(name)) not in ("", name):
            return self.value(known)
        self.unknown(name)
        return EMPTY

    def _special(self, name: str) -> Value | None:
        if name in ("item", "choice") and self.item is not None:
            return constant(self.item)
        if name == "self" and self.own is not None:
            return self.own
        if self.repeat is None:
            return None
        if name in _PLACES:
            number, shift = phrases.Phrase("{.number}"), _PLACES[name]
            return measured(phrases.added(number, "-", phrases.Phrase("1")) if shift else number)
        if name in ("rowName", "rowValue", "row.rowName", "item") and self.repeat.keyed:
            return Value(TEXT, phrases.Phrase("{.item}"))
        return None

    def _inside(self, name: str) -> Value | None:
        if self.repeat is None:
            return None
        for prefix in _INSIDE:
            if name.startswith(prefix):
                return self.repeat.member(name[len(prefix) :])
        if beside := _BESIDE.fullmatch(name):
            sign, far = "-" if beside[1] == "prev" else "+", phrases.Phrase(beside[2] or "1")
            return _at(self.repeat.member(beside[3]), phrases.added(phrases.Phrase("{.number}"), sign, far))
        return None

    def _plain(self, name: str) -> Value | None:
        if name in self.names.values:
            return self.names.values[name]()
        return self.names.repeats[name].value if name in self.names.repeats else None

    def _path(self, name: str) -> Value | None:
        base, rest = self.names.base(name)
        if base in self.names.repeats:
            return _in_repeat(self.names.repeats[base], rest)
        if base in self.names.rows:
            return _cell(self.names.values[base](), rest[1:])
        if base and rest == ".length" and self.names.values[base]().kind in (MANY, TEXT):
            return measured(phrases.called("len", self.names.values[base]().phrase))
        if base:
            raise Untranslatable(f"{{{name}}} reads a part of an answer")
        return None


def _cell(table: Value, row: str) -> Value:
    """What a plain matrix answers in a row."""
    return Value(ONE, phrases.called("cell", table.phrase, phrases.text(row)), options=table.options)


def _in_repeat(repeat: Repeat, rest: str) -> Value:
    """`panel.length`, `panel[0].question`, `matrix.row.column`."""
    if rest == ".length":
        return _length(repeat)
    numbered = _AT.fullmatch(rest)
    if numbered and repeat.chosen_as:
        raise Untranslatable("instances go by what was chosen, not by numbers")
    if numbered and not repeat.keyed:
        at = int(numbered[1])
        place = phrases.Phrase(str(at + 1)) if at >= 0 else _from_the_end(repeat, at)
        return _at(repeat.member(numbered[2]), place)
    for key in repeat.keys:
        if rest.startswith(f".{key}."):
            return _at(repeat.member(rest[len(key) + 2 :]), phrases.text(key))
    return EMPTY


def _length(repeat: Repeat) -> Value:
    """How many instances were answered. What nobody answered has no length to SurveyJS, nor have rows with names."""
    if repeat.keyed:
        return measured(repeat.count) if repeat.chosen_as else EMPTY
    given = repeat.value.filled
    return measured(
        phrases.called("iif", given, repeat.count, EMPTY.phrase) if repeat.start and given else repeat.count
    )


def _from_the_end(repeat: Repeat, at: int) -> phrases.Phrase:
    return repeat.count if at == -1 else phrases.added(repeat.count, "-", phrases.Phrase(str(-at - 1)))


def _at(member: Value, place: phrases.Phrase) -> Value:
    """A member's value in one instance."""
    if member.kind == NOTHING:
        return EMPTY
    if member.kind == OBJECT:
        raise Untranslatable(f"one instance of {member.phrase.text}")
    return replace(member, phrase=phrases.called("at", member.phrase, place))
