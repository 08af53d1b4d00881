"""SurveyJS's expressions parsed: its grammar, loosest first, is or, and, comparisons, `+ -`, `* / %`, `^`, membership.

Differences to ours that matter here: a bare word is a text, both kinds of quotes may stand for each other, `empty`
follows a value, membership binds tighter than arithmetic, comparisons are joined from left to right, `not` is no word
of it (`!` and `negate` are), a minus stands before numbers only, and a word right before a bracket where a value
belongs is a function, whatever the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from surveyapp.formats.service.surveyjs.nodes import Array, Binary, Call, Constant, Node, Unary, Variable
from surveyapp.logic.issues import quoted

LONGEST = 10_000
DEEPEST = 60

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<variable>\{[^{}]+\})
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>0x[0-9A-Fa-f]+|\d+(?:\.\d+)?)
      | (?P<sign>&&|\|\||==|!=|<>|<=|>=|=<|=>|\*=|[-+*/%^=<>!()\[\],])
      | (?P<call>[A-Za-z_][A-Za-z0-9_]*(?=\())
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(['\"])")
_SPELLINGS = {
    "||": "or", "&&": "and", "==": "=", "equal": "=", "<>": "!=", "notequal": "!=", "less": "<", "greater": ">",
    "lessorequal": "<=", "=<": "<=", "greaterorequal": ">=", "=>": ">=", "power": "^", "*=": "contains",
    "contain": "contains", "notcontain": "notcontains", "negate": "!",
}  # fmt: skip
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("=", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
    ("^",),
    ("contains", "notcontains", "anyof", "allof", "noneof"),
)
WORDS = frozenset((*_SPELLINGS, *(word for level in _LEVELS for word in level), "empty", "notempty"))
"""Words and signs that are operators: none of them is the name of a function."""
_NOTHING = ("null", "undefined")


class SyntaxProblem(Exception):
    """A text that is no expression of SurveyJS; it ignores such a one, and says so only on a console."""


class _Token(NamedTuple):
    kind: str
    text: str


@lru_cache(maxsize=512)
def parse(source: str) -> Node:
    """The expression that a text spells. Raises SyntaxProblem."""
    if len(source) > LONGEST:
        raise SyntaxProblem(f"it is longer than {LONGEST} characters")
    parser = _Parser(_tokens(source))
    node = parser.binary(0)
    if parser.token is not None:
        raise SyntaxProblem(f"{quoted(parser.token.text)} is not expected")
    return node


def _tokens(source: str) -> list[_Token]:
    found, at = [], 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise SyntaxProblem(f"{quoted(source[at])} has no meaning")
        if match.lastgroup != "space":
            found.append(_Token(str(match.lastgroup), match[0]))
        at = match.end()
    return found


class _Parser:
    """Recursive descent over the levels, its depth bounded."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.ahead = tokens[::-1]
        self.depth = 0

    @property
    def token(self) -> _Token | None:
        return self.ahead[-1] if self.ahead else None

    def binary(self, level: int) -> Node:
        """A chain of one level's operators, from left to right."""
        if level == len(_LEVELS):
            return self.factor()
        node = self.binary(level + 1)
        while self._operator() in _LEVELS[level]:
            operator = self._operator()
            self.ahead.pop()
            node = Binary(operator, node, self.binary(level + 1))
        return node

    def factor(self) -> Node:
        """One value with what follows it."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise SyntaxProblem("it is nested too deeply")
        node = self._value()
        while self._operator() in ("empty", "notempty"):
            node = Unary(self._operator(), node)
            self.ahead.pop()
        self.depth -= 1
        return node

    def _value(self) -> Node:
        token = self._next()
        if token.kind in _ATOMS:
            return _ATOMS[token.kind](token.text)
        if token.kind == "call":
            self.ahead.pop()
            return Call(token.text, self._sequence(")"))
        sign = _spelled(token)
        if sign == "!":
            return Unary("not", self.factor())
        if sign == "(":
            node = self.binary(0)
            self._close(")")
            return node
        if sign == "[":
            return Array(self._sequence("]"))
        if sign == "-":
            return self._negative()
        return self._word(token)

    def _negative(self) -> Node:
        token = self._next()
        if token.kind != "number":
            raise SyntaxProblem("a minus stands before a number only")
        found = _number(token.text).value
        return Constant(-found if isinstance(found, int | Decimal) else found)

    def _word(self, token: _Token) -> Node:
        if token.kind != "word" or token.text.lower() in WORDS:
            raise SyntaxProblem(f"a value is missing before {quoted(token.text)}")
        return _bare(token.text)

    def _sequence(self, closing: str) -> tuple[Node, ...]:
        if self.token == _Token("sign", closing):
            self.ahead.pop()
            return ()
        parts = [self.binary(0)]
        while self.token == _Token("sign", ","):
            self.ahead.pop()
            parts.append(self.binary(0))
        self._close(closing)
        return tuple(parts)

    def _close(self, sign: str) -> None:
        """A missing bracket at the very end is forgiven, as SurveyJS does."""
        if self.token is None and sign == ")":
            return
        if self._next() != _Token("sign", sign):
            raise SyntaxProblem(f'"{sign}" is missing')

    def _next(self) -> _Token:
        if not self.ahead:
            raise SyntaxProblem("it ends too early")
        return self.ahead.pop()

    def _operator(self) -> str:
        return "" if self.token is None or self.token.kind in _ATOMS else _spelled(self.token)


def _spelled(token: _Token) -> str:
    word = token.text.lower()
    return _SPELLINGS.get(word, word)


def _bare(word: str) -> Constant:
    if word in _NOTHING:
        return Constant(None)
    return Constant(word.lower() == "true") if word.lower() in ("true", "false") else Constant(word)


def _text(written: str) -> Constant:
    """A quoted text; `'true'` is a boolean to SurveyJS all the same."""
    inside = _ESCAPED.sub(r"\1", written[1:-1])
    return Constant(inside)


def _number(written: str) -> Constant:
    if written.startswith("0x"):
        return Constant(int(written, 16))
    return Constant(int(written) if written.isdigit() else Decimal(written))


def _variable(written: str) -> Variable:
    """`{#name}` only says that the value is taken as it is."""
    return Variable(written[1:-1].strip().removeprefix("#"))


_ATOMS: dict[str, Callable[[str], Node]] = {"text": _text, "number": _number, "variable": _variable}
