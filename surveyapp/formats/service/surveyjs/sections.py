"""Sections on their way, and what stands around the elements of a document while it is walked through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from surveyapp.formats.service.surveyjs.objects import Json, Part
from surveyapp.formats.service.surveyjs.questions import Condition, Question
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.standing import rows_at_first

MOST_INSTANCES = 200
MOST_PANELS = 100
WHICH = ("templateVisibleIf", "rowsVisibleIf")
UNANSWERED = ("expression", "html", "image")


@dataclass(frozen=True, slots=True)
class Heading:
    """A page or titled panel: what its section is called, and what shows or hides it."""

    part: Part
    name: str
    conditions: tuple[Condition, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class Section:
    """A section on its way."""

    heading: Heading
    has: Json
    repeat: Repeat | None = None
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """What an element stands in: its heading, the panels without a title, the repeat if there is one, and the row or
    panel of a repeat inside that.
    """

    heading: Heading
    conditions: tuple[Condition, ...] = ()
    hidden: bool = False
    repeat: Repeat | None = None
    path: str = ""
    section: Section | None = None
    nested: str = ""

    def inside(self, part: Part) -> Around:
        """The same within one more container."""
        return replace(self, conditions=(*self.conditions, *conditions(part)), hidden=self.hidden or is_hidden(part))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many instances an open repeat may have, and has before anybody answers."""

    least: int
    most: int
    start: int

    @property
    def has(self) -> Json:
        """As a section of ours holds them."""
        return {"min": self.least, "max": self.most, "start": self.start}


def counts(element: Part, kind: str) -> Counts:
    """Those of a panel or of a matrix to which rows are added; where nobody may add or remove any, those at first."""
    word, usual, top = ("Panel", 0, MOST_PANELS) if kind == "paneldynamic" else ("Row", 2, MOST_INSTANCES)
    least = element.whole(f"min{word}Count", 0, MOST_INSTANCES)
    most = max(least, element.whole(f"max{word}Count", top, MOST_INSTANCES), 1)
    begun = rows_at_first(element) or element.whole(f"{word.lower()}Count", usual, MOST_INSTANCES)
    start = min(max(begun, least), most)
    if start and _is_fixed(element, f"allowRemove{word}"):
        least = start
    if start and _is_fixed(element, f"allowAdd{word}"):
        most = start
    return Counts(least, most, start)


def _is_fixed(element: Part, key: str) -> bool:
    return element.has.get(key, element.has.get(f"{key}s")) is False


def conditions(part: Part) -> Iterator[Condition]:
    """What shows a part, if anything does."""
    if source := part.text("visibleIf"):
        yield Condition(source, part.at("visibleIf"))


def is_hidden(part: Part) -> bool:
    """Whether it never shows: what has a condition follows that."""
    return part.has.get("visible") is False and not part.text("visibleIf")


def section_members(section: Section) -> dict[str, str]:
    """The questions of a section by the last part of their path, and what they are called here."""
    return {question.path.rpartition("[].")[2]: question.name for question in section.questions}


def blank_field(name: str) -> Json:
    nothing = dict.fromkeys(("help", "required_if", "visible_if", "calculate", "default", "constraint"))
    return {
        "name": name,
        "label": name,
        "field_type": "text",
        "is_required": False,
        **nothing,
        "config": {},
        "options": [],
    }
