"""What happens once or at certain moments there, and holds at any time here: defaults that are worked out when the form
opens, and calculations that wait for another question to change."""

from __future__ import annotations

import re
from dataclasses import replace

from pyxform.utils import default_is_dynamic

from surveyapp.formats.service.xlsform import kinds
from surveyapp.formats.service.xlsform.draft import Draft
from surveyapp.formats.service.xlsform.tree import Node
from surveyapp.formats.service.xlsform.xpath import Scope, Untranslatable, Value, value, values

_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


class Opening:
    """What questions hold when nobody has answered anything yet."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.underway: set[Node] = set()

    def beginning(self, node: Node) -> Value:
        """A default, a calculation of nothing but what others begin with, or nothing. Raises `Untranslatable`."""
        if node in self.underway:
            raise Untranslatable(f'"{node.name}" begins with itself')
        self.underway.add(node)
        found = self._found(node)
        self.underway.discard(node)
        return replace(found, is_node=True)

    def _found(self, node: Node) -> Value:
        row, kind = node.row, self.draft.kinds[node]
        source = row["calculate"] if kind.role == kinds.CALCULATED else ""
        if source or (row["default"] and default_is_dynamic(row["default"], node.type)):
            return value(source or row["default"], Scope(self.draft.form, node, is_opening=True))
        if kind.answer == values.NUMBER and values.numeral(row["default"]) is not None:
            return values.number(row["default"].strip())
        if kind.answer == values.DATE and values.is_date(row["default"]):
            return values.as_date(values.quoted(row["default"]))
        return values.quoted(row["default"])


def is_triggered(node: Node) -> bool:
    """Whether a calculation waits for another question."""
    return bool(node.row["trigger"] and node.row["calculate"])


def fired(draft: Draft, node: Node, found: Value, otherwise: Value) -> Value:
    """A calculation that waits until one of its triggers has an answer. Raises `Untranslatable`."""
    scope = Scope(draft.form, node)
    has_fired = values.always(False)
    for name in _REFERENCE.findall(node.row["trigger"]):
        answer = scope.answer(scope.reference(name), None)
        has_fired = values.joined("or", has_fired, values.emptiness(answer, filled=True))
    draft.report.changed(node.row.place("trigger"), "trigger_changed", "It holds while its trigger has an answer.")
    return values.either(has_fired, found, otherwise)
