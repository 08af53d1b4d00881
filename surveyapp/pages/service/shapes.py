"""What templates write down: shapes only, made by `screens`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveyapp.pages.service.answers import Raw
from surveyapp.pages.service.controls import Choice, Row
from surveyapp.pages.service.instances import Instance, mark

Part = Mapping[str, Any]

LINE, BESIDE = 84, 8
"""Letters that a line of the page takes, and what a button and the space around it take of them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field as it is asked. `guided` says that its guidance comes and goes with the answer."""

    name: str
    label: str
    help: str | None
    control: str
    required: bool
    visible: bool
    value: Raw = field(repr=False)
    choices: Sequence[Choice] = field(repr=False)
    rows: Sequence[Row] = field(repr=False)
    marker: str
    placeholder: str = ""
    config: Part = field(default_factory=dict)
    error: str | None = None
    conflict: str | None = None
    guidance: str | None = None
    guided: bool = False
    filled: bool = False

    @property
    def id(self) -> str:
        """What the ids of its elements end with."""
        return mark(self.name)

    @property
    def is_one_line(self) -> bool:
        """Whether the choices of one answer stand beside each other, all as wide as the longest (`offering.js`)."""
        longest = max((len(choice.label) for choice in self.choices), default=LINE)
        return self.control == "radio" and len(self.choices) * (longest + BESIDE) <= LINE

    @property
    def inputmode(self) -> str | None:
        """The phone's keyboard for a number; iOS has no minus on either, so numbers below zero keep the full one."""
        if self.control != "number" or float(self.config.get("min_value") or 0) < 0:
            return None
        return "numeric" if self.config.get("decimal_places") == 0 else "decimal"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors."""

    label: str
    message: str
    href: str


@dataclass(frozen=True, slots=True)
class Read:
    """One line of the review: a question, its answer, where to change it."""

    label: str
    answer: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of a section, or of one of its instances with the name that it has on the page; `is_open` says that
    respondents may take it away."""

    questions: Sequence[Question]
    legend: str = ""
    instance: Instance | None = None
    is_open: bool = False

    @property
    def id(self) -> str:
        """Where the page can be led to."""
        return mark(self.instance.name) if self.instance else ""
