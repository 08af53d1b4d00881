"""XPath as forms write it: XPath 1.0 without axes, with `${question}` for the path of a question. Text to nodes.

Recursive descent, bounded in length and depth, since a form's author is a stranger.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

DEEPEST, LONGEST = 50, 10_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<ref>\$\{\s*[^{}\s]+\s*\})
      | (?P<number>\d+(?:\.\d*)?|\.\d+)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<sign>!=|<=|>=|//|::|\.\.|[-+*/=<>()\[\],|@.])
      | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)""",
    re.VERBOSE,
)
_WORDS = ("and", "or", "div", "mod")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class XPathError(Exception):
    """An expression that cannot be read."""


class Token(NamedTuple):
    """`kind` is `ref`, `number`, `text`, `sign`, `name`, `word` (an operator) or `end`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number or a text, as spelled."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Step(Node):
    """One step of a path: a name, `.`, `..` or `*`, with its predicates."""

    name: str
    predicates: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A path: `absolute`, or from `head` (`${question}`, a call), or from where the expression stands."""

    steps: tuple[Step, ...]
    absolute: bool = False
    head: Node | None = None


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """`${question}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(argument, ...)`."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """`- part`."""

    part: Node


@lru_cache(maxsize=64)
def parse(source: str) -> Node:
    """The expression. Raises `XPathError` with a sentence. A choice filter is asked for once for each option."""
    if len(source) > LONGEST:
        raise XPathError(f"it is longer than {LONGEST} characters")
    parser = _Parser(list(_tokens(source)))
    node = parser.expression(0)
    if parser.token.kind != "end":
        raise XPathError(f'"{parser.token.text}" has no meaning here')
    return node


def _tokens(source: str) -> Iterator[Token]:
    at, is_value = 0, False
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise XPathError(f'"{source[at]}" has no meaning here')
        at, kind, text = found.end(), str(found.lastgroup), found[0]
        if kind == "space":
            continue
        if is_value and ((kind == "name" and text in _WORDS) or text == "*"):
            kind = "word"
        is_value = kind in ("ref", "number", "text", "name") or text in (")", "]", ".", "..")
        is_value = is_value or (text == "*" and kind == "sign")
        yield Token(kind, text)


class _Parser:
    """The tokens still ahead, and how deep we are."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "the end")

    def expression(self, level: int) -> Node:
        """Operators of this level and tighter, from left to right."""
        if level == len(_LEVELS):
            return self._negated()
        self.depth += 1
        if self.depth > DEEPEST * (len(_LEVELS) + 1):
            raise XPathError(f"it is nested deeper than {DEEPEST} levels")
        node = self.expression(level + 1)
        while self.token.kind in ("sign", "word", "name") and self.token.text in _LEVELS[level]:
            operator = self._next().text
            node = Operation(operator, node, self.expression(level + 1))
        self.depth -= 1
        return node

    def _next(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def _takes(self, sign: str) -> bool:
        if self.token.kind in ("sign", "word") and self.token.text == sign:
            self.at += 1
            return True
        return False

    def _needs(self, sign: str) -> None:
        if not self._takes(sign):
            raise XPathError(f'"{sign}" is expected, not {self.token.text}')

    def _negated(self) -> Node:
        signs = 0
        while self._takes("-"):
            signs += 1
        node = self._value()
        return Negative(node) if signs % 2 else node

    def _value(self) -> Node:
        token = self.token
        if token.kind == "number":
            return Constant(self._next().text, is_number=True)
        if token.kind == "text":
            return Constant(self._next().text[1:-1])
        if token.kind == "ref":
            return self._path_from(Reference(self._next().text[2:-1].strip()))
        if self._takes("("):
            node = self.expression(0)
            self._needs(")")
            return self._path_from(node)
        if token.kind == "name" and self._ahead("("):
            return self._path_from(self._call())
        return self._path()

    def _ahead(self, sign: str) -> bool:
        return self.at + 1 < len(self.tokens) and self.tokens[self.at + 1] == Token("sign", sign)

    def _call(self) -> Call:
        name = self._next().text
        self._needs("(")
        arguments: list[Node] = []
        if not self._takes(")"):
            arguments.append(self.expression(0))
            while self._takes(","):
                arguments.append(self.expression(0))
            self._needs(")")
        return Call(name, tuple(arguments))

    def _path_from(self, head: Node) -> Node:
        """A value that a path goes on from; predicates right behind it belong to a step `.`."""
        predicates = self._predicates()
        steps = [Step(".", predicates)] if predicates else []
        if self._takes("/"):
            steps += self._steps()
        return Path(tuple(steps), head=head) if steps else head

    def _path(self) -> Path:
        absolute = self._takes("/")
        return Path(tuple(self._steps()), absolute)

    def _steps(self) -> list[Step]:
        steps = [self._step()]
        while self._takes("/"):
            steps.append(self._step())
        return steps

    def _step(self) -> Step:
        token = self._next()
        if token.kind != "name" and token.text not in (".", "..", "*"):
            raise XPathError(f"a value is expected, not {token.text}")
        if self.token.text == "::":
            raise XPathError("axes are not known")
        return Step(token.text, self._predicates())

    def _predicates(self) -> tuple[Node, ...]:
        predicates = []
        while self._takes("["):
            predicates.append(self.expression(0))
            self._needs("]")
        return tuple(predicates)
