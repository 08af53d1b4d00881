"""Which SurveyJS definitions say only what the seed's and the peers' tables name (issue 4 measures by these).

The tables name the types below and end in an ellipsis, which is taken strictly here: a type not named is outside even
where ours carries it (`matrixdynamic`, `html`). `validators` and defaults are inside: they are XLSForm's `constraint`,
the seed's limits, and the issue's own `default`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TYPES = frozenset((
    "text", "comment", "radiogroup", "checkbox", "dropdown", "tagbox", "boolean", "rating", "ranking", "matrix",
    "matrixdropdown", "paneldynamic", "file", "expression", "panel",
))  # fmt: skip
"""The types that are named, and the panel that only groups."""

OUTSIDE: Mapping[str, str] = {
    "valueName": "questions that share an answer",
    "valuePropertyName": "choices kept as a member of instances",
    "choicesFromQuestion": "choices carried from another question",
    "choicesByUrl": "choices fetched from elsewhere",
    "rowsVisibleIf": "rows that show one by one",
    "columnsVisibleIf": "columns that show one by one",
    "templateVisibleIf": "panels that show one by one",
    "detailElements": "questions that unfold below a row",
    "showInMultipleColumns": "a choice spread over columns",
    "totalType": "totals of a column",
    "totalExpression": "totals of a column",
    "setValueExpression": "writes over an answer",
    "setValueIf": "writes over an answer",
    "resetValueIf": "takes an answer back",
    "enableIf": "shows a question that takes no answer",
    "readOnly": "shows a question that takes no answer",
    "keyName": "compares instances with one another",
    "maskType": "types through a mask",
    "customWidgets": "an application's own code",
}
"""Members that decide something and that no table names, with what they say."""

REPEATING = ("paneldynamic", "matrixdynamic", "matrixdropdown")
CONTAINERS = ("pages", "elements", "questions", "templateElements", "columns", "detailElements")
CELLS = {"default": "dropdown", "": "dropdown"}

Json = Mapping[str, Any]


def strange(definition: Json) -> frozenset[str]:
    """Everything of a definition that the tables do not name; empty where it keeps to them."""
    return frozenset(_strange(definition, is_page=True, is_repeated=False))


def _strange(part: Json, is_page: bool, is_repeated: bool) -> Iterator[str]:
    yield from (key for key in OUTSIDE if part.get(key))
    kind = "" if is_page else str(part.get("type", "text"))
    if kind and kind not in TYPES:
        yield kind
    if kind in REPEATING and is_repeated:
        yield "nested repeat"
    for key in CONTAINERS:
        for each in part.get(key) or ():
            if isinstance(each, dict):
                inside = {**each, "type": _cell(part, each)} if key == "columns" else each
                yield from _strange(inside, key == "pages", is_repeated or kind in REPEATING)


def _cell(matrix: Json, column: Json) -> str:
    kind = column.get("cellType") or matrix.get("cellType") or ""
    return CELLS.get(kind, kind)
