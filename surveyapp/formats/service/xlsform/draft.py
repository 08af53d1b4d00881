"""What is known of a form while it becomes a survey: its tree, names, languages, the report, and where everything in
the document came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from surveyapp.formats.service.naming import Naming
from surveyapp.formats.service.report import Report
from surveyapp.formats.service.xlsform import kinds
from surveyapp.formats.service.xlsform.columns import PLAIN, Row
from surveyapp.formats.service.xlsform.languages import tag
from surveyapp.formats.service.xlsform.tree import QUESTION, Node
from surveyapp.formats.service.xlsform.workbook import Cell
from surveyapp.formats.service.xlsform.xpath import Binding, Form, Scope, Untranslatable, Value, values

LABEL, OPTION, PROSE, EXPRESSION = 500, 255, 20_000, 10_000

OTHERWISE = {
    "selected-at": "The options stand in the order of their list, not in that of choosing.",
    "once": "once() is worked out anew each time.",
    "now": "now() is the day, without its time.",
}
"""Functions whose outcome is not always the same, and what it is here."""

_TOLD = re.compile(rf"(?<![\w.:-])({'|'.join(OTHERWISE)})\s*\(")
_LOOPED = re.compile(r"%\((label|name)\)s")
_PIPED = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


@dataclass(slots=True)
class Draft:
    """A form on its way."""

    form: Form
    report: Report
    default: str = PLAIN
    names: Naming = field(default_factory=Naming)
    called: dict[Node, str] = field(default_factory=dict)
    kinds: dict[Node, kinds.Kind] = field(default_factory=dict)
    calculated: dict[Node, Value] = field(default_factory=dict)
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)
    helpers: dict[Node, dict[str, str]] = field(default_factory=dict)
    offered: int = 0

    def helper(self, repeat: Node, calculation: str) -> str:
        """The name of a field of a repeat that an expression elsewhere needs, and no question of the form is."""
        known = self.helpers.setdefault(repeat, {})
        if calculation not in known:
            known[calculation] = self.names.give(f"{repeat.name}_where", "field")
            self.form.bindings[Node(QUESTION, "", repeat.row, parent=repeat)] = Binding(
                known[calculation], values.NUMBER
            )
        return known[calculation]

    def translated(
        self,
        node: Node,
        column: str,
        make: Callable[[str, Scope], Value],
        is_constraint: bool = False,
        is_opening: bool = False,
    ) -> Value | None:
        """A cell's expression in our language; None where there is none, or where it is lost, which is told."""
        source = node.row[column]
        if not source:
            return None
        place = node.row.place(column)
        try:
            value = make(source, Scope(self.form, node, is_constraint=is_constraint, is_opening=is_opening))
        except Untranslatable as error:
            self.report.lost(place, f"{column}_lost", f"{_shown(source)}: {error}.")
            return None
        if len(value.text) > EXPRESSION:
            self.report.lost(place, f"{column}_lost", f"{_shown(source)}: it becomes too long.")
            return None
        for function in dict.fromkeys(_TOLD.findall(source)):
            self.report.changed(place, "function_changed", OTHERWISE[function])
        return value

    def said(self, row: Row, column: str) -> Cell | None:
        """What a row says in the survey's own language."""
        found = row.texts.get(column, {})
        return found.get(self.default) or found.get(PLAIN) or next(iter(found.values()), None)

    def text(self, row: Row, column: str, longest: int) -> str | None:
        """The same as a text of ours, answers piped into it."""
        cell = self.said(row, column)
        return None if cell is None else self.piped(cell, longest)

    def piped(self, cell: Cell, longest: int) -> str:
        """`${name}` as `{name}`, a loop's `%(label)s` as `{.item}`, cut to what fits."""
        text = _LOOPED.sub("{.item}", _PIPED.sub(self._shown_name, cell.text))
        if len(text) > longest:
            self.report.changed(cell.place, "text_cut", f"Only the first {longest} characters fit.")
        return text[:longest]

    def _shown_name(self, found: re.Match[str]) -> str:
        nodes = self.form.by_name.get(found[1], [])
        name = next((self.called[node] for node in nodes if node in self.called), None)
        return f"{{{name}}}" if name else found[0]

    def translate_text(self, row: Row, column: str, longest: int, path: tuple[str, ...]) -> None:
        """Keep what a row says in the other languages, at a path such as `fields`, name, `label`."""
        for language, cell in row.texts.get(column, {}).items():
            if language not in (self.default, PLAIN):
                place: dict[str, Any] = self.translations.setdefault(tag(language), {})
                for step in path[:-1]:
                    place = place.setdefault(step, {})
                place[path[-1]] = self.piped(cell, longest)


def _shown(source: str) -> str:
    return f'"{source if len(source) <= 120 else source[:117] + "..."}"'
