"""The columns of the file: what the system knows of a response, then one column (or several) for each field.

The system's names begin with an underscore, which no field's name can (DESIGN 2): a heading means one thing for ever.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from surveyapp.exports.service import cells
from surveyapp.logic.columns import Column
from surveyapp.logic.definition import Option

Render = Callable[[cells.Values], cells.Cells]
Answers = Mapping[str, object]

SYSTEM = ("_response_id", "_status", "_version", "_link_id", "_started_at", "_updated_at", "_completed_at")


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
    """The whole plan: `header`, and `lines` for each batch. `versions` gives the number behind a version's id."""

    def __init__(self, columns: Sequence[Column], versions: Mapping[str, int], layout: Layout) -> None:
        headings = [heading for column in columns for heading in _headings(column, layout)]
        self.width = len(SYSTEM) + len(headings)
        self.header = cells.lines([name] for name in SYSTEM + tuple(_shown(heading.title) for heading in headings))
        self._rendered = [(heading.field, heading.render) for heading in headings]
        self._versions = {version: str(number) for version, number in versions.items()}

    def lines(self, batch: Sequence[Sequence[Any]], answers: Sequence[Answers]) -> bytes:
        """A batch of `responses.queries.export.for_export`, its answers in clear, as lines in the header's order."""
        ids, statuses, versions, links, started, updated, completed, *_ = zip(*batch, strict=True)
        known: list[cells.Cells] = [
            ids,
            statuses,
            [self._versions.get(version, "") for version in versions],
            [link or "" for link in links],
            cells.moments(started),
            cells.moments(updated),
            cells.moments(completed),
        ]
        asked = [render([each.get(field) for each in answers]) for field, render in self._rendered]
        return cells.lines(known + asked)


def _shown(title: str) -> str:
    return cells.quoted([cells.guarded(title)])[0]


def _headings(column: Column, layout: Layout) -> Iterator[Heading]:
    title = column.label if layout.header == "labels" else column.name
    if layout.multiple == "columns" and "multiple choice" in column.families:
        asked = cells.places if column.field_type == "ranking" else cells.chosen
        for option in column.options:
            yield Heading(_under(title, option, layout), column.name, partial(asked, option=option.value))
        return
    for row in column.rows:
        render = partial(cells.row, row=row.value, labels=_labels(column, layout))
        yield Heading(_under(title, row, layout), column.name, render)
    if column.families != ("matrix",):
        yield Heading(title, column.name, _render(column, layout))


def _under(title: str, part: Option, layout: Layout) -> str:
    """The heading of one option or row of a field."""
    return f"{title}/{part.label if layout.header == 'labels' else part.value}"


def _render(column: Column, layout: Layout) -> Render:
    if "number" in column.families:
        return cells.numbers
    if "file" in column.families or "multiple files" in column.families:
        return cells.files
    labels = _labels(column, layout)
    return partial(cells.texts, labels=labels) if labels else cells.texts


def _labels(column: Column, layout: Layout) -> Mapping[str, str]:
    """What stands for codes: nothing where codes are wanted."""
    if layout.labels == "codes":
        return cells.NO_LABELS
    words = cells.BOOLEAN_LABELS if "boolean" in column.families else {}
    return {**words, **{option.value: option.label for option in column.options}}
