"""A workbook being written: its three sheets so far, and what is needed to say a part of a survey in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from babel import Locale, UnknownLocaleError

from surveyapp.formats.service.report import Report
from surveyapp.formats.service.xlsform.xpath.printing import Printer
from surveyapp.formats.service.xlsform.xpath.values import Untranslatable
from surveyapp.logic import piping
from surveyapp.logic.bound import Bound
from surveyapp.logic.conditions import Condition
from surveyapp.logic.definition import Definition
from surveyapp.logic.definition.parts import ITEMS
from surveyapp.logic.expressions.nodes import ITEM_HERE

Cells = dict[str, str]


@dataclass(slots=True)
class Rows:
    """The three sheets."""

    survey: list[Cells] = field(default_factory=list)
    choices: list[Cells] = field(default_factory=list)
    settings: Cells = field(default_factory=dict)


@dataclass
class Book:
    """What writing needs to know: the survey, its typed nodes, the sheets so far, what is lost, and the section that is
    being written (`here`)."""

    definition: Definition
    bound: Bound | None
    report: Report
    rows: Rows = field(default_factory=Rows)
    here: str = ""

    @cached_property
    def homes(self) -> dict[str, str]:
        """The repeating sections that fields stand in."""
        repeats = (section for section in self.definition.sections if section.repeat is not None)
        return {field.name: section.name for section in repeats for field in section.fields}

    @cached_property
    def loops(self) -> frozenset[str]:
        """The sections that repeat for fixed items."""
        return frozenset(each.name for each in self.definition.sections if each.repeat and each.repeat.kind == ITEMS)

    def printer(self, own: str | None = None) -> Printer:
        """What says an expression of the section that is being written."""
        return Printer(own, self.here, self.homes, self.loops)

    def xpath(self, pointer: str, node: Any, say: Callable[[Any], str]) -> str:
        """An expression, blank where there is none or where it is lost."""
        if node is None:
            return ""
        try:
            return say(node)
        except Untranslatable as error:
            self.report.lost(pointer, "expression_lost", f"{error}.".capitalize())
            return ""

    def condition(self, pointer: str, node: Condition | None, own: str | None = None) -> str:
        return self.xpath(pointer, node, self.printer(own).condition)

    def texts(self, column: str, text: str | None, *path: str) -> Cells:
        """A text in every language that has it, answers piped into it."""
        if not text:
            return {}
        said = {self.header(column, self.definition.language): piped(text)}
        for language, translated in self.definition.translations.items():
            found: Any = translated
            for step in path:
                found = found.get(step) if isinstance(found, Mapping) else None
            if isinstance(found, str) and found and language != self.definition.language:
                said[self.header(column, language)] = piped(found)
        return said

    def header(self, column: str, language: str) -> str:
        """`label`, or `label::French (fr)` where more than English is spoken."""
        if not self.definition.translations and self.definition.language == "en":
            return column
        return f"{column}::{spoken(language)}"


def spoken(language: str) -> str:
    """A language as form authors write it, `French (fr)`."""
    try:
        name = Locale.parse(language, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name or language} ({language})"


def piped(text: str) -> str:
    """`{name}` as `${name}`, the item of a loop as `%(label)s`."""
    return piping.piped(text.replace("${", "$ {"), _shown)


def _shown(name: str) -> str | None:
    if name == ITEM_HERE:
        return "%(label)s"
    return None if name.startswith(".") else f"${{{name}}}"
