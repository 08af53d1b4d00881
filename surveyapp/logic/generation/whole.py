"""The one function that evaluates a whole survey: every step of the order written out, plain answers read in place.

It decides what `evaluate` decides step by step (a property test compares the two), only without a call for each
question: a condition is an `if`, and an answer that is obviously sound for its field is taken as it is. Whatever is not
obvious goes to `evaluate.read`, whatever is not plain (driven options, constraints, calculations) to `evaluate.settle`.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from surveyapp.logic.bound import Bound
from surveyapp.logic.fields.base import Obvious
from surveyapp.logic.generation.rendering import Renderer, at, called, compared, load
from surveyapp.logic.graph import Node

PARAMETERS = ("get", "work", "read", "settle", "fields")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where parts stand: the order of steps, the number of each section, the section of each field, and the fields
    whose answers take more than being looked at."""

    order: tuple[Node, ...]
    sections: Mapping[str, int]
    homes: Mapping[str, str]
    involved: frozenset[str]


def whole_body(layout: Layout, nodes: Bound, made: Renderer) -> list[ast.stmt]:
    """The statements of a function of `PARAMETERS` that returns nothing and fills `work`."""
    return _Whole(layout, nodes, made).body()


class _Whole:
    """One function on its way."""

    def __init__(self, layout: Layout, nodes: Bound, made: Renderer) -> None:
        self.layout = layout
        self.nodes = nodes
        self.made = made

    def body(self) -> list[ast.stmt]:
        lists = ("live", "shown", "kept", "open")
        body: list[ast.stmt] = [
            ast.Assign([_name(each)], ast.Attribute(load("work"), each, ast.Load())) for each in lists
        ]
        for step in self.layout.order:
            body += self._section(step) if step[0] == "section" else self._field(step)
        return body

    def _section(self, step: Node) -> list[ast.stmt]:
        condition = self.nodes.conditions.get(step)
        if condition is None:
            return []
        slot = self.layout.sections[step[1]]
        return [ast.Assign([_place("open", slot), _name(f"open_{slot}")], self.made.condition(condition))]

    def _field(self, step: Node) -> list[ast.stmt]:
        """A field shows when its section does, unless that is always open, and its own condition holds."""
        home, condition = self.layout.homes[step[1]], self.nodes.conditions.get(step)
        closable = ("section", home) in self.nodes.conditions
        gates = [load(f"open_{self.layout.sections[home]}")] if closable else []
        gates += [] if condition is None else [self.made.condition(condition)]
        body = self._involved(step[1]) if step[1] in self.layout.involved else self._plain(step[1])
        if not gates:
            return body
        return [ast.If(gates[0] if len(gates) == 1 else ast.BoolOp(ast.And(), gates), body, [])]

    def _involved(self, name: str) -> list[ast.stmt]:
        return [self._do("settle", name, called("get", self.made.constant(name)))]

    def _plain(self, name: str) -> list[ast.stmt]:
        obvious, slot = self.nodes.families[name].obvious(), self.made.slots[name]
        body = self._do("read", name, load("raw"))
        if obvious is not None:
            taken = ast.Assign([_place("kept", slot), _place("live", slot)], load("raw"))
            body = ast.If(_obviously(obvious, self.made), [taken], [body])
        return [
            ast.Assign([_place("shown", slot)], ast.Constant(True)),
            ast.Assign([_name("raw")], called("get", self.made.constant(name))),
            ast.If(compared(load("raw"), ast.IsNot(), ast.Constant(None)), [body], []),
        ]

    def _do(self, function: str, name: str, raw: ast.expr) -> ast.stmt:
        return ast.Expr(called(function, at("fields", ast.Constant(self.made.slots[name])), raw, load("work")))


def _obviously(obvious: Obvious, made: Renderer) -> ast.expr:
    raw = load("raw")
    asked = [compared(called("type", raw), ast.Is(), load(obvious.kind.__name__))]
    if obvious.known is not None:
        return ast.BoolOp(ast.And(), [*asked, compared(raw, ast.In(), made.constant(obvious.known))])
    measured = called("len", raw) if obvious.kind is str else raw
    within = ast.Compare(made.constant(obvious.low), [ast.LtE(), ast.LtE()], [measured, made.constant(obvious.high)])
    plain = _is_plain_text() if obvious.kind is str else []
    return ast.BoolOp(ast.And(), [*asked, within, *plain])


def _is_plain_text() -> list[ast.expr]:
    """Printable ASCII without a space at either end: nothing to trim, nothing that could not be stored."""
    printable = [ast.Call(ast.Attribute(load("raw"), each, ast.Load()), [], []) for each in ("isascii", "isprintable")]
    ends = [at("raw", ast.Constant(0)), at("raw", ast.UnaryOp(ast.USub(), ast.Constant(1)))]
    return [*printable, *(compared(end, ast.NotEq(), ast.Constant(" ")) for end in ends)]


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Store())


def _place(name: str, slot: int) -> ast.expr:
    return ast.Subscript(load(name), ast.Constant(slot), ast.Store())
