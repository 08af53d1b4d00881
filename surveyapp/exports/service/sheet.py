"""The columns of the file: what the system knows of a response, then one column (or several) for each field.

The system's names begin with an underscore, which no field's name can (DESIGN 2): a heading means one thing for ever.
A section that repeats has its columns once for each instance, one instance after the other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Literal

from surveyapp.exports.service import cells
from surveyapp.logic.columns import Column, Spread
from surveyapp.logic.definition import Option

Render = Callable[[cells.Values], cells.Cells]
Answers = Mapping[str, object]

UNREADABLE = "<unreadable>"
SYSTEM = ("_response_id", "_status", "_version", "_link_id", "_started_at", "_updated_at", "_completed_at")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the asker wants it; the words of `ExportIn`."""

    labels: Literal["codes", "labels"] = "codes"
    header: Literal["names", "labels"] = "names"
    multiple: Literal["one", "columns"] = "one"


@dataclass(frozen=True, slots=True)
class Instance:
    """Of a repeating section the one with this place in a list, or with this key in an object; and its heading."""

    repeat: str
    key: int | str
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of the file: its heading, the field it shows, and how; of a repeat in which instance."""

    title: str
    field: str
    render: Render
    instance: Instance | None = None

    def values(self, answers: Sequence[Answers]) -> list[object]:
        """Its answers in a batch."""
        if self.instance is None:
            return [each.get(self.field) for each in answers]
        repeat, key = self.instance.repeat, self.instance.key
        return [_within(each.get(repeat), key, self.field) for each in answers]


class Sheet:
    """The whole plan: `header`, and `lines` for each batch. `versions` gives the number behind a version's id,
    `instances` how many the responses list at most of each repeating section."""

    def __init__(
        self, columns: Sequence[Column], versions: Mapping[str, int], layout: Layout, instances: Mapping[str, int]
    ) -> None:
        headings = list(_planned(columns, layout, instances))
        self.width = len(SYSTEM) + len(headings)
        self.header = cells.lines([name] for name in SYSTEM + tuple(_shown(heading.title) for heading in headings))
        self._headings = headings
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
        asked = [heading.render(heading.values(answers)) for heading in self._headings]
        return cells.lines(known + asked)


def _shown(title: str) -> str:
    return cells.quoted([cells.guarded(title)])[0]


def _planned(columns: Sequence[Column], layout: Layout, instances: Mapping[str, int]) -> Iterator[Heading]:
    """The columns of the form in its order, those of a repeat by instance."""
    for repeat, group in groupby(columns, key=lambda column: column.repeat):
        held = list(group)
        if repeat is None:
            yield from (heading for column in held for heading in _headings(column, layout))
            continue
        for instance in _instances(repeat, layout, instances.get(repeat.name, 0)):
            for heading in (heading for column in held for heading in _headings(column, layout)):
                title = f"{instance.title}{'/' if layout.header == 'labels' else '.'}{heading.title}"
                yield Heading(title, heading.field, heading.render, instance)


def _instances(repeat: Spread, layout: Layout, listed: int) -> Iterator[Instance]:
    """Those with a key, and as many of a list: a repeat may have been of either kind in another version."""
    wordy = layout.header == "labels"
    title = repeat.title if wordy else repeat.name
    for key in repeat.keys:
        yield Instance(repeat.name, key.value, f"{title}[{key.label if wordy else key.value}]")
    for at in range(listed):
        yield Instance(repeat.name, at, f"{title}[{at + 1}]")


def _within(answer: object, key: int | str, field: str) -> object:
    """A field's answer in one instance; what could not be read says so in all of them."""
    if answer == UNREADABLE:
        return answer
    if isinstance(key, str):
        row = answer.get(key) if isinstance(answer, dict) else None
    else:
        row = answer[key] if isinstance(answer, list) and key < len(answer) else None
    return row.get(field) if isinstance(row, dict) else None


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
