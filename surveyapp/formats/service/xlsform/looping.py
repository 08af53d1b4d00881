"""Loops that stand inside a repeat, or in another loop: written out as pyxform does, a group for each option.

A loop of its own is a section of ours that repeats for each option; sections do not nest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from surveyapp.formats.service.xlsform.choices import Choice, Lists, looped
from surveyapp.formats.service.xlsform.columns import PLAIN, Row
from surveyapp.formats.service.xlsform.tree import GROUP, LOOP, REPEAT, Node, add
from surveyapp.formats.service.xlsform.workbook import Cell

_ASKED = re.compile(r"%\((\w+)\)s")


def write_out(form: Node, lists: Lists) -> None:
    """Replace every such loop by its groups, in place. Raises `Unreadable` for more than a survey can hold."""
    count = sum(1 for _ in form.walk())
    while (loop := next((node for node in form.walk() if node.kind == LOOP and _is_inside(node)), None)) is not None:
        children, loop.kind, loop.children = loop.children, GROUP, []
        for choice in looped(lists, loop.offers):
            group = Node(GROUP, choice.value, Row(loop.row.number, {}, {"label": dict(choice.labels)}))
            count += 1
            add(loop, group, count)
            for child in children:
                count = _copied(child, group, choice, count)


def _is_inside(loop: Node) -> bool:
    return any(node.kind in (REPEAT, LOOP) for node in loop.ancestors)


def _copied(node: Node, parent: Node, choice: Choice, count: int) -> int:
    copy = Node(node.kind, node.name, _said(node.row, choice), node.type, node.offers)
    count += 1
    add(parent, copy, count)
    for child in node.children:
        count = _copied(child, copy, choice, count)
    return count


def _said(row: Row, choice: Choice) -> Row:
    """A row with what it says of the option put in."""
    cells = {column: _put_in(cell, choice, PLAIN) for column, cell in row.cells.items()}
    return replace(row, cells=cells, texts={column: _texts(said, choice) for column, said in row.texts.items()})


def _texts(said: Mapping[str, Cell], choice: Choice) -> dict[str, Cell]:
    return {language: _put_in(cell, choice, language) for language, cell in said.items()}


def _put_in(cell: Cell, choice: Choice, language: str) -> Cell:
    def put(found: re.Match[str]) -> str:
        said = choice.column(found[1], language)
        return found[0] if said is None else said

    return cell._replace(text=_ASKED.sub(put, cell.text))
