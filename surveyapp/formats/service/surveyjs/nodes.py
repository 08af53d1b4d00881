"""What a SurveyJS expression looks like once parsed: their words, nothing decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Scalar = None | bool | int | Decimal | str


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant. A quoted text is never a number, though `'5'` equals 5."""

    value: Scalar

    @property
    def parts(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Variable:
    """`{name}`; the name may be a path, such as `panel.question` or `matrix[0].column`."""

    name: str

    @property
    def parts(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Array:
    """`['a', 'b']`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`function(a, b)`."""

    function: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`not`, `empty` or `notempty` of something."""

    operator: str
    part: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.part,)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides under an operator in its canonical spelling."""

    operator: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


Node = Constant | Variable | Array | Call | Unary | Binary


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, without recursion."""
    ahead: list[Node] = [node]
    while ahead:
        each = ahead.pop()
        yield each
        ahead.extend(reversed(each.parts))
