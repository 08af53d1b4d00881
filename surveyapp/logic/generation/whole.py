"""The one function that evaluates a whole survey: every step of the order written out, plain answers read in place.

It decides what `evaluate` decides step by step (a property test compares the two), only without a call for each
question: a condition is an `if`, and an answer that is obviously sound for its field is taken as it is. Whatever is not
obvious goes to `evaluate.read`, whatever is not plain (driven options, calculations, defaults) to `evaluate.settle`,
repeating sections to `evaluate.begin` and their fields to `evaluate.each`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from surveyapp.logic.bound import Bound
from surveyapp.logic.fields.base import Obvious
from surveyapp.logic.generation import trees
from surveyapp.logic.generation.rendering import Renderer
from surveyapp.logic.generation.trees import Statement, Tree, compared, load
from surveyapp.logic.graph import Node
from surveyapp.logic.repeats import NO_REPEATS, Repeats
from surveyapp.logic.rounds import Round
from surveyapp.logic.values import ABSENT

PARAMETERS = ("get", "work", "read", "settle", "fields", "begin", "each", "sections")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where parts stand: the steps in order, the number of each section, the section of each field, and the fields
    whose answers take more than being looked at."""

    steps: tuple[Round, ...]
    sections: Mapping[str, int]
    homes: Mapping[str, str]
    involved: frozenset[str]
    repeats: Repeats = NO_REPEATS


def whole_body(layout: Layout, nodes: Bound, made: Renderer) -> list[Statement]:
    """The statements of a function of `PARAMETERS` that returns nothing and fills `work`."""
    return _Whole(layout, nodes, made).body()


class _Whole:
    """One function on its way."""

    def __init__(self, layout: Layout, nodes: Bound, made: Renderer) -> None:
        self.layout = layout
        self.nodes = nodes
        self.made = made

    def body(self) -> list[Statement]:
        """All steps."""
        lists = ("live", "shown", "kept", "open")
        body = [trees.assign([trees.store(each)], trees.member(load("work"), each)) for each in lists]
        for step in self.layout.steps:
            body += self._section(step[0]) if step[0][0] == "section" else self._fields(step)
        return body

    def _section(self, step: Node) -> list[Statement]:
        condition, slot = self.nodes.conditions.get(step), self.layout.sections[step[1]]
        begin = self._begin(slot, step[1]) if step[1] in self.layout.repeats.kinds else []
        if condition is None:
            return begin
        targets = [trees.slot("open", slot), trees.store(f"open_{slot}")]
        decided = trees.assign(targets, self.made.condition(condition))
        return [decided, trees.when(load(f"open_{slot}"), begin)] if begin else [decided]

    def _begin(self, slot: int, name: str) -> list[Statement]:
        raw = trees.called(load("get"), self.made.constant(name))
        return [trees.do(trees.called(load("begin"), trees.item("sections", slot), raw, load("work")))]

    def _fields(self, step: Round) -> list[Statement]:
        """A field shows when its section does, unless that is always open, and its own condition holds."""
        name = step[0][1]
        home, condition = self.layout.homes[name], self.nodes.conditions.get(step[0])
        closable = ("section", home) in self.nodes.conditions
        gates = [load(f"open_{self.layout.sections[home]}")] if closable else []
        if name in self.layout.repeats.homes:
            body = self._each(step)
            return [trees.when(trees.both(gates), body)] if gates else body
        gates += [] if condition is None else [self.made.condition(condition)]
        body = self._involved(name) if name in self.layout.involved else self._plain(name)
        return [trees.when(trees.both(gates), body)] if gates else body

    def _each(self, step: Round) -> list[Statement]:
        fields = trees.several([trees.item("fields", self.made.slots[name]) for _, name in step])
        return [trees.do(trees.called(load("each"), fields, load("work")))]

    def _involved(self, name: str) -> list[Statement]:
        raw = trees.called(load("get"), self.made.constant(name), self.made.constant(ABSENT))
        return [self._do("settle", name, raw)]

    def _plain(self, name: str) -> list[Statement]:
        obvious, slot = self.nodes.families[name].obvious(), self.made.slots[name]
        body = self._do("read", name, load("raw"))
        if obvious is not None:
            taken = trees.assign([trees.slot("kept", slot), trees.slot("live", slot)], load("raw"))
            body = trees.when(_obviously(obvious, self.made), [taken], [body])
        return [
            trees.assign([trees.slot("shown", slot)], trees.TRUE),
            trees.assign([trees.store("raw")], trees.called(load("get"), self.made.constant(name))),
            trees.when(compared(load("raw"), (trees.IS_NOT, trees.NONE)), [body]),
        ]

    def _do(self, function: str, name: str, raw: Tree) -> Statement:
        return trees.do(trees.called(load(function), trees.item("fields", self.made.slots[name]), raw, load("work")))


def _obviously(obvious: Obvious, made: Renderer) -> Tree:
    raw, kind = load("raw"), load(obvious.kind.__name__)
    asked = [compared(trees.called(load("type"), raw), (trees.IS, kind))]
    if obvious.known is not None:
        return trees.both([*asked, compared(raw, (trees.IN, made.constant(obvious.known)))])
    measured = trees.called(load("len"), raw) if obvious.kind is str else raw
    low, high = made.constant(obvious.low), made.constant(obvious.high)
    within = compared(low, (trees.AT_MOST, measured), (trees.AT_MOST, high))
    return trees.both([*asked, within, *(_PLAIN_TEXT if obvious.kind is str else ())])


_SPACE = trees.constant(" ")
_PLAIN_TEXT = (
    trees.called(trees.member(load("raw"), "isascii")),
    trees.called(trees.member(load("raw"), "isprintable")),
    compared(trees.item("raw", 0), (trees.NOT_EQUAL, _SPACE)),
    compared(trees.called(trees.member(load("raw"), "endswith"), _SPACE), (trees.IS, trees.FALSE)),
)
"""Printable ASCII without a space at either end: nothing to trim, nothing that could not be stored."""
