"""What a path stands for: the question it leads to from where the expression stands, in this form.

Inside a repeat a question of the same repeat is this instance's; from outside it is the list of them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from surveyapp.formats.service.xlsform.choices import Choice, Lists, looped
from surveyapp.formats.service.xlsform.tree import LOOP, QUESTION, REPEAT, Node
from surveyapp.formats.service.xlsform.xpath import values
from surveyapp.formats.service.xlsform.xpath.syntax import Call, Constant, Operation, Path, Reference, Step
from surveyapp.formats.service.xlsform.xpath.syntax import Node as Syntax
from surveyapp.formats.service.xlsform.xpath.values import MISSING, Untranslatable, Value, quoted


@dataclass(frozen=True, slots=True)
class Binding:
    """What became of a question: our field, the type of its answer, the options it offers, whether they are ranked.
    `name` is blank for what never has an answer, and `why` says what was lost for what could have one."""

    name: str = ""
    kind: str = values.TEXT
    options: tuple[str, ...] = ()
    why: str = ""
    is_ranked: bool = False


@dataclass(slots=True)
class Form:
    """A form as expressions see it."""

    root: Node
    lists: Lists = field(default_factory=dict)
    language: str = ""
    bindings: dict[Node, Binding] = field(default_factory=dict)
    sections: dict[Node, str] = field(default_factory=dict)
    kind_of: Callable[[Node], str] | None = None
    beginning: Callable[[Node], Value] | None = None
    helper: Callable[[Node, str], str] | None = None
    by_name: Mapping[str, list[Node]] = field(default_factory=dict)

    def index(self) -> None:
        """Know every node by its name."""
        found: dict[str, list[Node]] = {}
        for node in self.root.walk():
            found.setdefault(node.name, []).append(node)
        self.by_name = found


class Translation(Protocol):
    """What the parts of a translation ask of the whole."""

    scope: Scope

    def of(self, node: Syntax) -> Value:
        """Any part."""

    def number(self, node: Syntax) -> Value:
        """A part read as a number."""

    def condition(self, node: Syntax) -> Value:
        """A part read as true or false."""

    def within(self, scope: Scope) -> Translation:
        """The same from another place."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: at a question, for one option of a choice (`item`, the so many-th `number`), judging
    its own answer, in the condition of a path (`outside` is where the path stands), or asked once when the form opens
    (`is_opening`), where every other question holds what it begins with."""

    form: Form
    here: Node
    item: Choice | None = None
    number: int = 0
    is_constraint: bool = False
    is_opening: bool = False
    outside: Node | None = None

    @property
    def language(self) -> str:
        return self.form.language

    def reference(self, name: str) -> Node:
        """The question that `${name}` stands for: of several the nearest."""
        found = self.form.by_name.get(name, [])
        if not found:
            raise Untranslatable(f'there is no question "{name}"')
        around = set(self.here.path)
        return max(found, key=lambda node: sum(part in around for part in node.path))

    def referred(self, name: str) -> Value:
        """What `${name}` gives. In a path's condition it is what it would be outside: of a repeat, all instances."""
        node = self.reference(name)
        if self.outside is None:
            return self.answer(node, None)
        found = replace(self, here=self.outside, outside=None).answer(node, None)
        return replace(found, text=f"values({found.text})") if found.kind == values.LIST else found

    def place(self, path: Syntax) -> Node:
        """The part of the form that a path without conditions leads to. Raises `Untranslatable`."""
        if not isinstance(path, Path):
            raise Untranslatable("a place in the form is expected")
        node, steps = self.start(path)
        for step in steps:
            node, _ = self.stepped(node, step, None)
        return node

    def path(self, path: Path, index_of: Callable[[Syntax], Value]) -> Value:
        """What a path gives."""
        if self.item is not None and not path.absolute and path.head is None:
            return self._column(path)
        if path.head is None and not path.absolute and all(step == Step(".") for step in path.steps):
            return self.own()
        node, steps = self.start(path)
        index: Value | None = None
        option: str | None = None
        around = not path.absolute and self.here.repeat in (None, *node.path)
        for step in steps:
            node, option = self.stepped(node, step, option)
            around = around and self.here.repeat in (None, *node.path)
            index = self._indexed(node, step, index_of) or index
        return self.answer(node, quoted(option) if option is not None else index, is_own=around)

    def all_of(self, path: Path) -> list[Value]:
        """What `group/*` gives: the answers of all questions that stand in a group."""
        group, steps = self.start(path)
        for step in steps[:-1]:
            group, _ = self.stepped(group, step, None)
        if group.repeat is not self.here.repeat or any(step.predicates for step in steps):
            raise Untranslatable("all questions of a repeat cannot be asked at once")
        return [self.answer(child, None) for child in group.children if child.kind == QUESTION]

    def start(self, path: Path) -> tuple[Node, tuple[Step, ...]]:
        """Where a path begins, and its steps from there."""
        if path.absolute:
            return self.form.root, path.steps[1:]
        if isinstance(path.head, Reference):
            return self.reference(path.head.name), path.steps
        if path.head is None or (path.head == Call("current", ()) and self.outside is None):
            return self.here, path.steps
        raise Untranslatable("this path cannot be followed")

    def stepped(self, node: Node, step: Step, option: str | None) -> tuple[Node, str | None]:
        """Where a step leads, in a loop with the option that it stands for."""
        if step.name == ".":
            return node, option
        if step.name == "..":
            if node.parent is None:
                raise Untranslatable("a path leads out of the form")
            return node.parent, option
        if node.kind == LOOP and option is None and step.name in self._offered(node):
            return node, step.name
        found = next((child for child in node.children if child.name == step.name), None)
        if found is None:
            raise Untranslatable(f'there is no "{step.name}" in "{node.name}"')
        return found, option

    def _offered(self, loop: Node) -> list[str]:
        return [choice.value for choice in looped(self.form.lists, loop.offers)]

    def _indexed(self, node: Node, step: Step, index_of: Callable[[Syntax], Value]) -> Value | None:
        """The instance that a predicate names: `[2]`, `[position() = 2]`."""
        if not step.predicates:
            return None
        (predicate, *more) = step.predicates
        if isinstance(predicate, Operation) and predicate.left == Call("position", ()) and predicate.operator == "=":
            predicate = predicate.right
        elif not isinstance(predicate, Constant | Reference | Path | Operation | Call):
            more = [predicate]
        if more or node.kind != REPEAT:
            raise Untranslatable("a condition in a path cannot be said")
        index = index_of(predicate)
        if index.kind != values.NUMBER:
            raise Untranslatable("a condition in a path cannot be said")
        return index

    def _column(self, path: Path) -> Value:
        """A column of the option that a choice filter is asked for."""
        steps = [step for step in path.steps if step.name != "."]
        if len(steps) != 1 or steps[0].predicates or steps[0].name in ("..", "*") or self.item is None:
            raise Untranslatable("this path cannot be followed from an option")
        found = self.item.column(steps[0].name, self.language)
        return MISSING if found is None else replace(quoted(found), is_node=True)

    def own(self) -> Value:
        """`.`: the answer that a constraint judges."""
        answer = self.answer(self.here, None)
        return replace(answer, text="{.}") if self.is_constraint else answer

    def answer(self, node: Node, index: Value | None, is_own: bool = True) -> Value:
        """A question's answer, of one instance or of all; a group's or repeat's instances. A path from outside means
        all, also in the repeat itself (`is_own` false)."""
        if node.kind == REPEAT and node.repeat is self.here.repeat is not node:
            return replace(values.number("1"), is_node=True)
        if node.kind != QUESTION:
            name = self.form.sections.get(node)
            if name is None or node.kind not in (REPEAT, LOOP):
                raise Untranslatable(f'"{node.name}" is a group, which has no answer')
            return Value(values.REPEAT, f"{{{name}}}", is_node=True)
        bound = self.form.bindings.get(node, Binding(why="it has no answer here"))
        if bound.why:
            raise Untranslatable(f'"{node.name}" was not carried over: {bound.why}')
        if not bound.name:
            return replace(quoted(""), is_node=True)
        if self.is_opening and self.form.beginning and self.here.repeat is None:
            return self.form.beginning(node)
        kind = bound.kind or (self.form.kind_of(node) if self.form.kind_of else values.TEXT)
        answer = Value(kind, f"{{{bound.name}}}", options=bound.options, is_node=True, is_ranked=bound.is_ranked)
        placed = self._placed(node, answer, index, is_own)
        return _acknowledged(placed) if kind == values.BOOLEAN else placed

    def _placed(self, node: Node, value: Value, index: Value | None, is_own: bool) -> Value:
        if node.repeat is None:
            return value
        if index is not None:
            return replace(value, text=f"at({value.text}, {index.text})", exists=self._exists(node.repeat, index))
        if node.repeat is not self.here.repeat:
            return replace(value, kind=values.LIST, inner=value.kind)
        return value if is_own else replace(value, kind=values.LIST, inner=value.kind, text=f"values({value.text})")

    def _exists(self, repeat: Node, index: Value) -> str:
        """That there is an instance of this number; one of each option there always is."""
        if index.kind != values.NUMBER:
            return ""
        most = f"count({{{self.form.sections[repeat]}}}) >= {index.within(values.ADDED)}"
        return most if index.constant else f"{index.within(values.ADDED)} >= 1 and {most}"


def _acknowledged(value: Value) -> Value:
    """What was acknowledged says OK in XForms, and nothing otherwise."""
    if value.kind != values.BOOLEAN:
        raise Untranslatable("acknowledgements of all instances cannot be asked at once")
    return replace(value, kind=values.TEXT, text=f"iif({value.text}, 'OK', '')")
