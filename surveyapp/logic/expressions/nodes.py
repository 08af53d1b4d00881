"""What a parsed expression looks like: the words as they were written, nothing typed yet.

Every node knows where it stands (`at`) and lists the fields it reads, which is all that ordering needs. Chains of one
operator are flat, so that a sum of a hundred fields is no deeper than a sum of two; `parser` bounds the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SELF = "."
NUMBER_HERE, ITEM_HERE = ".number", ".item"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""

    at: int

    @property
    def parts(self) -> tuple["Node", ...]:
        """The nodes directly below."""
        return ()

    def walk(self) -> Iterator["Node"]:
        """This node and all below, in the order of the text; without recursion."""
        ahead: list[Node] = [self]
        while ahead:
            node = ahead.pop()
            yield node
            ahead.extend(reversed(node.parts))

    def names(self) -> Iterator["Name"]:
        """Every place where a field is read."""
        return (node for node in self.walk() if isinstance(node, Name))

    def calls(self, *functions: str) -> bool:
        """Whether one of these functions is called somewhere."""
        return any(isinstance(node, Call) and node.function in functions for node in self.walk())

    @property
    def reads(self) -> frozenset[str]:
        """The fields read, `.` for the field that a constraint belongs to."""
        return frozenset(name.field for name in self.names())


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant: `kind` is `number`, `text` or `truth`; `text` how it was spelled (a number may stand for a text)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """`{field}`, or `{.}` in a constraint."""

    field: str


@dataclass(frozen=True, slots=True)
class Place(Node):
    """`{.number}` or `{.item}` of the instance of a repeating section; `what` without the point."""

    what: str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`['a', 'b']`."""

    elements: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.elements


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(argument, ...)`, the function's name in lower case."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Two or more parts joined by one operator, `and` or `or`."""

    operator: str
    joined: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.joined


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`not part`, or `-part` where `operator` is `-`."""

    operator: str
    part: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.part,)


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left operator right`, the operator in its canonical spelling."""

    operator: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Emptiness(Node):
    """`part empty`, or `part notempty` where `filled`."""

    part: Node
    filled: bool

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.part,)


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms added (`+`) or subtracted (`-`) from left to right; the first is added."""

    terms: tuple[tuple[str, Node], ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return tuple(term for _, term in self.terms)


@dataclass(frozen=True, slots=True)
class Product(Node):
    """`left * right`, `/` or `%`."""

    operator: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)
