"""What repeats inside a repeat: our repeats do not, so each of its rows or panels is asked as fields of the instance.

Rows with names are all there; of rows and panels that respondents would add, as many as there are at first, but one.
In their expressions `{row.x}` becomes `{panel.matrix[row].x}`, as if somebody had written each time out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.formats.service.surveyjs.choices import labelled
from surveyapp.formats.service.surveyjs.members import PANELS, REPEATING
from surveyapp.formats.service.surveyjs.objects import Json, Part
from surveyapp.formats.service.surveyjs.questions import Condition
from surveyapp.formats.service.surveyjs.wording import Wording

MOST_TIMES = 20
MOST_CELLS = 200
FIXED = "matrixdropdown"
EXPRESSIONS = ("expression", "visibleIf", "requiredIf", "defaultValueExpression", "setValueExpression")
TOTALS = ("sum", "count", "min", "max", "avg")
CHOSEN = ("dropdown", "radiogroup", "checkbox", "tagbox")
_INNER = re.compile(r"\{(panel|row)\.")
_OUTER = re.compile(r"\{parentPanel\.")
_NUMBERS = re.compile(r"\{(panelIndex|visiblePanelIndex|rowIndex|visibleRowIndex)\}")
_KEYS = re.compile(r"\{(rowName|rowValue)\}")
_ITEM = re.compile(r"\{item\}")


@dataclass(frozen=True, slots=True)
class Time:
    """One row or panel: its key (a number where it has no name), what it is called, what shows it, what it asks."""

    key: str
    label: str
    shown: tuple[Condition, ...]
    members: tuple[Part, ...]


def times(element: Part, kind: str, words: Wording) -> Iterator[Time]:
    """Every row or panel of a nested repeat, as far as there are not too many."""
    keyed = [(key, label, item) for key, label, _, item in labelled(element, "rows", words)] if kind == FIXED else []
    bare = Part({}, element.place, element.report)
    rows = keyed or [(str(at), f"{at + 1}", bare) for at in range(_count(element, kind))]
    for at, (key, label, item) in enumerate(rows[:MOST_TIMES]):
        said = _Said(element.text("name"), kind, key, at)
        members = (Part(said.of(part.has), part.place, part.report) for part in members_of(element, kind))
        yield Time(key, label, tuple(_shown(element, item, said)), tuple(members))


def _shown(element: Part, row: Part, said: _Said) -> Iterator[Condition]:
    """What shows one row or panel, of all of them and of its own."""
    for part, member in ((element, "rowsVisibleIf"), (element, "templateVisibleIf"), (row, "visibleIf")):
        if source := part.text(member):
            yield Condition(_ITEM.sub(said.quoted, said.of(source)), part.at(member))


def is_too_large(found: tuple[Time, ...]) -> bool:
    """Whether nobody would want to be asked all of it."""
    return sum(len(each.members) for each in found) > MOST_CELLS


def members_of(element: Part, kind: str) -> Iterator[Part]:
    """The questions of a repeat: a panel's own, a matrix's columns and what unfolds below a row."""
    if kind == "paneldynamic":
        yield from element.parts("templateElements")
        return
    totals = dict(_totals(element))
    for column in element.parts("columns"):
        cell = _cell(element, column)
        yield Part(_spelled_out(cell.has, totals), cell.place, cell.report)
    if element.text("detailPanelMode") not in ("", "none"):
        yield from element.parts("detailElements")


def total(matrix: str, column: Part) -> tuple[str, str]:
    """A column's total as an expression of SurveyJS, and the member that says it; empty where it has none."""
    if source := column.text("totalExpression"):
        return source, "totalExpression"
    kind = column.text("totalType")
    return (f"{kind}InArray({{{matrix}}}, '{column.text('name')}')" if kind in TOTALS else ""), "totalType"


def _totals(matrix: Part) -> Iterator[tuple[str, str]]:
    """What rows call the totals of their columns, each with what works it out."""
    name = matrix.text("name")
    for column in matrix.parts("columns"):
        if said := total(name, column)[0]:
            for called in ("totalRow", f"{name}-total"):
                yield f"{{{called}.{column.text('name')}}}", f"({said})"


def _spelled_out(has: Json, totals: Mapping[str, str]) -> Json:
    """The expressions of a cell with the totals that they read worked out in them."""
    return {key: _worked_out(each, totals) if key in EXPRESSIONS else each for key, each in has.items()}


def _worked_out(said: Any, totals: Mapping[str, str]) -> Any:
    for called, source in totals.items():
        said = said.replace(called, source) if isinstance(said, str) else said
    return said


def _cell(matrix: Part, column: Part) -> Part:
    """A column as a question of the type of its cells."""
    kind = column.text("cellType") or matrix.text("cellType") or "dropdown"
    kind = "dropdown" if kind == "default" else kind
    has = {**column.has, "type": kind}
    if kind in CHOSEN and not has.get("choices"):
        has["choices"] = matrix.has.get("choices")
    return Part(has, column.place, column.report)


def _count(element: Part, kind: str) -> int:
    word, usual = ("Panel", 0) if kind == "paneldynamic" else ("Row", 2)
    least = element.whole(f"min{word}Count", 0, MOST_TIMES)
    return max(element.whole(f"{word.lower()}Count", usual, MOST_TIMES), least, 1)


@dataclass(frozen=True, slots=True)
class _Said:
    """Whatever is said inside, as it is said from the instance around it."""

    name: str
    kind: str
    key: str
    at: int

    def of(self, value: Any) -> Any:
        """A member of the document, all below it included."""
        if isinstance(value, dict):
            return {key: self.of(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, said: str) -> str:
        word = "panel" if self.kind == "paneldynamic" else "row"
        place = f"{{panel.{self.name}[{self.key}]."
        said = _INNER.sub(lambda found: place if found[1] == word else found[0], said)
        number = self.at if self.kind == "paneldynamic" else self.at + 1
        said = _NUMBERS.sub(str(number), _OUTER.sub("{panel.", said))
        return _KEYS.sub(self.quoted, said) if self.kind == FIXED else said

    @property
    def quoted(self) -> str:
        """The name of the row as a text, for expressions; one that cannot be quoted there is none."""
        return "''" if "'" in self.key or "\\" in self.key else f"'{self.key}'"


def heading(element: Part) -> Part:
    """A note before the rows or panels, with the title of all of them."""
    title = element.has.get("title") or element.text("name")
    has = {"type": "html", "html": title, "name": element.text("name"), "visibleIf": element.has.get("visibleIf")}
    return Part({**has, "visible": element.has.get("visible")}, element.place, element.report)


def labelled_as(member: Part, label: str, words: Wording) -> Part:
    """The question of one row or panel, which says of which."""
    if member.text("type") in (*PANELS, *REPEATING):
        return member
    title = words.say(member, "title", "label") or member.text("name")
    return Part({**member.has, "title": f"{label}: {title}"}, member.place, member.report)
