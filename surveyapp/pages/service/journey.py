"""The way through a survey: the sections that show, in the order of the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.state import State
from surveyapp.pages.service.instances import home_of

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Journey:
    """The sections of a survey and which of them have something to show right now."""

    sections: Sequence[Mapping[str, Any]]
    open: tuple[str, ...]

    @classmethod
    def of(cls, document: Document, state: State) -> "Journey":
        """A section in which nothing shows is passed over: an empty page would puzzle. One that may grow is not."""
        fields = frozenset(name.rpartition("].")[2] for name in state.visible_fields)
        shown = frozenset(state.visible_sections)
        sections = [section for section in document["sections"] if section["name"] in shown]
        growing = {name for name, repeated in state.repeats.items() if repeated.can_add}
        seen = {s["name"]: {part["name"] for part in s["fields"] if is_displayed(part)} for s in sections}
        filled = [name for name, own in seen.items() if (own and name in growing) or not fields.isdisjoint(own)]
        return cls(document["sections"], tuple(filled))

    def nearest(self, name: str | None) -> str | None:
        """The section asked for, or else the next open one after it, or the first; None when nothing shows at all."""
        if name in self.open:
            return name
        return self.after(name) or (self.open[0] if self.open else None)

    def after(self, name: str | None) -> str | None:
        """The next open section, also after one that has closed meanwhile."""
        place = self._place(name)
        return next((each for each in self.open if self._place(each) > place), None) if place >= 0 else None

    def before(self, name: str) -> str | None:
        """The open section before."""
        place = self._place(name)
        return next((each for each in reversed(self.open) if self._place(each) < place), None)

    def ends_with(self, name: str) -> bool:
        """Whether nothing can follow a section. One that does not show yet may still be opened by an answer."""
        return self.after(name) is None and self._place(name) == len(self.sections) - 1

    def number(self, name: str) -> int:
        """The place of a section among the open ones, from 1."""
        return self.open.index(name) + 1 if name in self.open else 1

    def section(self, name: str) -> Mapping[str, Any]:
        """A section's part of the document."""
        return next(section for section in self.sections if section["name"] == name)

    def holding(self, field: str) -> str | None:
        """The section of a field, or of a repeat."""
        home = home_of(field)
        return next((s["name"] for s in self.sections if home in _homes(s)), None)

    def _place(self, name: str | None) -> int:
        return next((at for at, section in enumerate(self.sections) if section["name"] == name), -1)


def is_displayed(part: Mapping[str, Any]) -> bool:
    """Whether respondents see a field while it shows: what is calculated may only count in the logic and be stored."""
    return (part.get("config") or {}).get("is_displayed") is not False


def _homes(section: Mapping[str, Any]) -> set[str]:
    """What the state's names of a section's fields begin with."""
    return {section["name"]} if section.get("repeat") else {field["name"] for field in section["fields"]}
