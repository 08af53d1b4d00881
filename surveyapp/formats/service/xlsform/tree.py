"""The survey sheet as a tree: groups, repeats and loops around questions, each with its path as XPath knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from surveyapp.formats.service.report import Report, unreadable
from surveyapp.formats.service.xlsform.columns import Row
from surveyapp.formats.service.xlsform.workbook import Cell

GROUP, REPEAT, LOOP, QUESTION = "group", "repeat", "loop", "question"
MOST_QUESTIONS, DEEPEST = 5_000, 20
OTHER = "other"

_BEGIN = re.compile(r"begin[ _](?P<kind>" + "|".join(aliases.control) + r")(?: (?:over )?(?P<list>\S+))?")
_END = re.compile(r"end[ _](?P<kind>" + "|".join(aliases.control) + ")")
_SELECT = re.compile(
    r"(?P<command>" + "|".join(sorted(aliases.select, key=len, reverse=True)) + r") (?P<list>\S+)"
    r"(?P<other> (?:or specify other|or_other|or other))?"
)
_NAME = re.compile(r"[^\s/\[\]{}$'\"=<>()|@]+")


@dataclass(slots=True, eq=False)
class Node:
    """A question, or what holds questions. `type` is pyxform's own name of it, `offers` names its list of choices."""

    kind: str
    name: str
    row: Row
    type: str = ""
    offers: str = ""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def ancestors(self) -> Iterator[Node]:
        """What holds this node, the nearest first, the form last."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def path(self) -> tuple[Node, ...]:
        """From the form to this node."""
        return (*reversed(tuple(self.ancestors)), self)

    @property
    def repeat(self) -> Node | None:
        """The outermost repeat or loop that this node is part of, itself included."""
        return next((node for node in self.path if node.kind in (REPEAT, LOOP)), None)

    def walk(self) -> Iterator[Node]:
        """This node and all below, in the order of the sheet."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree(rows: Iterable[Row], root: str, report: Report) -> Node:
    """The form. Raises `Unreadable` where begin and end do not fit, or for more than a survey can hold."""
    form = here = Node(GROUP, root, Row(1))
    count = 0
    for row in rows:
        written = row["type"]
        if aliases.yes_no.get(row["disabled"]) or not written:
            _tell_untyped(row, report)
            continue
        begins, ends = _BEGIN.fullmatch(written), _END.fullmatch(written)
        if ends:
            here = _ended(here, aliases.control[ends["kind"]], row)
            continue
        node = _begun(row, begins) if begins else _question(row, report)
        if node is not None:
            count += 1
            add(here, node, count)
            if has_other(node):
                add(here, specify_other(node), count)
            here = node if begins else here
    if here is not form:
        raise unreadable("", "group_not_ended", f'"{here.name}" begins at {here.row.start} and never ends.')
    return form


def add(parent: Node, node: Node, count: int) -> None:
    """Put a node into another, as the so many-th of the form. Raises `Unreadable` beyond what a survey can hold."""
    node.parent = parent
    parent.children.append(node)
    if count > MOST_QUESTIONS or len(node.path) > DEEPEST:
        detail = f"At most {MOST_QUESTIONS} questions, nested at most {DEEPEST} deep."
        raise unreadable("", "workbook_too_large", detail)


def _begun(row: Row, begins: re.Match[str]) -> Node:
    kind = aliases.control[begins["kind"]]
    return Node(kind, _named(row, kind), row, offers=begins["list"] or "")


def _ended(here: Node, kind: str, row: Row) -> Node:
    if here.parent is None or here.kind != kind:
        raise unreadable("", "group_not_begun", f"{row.place('type')} ends a {kind} that has not begun.")
    return here.parent


def _question(row: Row, report: Report) -> Node | None:
    """A question, or None for what is a setting in disguise or of a type that pyxform does not know either."""
    written = row["type"]
    if written in aliases.settings_header:
        return None
    select = _SELECT.fullmatch(written)
    if select:
        return Node(QUESTION, _named(row, QUESTION), row, aliases.select[select["command"]], select["list"])
    kind = aliases._type_alias_map.get(written, written)
    if kind not in QUESTION_TYPE_DICT and not written.startswith("osm"):
        report.lost(row.place("type"), "unknown_type", f'There is no type "{written}"; the question was left out.')
        return None
    return Node(QUESTION, _named(row, kind), row, kind)


def has_other(node: Node) -> bool:
    """Whether a choice offers "other", with a text to specify it."""
    select = _SELECT.fullmatch(node.row["type"])
    return bool(select and select["other"])


def _named(row: Row, kind: str) -> str:
    name = row["name"]
    if not name and kind == "note":
        return f"generated_note_name_{row.number}"
    if not name and kind == "audit":
        return "audit"
    if not _NAME.fullmatch(name):
        raise unreadable(
            "", "bad_name", f"{row.start or 'survey'}: row {row.number} has no name that XForms could use."
        )
    return name


def _tell_untyped(row: Row, report: Report) -> None:
    if not row["disabled"] and (row["name"] or row.texts.get("label")):
        report.lost(row.start, "no_type", "This row has no type; it was left out.")


def specify_other(node: Node) -> Node:
    """The text question that pyxform adds after a choice with "other"."""
    place = node.row.place("type")
    cells = {
        "type": Cell("text", place),
        "name": Cell(f"{node.name}_{OTHER}", place),
        "relevant": Cell(f"selected(../{node.name}, '{OTHER}')", place),
    }
    row = Row(node.row.number, cells, {"label": {"": Cell("Specify other.", place)}})
    return Node(QUESTION, f"{node.name}_{OTHER}", row, "text")
