"""The columns of the file: what the system knows of a response, then one column (or several) for each field.

The system's names begin with an underscore, which no field's name can (DESIGN 2): a heading means one thing for ever.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal
from uuid import UUID

from surveyapp.exports.service import cells
from surveyapp.logic.columns import Column

Render = Callable[[object], str]

SYSTEM = ("_response_id", "_status", "_version", "_link_id", "_started_at", "_updated_at", "_completed_at")
UNREADABLE = "<unreadable>"


@dataclass(frozen=True, slots=True)
class Layout:
    """How the asker wants it; the words of `ExportIn`."""

    labels: Literal["codes", "labels"] = "codes"
    header: Literal["names", "labels"] = "names"
    multiple: Literal["one", "columns"] = "one"


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the file: its heading, the field it shows, and how."""

    title: str
    field: str
    render: Render


class Sheet:
    """The whole plan: `header`, and `line` for each response."""

    def __init__(self, columns: Sequence[Column], numbers: Mapping[UUID, int], layout: Layout) -> None:
        headings = [heading for column in columns for heading in _headings(column, layout)]
        self.header = [*SYSTEM, *(cells.guarded(heading.title) for heading in headings)]
        self._cells = [(heading.field, heading.render) for heading in headings]
        self._numbers = numbers

    def line(self, response: Any, answers: Mapping[str, object]) -> list[str]:
        """One response with its answers in clear, as cells in the header's order."""
        known = [
            str(response.id),
            response.status,
            str(self._numbers.get(response.version_id, "")),
            str(response.link_id or ""),
            cells.moment(response.started_at),
            cells.moment(response.updated_at),
            cells.moment(response.completed_at),
        ]
        known += [render(answers.get(field)) for field, render in self._cells]
        return known


def _headings(column: Column, layout: Layout) -> Iterator[Heading]:
    title = column.label if layout.header == "labels" else column.name
    if layout.multiple == "columns" and "multiple choice" in column.families:
        for option in column.options:
            shown = option.label if layout.header == "labels" else option.value
            yield Heading(f"{title}/{shown}", column.name, partial(cells.chosen, option=option.value))
    else:
        yield Heading(title, column.name, _render(column, layout))


def _render(column: Column, layout: Layout) -> Render:
    if "number" in column.families:
        return cells.number
    if layout.labels == "codes":
        return cells.plain
    labels = cells.BOOLEAN_LABELS if "boolean" in column.families else {}
    return partial(cells.plain, labels={**labels, **{option.value: option.label for option in column.options}})
