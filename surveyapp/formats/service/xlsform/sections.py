"""The tree as sections: a top group is a page, a repeat is a section that repeats, what stands between is gathered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from surveyapp.formats.service.xlsform import fields, kinds
from surveyapp.formats.service.xlsform.choices import looped
from surveyapp.formats.service.xlsform.draft import OPTION, PROSE, Draft
from surveyapp.formats.service.xlsform.tree import LOOP, QUESTION, REPEAT, Node
from surveyapp.formats.service.xlsform.xpath import Untranslatable, Value, value, values

TITLE, MAIN = 255, "main"
MOST_INSTANCES = 200
HELPER = {"field_type": "number", "config": dict(kinds.KEPT_OFF)}


@dataclass(slots=True)
class Pages:
    """The sections so far. `open` is the group whose questions are gathered right now, the form between groups."""

    draft: Draft
    title: str
    made: list[dict[str, Any]] = field(default_factory=list)
    open: Node | None = None

    def children(self, node: Node) -> None:
        """Everything below a node, in its order."""
        for child in node.children:
            if child.kind == QUESTION:
                if child in self.draft.called:
                    self._section(self._page(child))["fields"].append(fields.field(self.draft, child))
            elif child.kind in (REPEAT, LOOP) and child in self.draft.form.sections:
                self._repeating(child)
            else:
                self._group(child)

    def _group(self, node: Node) -> None:
        """A page of its own, or the label of a nested group."""
        _tell_group(self.draft, node)
        if node in self.draft.called:
            section = self._section(self._page(node))
            section["fields"].append(fields.label_of_group(self.draft, node, self.draft.called[node]))
        self.children(node)
        if node in self.draft.form.sections:
            self.open = None

    def _page(self, node: Node) -> Node:
        """What a node's section is made of: the outermost repeat or the top group, else the form."""
        around = (each for each in node.path if each in self.draft.form.sections)
        return node.repeat or next(around, self.draft.form.root)

    def _section(self, page: Node) -> dict[str, Any]:
        if self.open is not page:
            self.open = page
            self.made.append(self._begun(page))
        return self.made[-1]

    def _begun(self, page: Node) -> dict[str, Any]:
        draft, is_form = self.draft, page is self.draft.form.root
        known = draft.form.sections.get(page)
        again = known is None or any(each["name"] == known for each in self.made)
        name = draft.names.give(known or MAIN, "section") if again else str(known)
        section: dict[str, Any] = {"name": name, "title": self.title[:TITLE], "fields": []}
        if not is_form:
            section["title"] = draft.text(page.row, "label", TITLE) or page.name[:TITLE]
            section["description"] = draft.text(page.row, "hint", PROSE)
            section["visible_if"] = fields.expression(self._condition(page))
            draft.translate_text(page.row, "label", TITLE, ("sections", name, "title"))
            draft.translate_text(page.row, "hint", PROSE, ("sections", name, "description"))
        return {key: each for key, each in section.items() if each is not None}

    def _condition(self, page: Node) -> Value:
        """A section shows while all that it stands in is relevant."""
        return values.all_of(fields.condition_of(self.draft, each) for each in page.path[1:])

    def _repeating(self, node: Node) -> None:
        self.open = None
        section = self._section(node)
        section["repeat"] = self._repeat(node)
        self.children(node)
        self.open = None

    def _repeat(self, node: Node) -> dict[str, Any]:
        if node.kind == LOOP:
            options = looped(self.draft.form.lists, node.offers)
            items = [(each.value, each.label(self.draft.default)) for each in options]
            return {"items": [{"value": key[:OPTION], "label": (label or key)[:OPTION]} for key, label in items]}
        if not node.row["repeat_count"]:
            return {"min": 0, "max": MOST_INSTANCES, "start": 1}
        found = self.draft.translated(node, "repeat_count", value)
        try:
            count = None if found is None else values.as_number(found).text
        except Untranslatable as error:
            self.draft.report.lost(node.row.place("repeat_count"), "repeat_count_lost", f"{error}.")
            count = None
        if count is None:
            return {"min": 0, "max": MOST_INSTANCES, "start": 1}
        return {"count": count, "max": MOST_INSTANCES}


def sections(draft: Draft, title: str) -> list[dict[str, Any]]:
    """The sections of a form; empty ones are left out."""
    pages = Pages(draft, title)
    pages.children(draft.form.root)
    _add_helpers(draft, pages.made)
    return [section for section in pages.made if section["fields"]]


def _add_helpers(draft: Draft, made: list[dict[str, Any]]) -> None:
    """What expressions ask of single instances, in the section of these; what none reads in the end is left out."""
    read = json.dumps(made)
    for repeat, helpers in draft.helpers.items():
        section = next(each for each in made if each["name"] == draft.form.sections[repeat])
        for calculation, name in helpers.items():
            if f"{{{name}}}" in read:
                section["fields"].append({"name": name, "label": name, **HELPER, "calculate": calculation})


def _tell_group(draft: Draft, node: Node) -> None:
    row = node.row
    if node.kind == REPEAT:
        draft.report.lost(row.start, "nested_repeat", "A repeat inside a repeat is asked once in each instance.")
    if row["appearance"]:
        draft.report.noted(row.place("appearance"), "appearance", f'"{row["appearance"]}" is not looked at.')
    if kinds.MEDIA_COLUMNS & set(row.texts):
        draft.report.lost(row.start, "media_lost", "Pictures, sounds and films are not shown.")
