"""Text to nodes by the law of GRAMMAR.md, in linear time and without recursion.

Operator precedence on two stacks of our own (shunting-yard): a hostile text of ten thousand parentheses costs a list,
never the interpreter's stack. What comes after walks nodes recursively, so their depth is bounded here.
"""

from typing import NamedTuple

from surveyapp.logic.expressions.errors import ExpressionError
from surveyapp.logic.expressions.nodes import (
    ITEM_HERE,
    NUMBER_HERE,
    SELF,
    Call,
    Comparison,
    Emptiness,
    ListOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Place,
    Product,
    Sum,
)
from surveyapp.logic.expressions.tokens import END, NAME, NUMBER, SIGN, TEXT, WORD, Token, tokens
from surveyapp.logic.issues import quoted
from surveyapp.logic.names import name_problem

DEEPEST = 100

_SPELLINGS = {
    "||": "or", "&&": "and", "!": "not", "==": "=", "<>": "!=", "equal": "=", "notequal": "!=", "less": "<",
    "greater": ">", "lessorequal": "<=", "greaterorequal": ">=",
}  # fmt: skip
_COMPARATORS = ("=", "!=", "<", "<=", ">", ">=", "contains", "notcontains", "anyof", "allof", "noneof", "in")
_POSTFIX = ("empty", "notempty")
_BINDING = {"or": 1, "and": 2, **dict.fromkeys(_COMPARATORS, 4), "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_NOT, _COMPARING, _NEGATIVE = 3, 4, 7
_MIRRORED = {"=<": "<=", "=>": ">="}
_TRUTHS = ("true", "false")


class _Pending(NamedTuple):
    """An operator or an opening bracket that waits for its operands; `base` counts operands before the bracket."""

    kind: str
    text: str
    at: int
    binding: int = 0
    base: int = 0


def parse(source: str) -> Node:
    """The expression a text spells; raises `ExpressionError` with a code, a sentence and a place."""
    return _Parser(source).expression()


class _Parser:
    """The two stacks and the tokens still ahead. Operands carry their depth."""

    def __init__(self, source: str) -> None:
        self.ahead = tokens(source)
        self.token = next(self.ahead)
        self.operands: list[tuple[Node, int]] = []
        self.pending: list[_Pending] = []

    def expression(self) -> Node:
        """All of the text."""
        while True:
            self._operand()
            while self._closing():
                pass
            if self.token.kind == END:
                break
            self._infix()
        self._reduce(0)
        if self.pending:
            raise ExpressionError("not_closed", f'"{self.pending[-1].text}" is never closed.', self.pending[-1].at)
        return self.operands[0][0]

    def _next(self) -> Token:
        token, self.token = self.token, next(self.ahead, self.token)
        return token

    def _follows(self, sign: str) -> bool:
        return self.token.kind == SIGN and self.token.text == sign

    def _operand(self) -> None:
        """Prefixes and opening brackets, then one value."""
        while True:
            token = self._next()
            if token.kind == WORD and self._follows("(") and not _is_operator(token):
                if self._call(token):
                    return None
            elif not self._opened(token):
                return self._put(_value(token), 1)

    def _opened(self, token: Token) -> bool:
        """Whether the token was a prefix or a bracket, now pending; an empty list is a value at once."""
        sign = _sign(token) if token.kind in (SIGN, WORD) else ""
        if sign == "not":
            self.pending.append(_Pending("prefix", "not", token.at, _NOT))
        elif sign == "-":
            self.pending.append(_Pending("prefix", "-", token.at, _NEGATIVE))
        elif sign == "(":
            self.pending.append(_Pending("group", "(", token.at, base=len(self.operands)))
        elif sign == "[" and not self._follows("]"):
            self.pending.append(_Pending("list", "[", token.at, base=len(self.operands)))
        else:
            return False
        return True

    def _call(self, name: Token) -> bool:
        """Begin a call; whether it is complete already, having no arguments."""
        self._next()
        if self._follows(")"):
            self._next()
            self._put(Call(name.at, name.text.lower(), ()), 1)
            return True
        self.pending.append(_Pending("call", name.text, name.at, base=len(self.operands)))
        return False

    def _closing(self) -> bool:
        """Whatever may follow a value without another value: closing brackets, `empty`, `notempty`."""
        token = self.token
        if token.kind == WORD and token.text.lower() in _POSTFIX:
            self._next()
            self._reduce(_COMPARING + 1)
            part, depth = self.operands.pop()
            self._put(Emptiness(token.at, part, token.text.lower() == "notempty"), depth + 1)
            self._refuse_second_comparison(token, self.token)
            return True
        if token.kind == SIGN and token.text in (")", "]"):
            self._next()
            self._close(token)
            return True
        return False

    def _close(self, token: Token) -> None:
        self._reduce(0)
        wanted = ("list",) if token.text == "]" else ("group", "call")
        if not self.pending or self.pending[-1].kind not in wanted:
            raise ExpressionError("not_opened", f'"{token.text}" closes nothing.', token.at)
        opened = self.pending.pop()
        if opened.kind != "group":
            inner = self.operands[opened.base :]
            del self.operands[opened.base :]
            parts = tuple(node for node, _ in inner)
            made = ListOf(opened.at, parts) if opened.kind == "list" else Call(opened.at, opened.text.lower(), parts)
            self._put(made, 1 + max(depth for _, depth in inner))

    def _infix(self) -> None:
        token = self._next()
        if token.kind == SIGN and token.text in _MIRRORED:
            raise ExpressionError("unexpected", f'Write "{_MIRRORED[token.text]}", not "{token.text}".', token.at)
        sign = _sign(token)
        if token.kind == SIGN and sign == ",":
            return self._comma(token)
        binding = _BINDING.get(sign) if token.kind in (SIGN, WORD) else None
        if binding is None:
            raise ExpressionError("operator_expected", f"An operator is expected here, not {_shown(token)}.", token.at)
        self._reduce(binding + 1 if binding == _COMPARING else binding)
        if binding == _COMPARING:
            self._refuse_second_comparison(token)
        self.pending.append(_Pending("infix", sign, token.at, binding))
        return None

    def _comma(self, token: Token) -> None:
        self._reduce(0)
        if not self.pending or self.pending[-1].kind not in ("call", "list"):
            raise ExpressionError("unexpected", "A comma stands only between arguments or in a list.", token.at)

    def _refuse_second_comparison(self, token: Token, follows: Token | None = None) -> None:
        """After or inside a comparison there is no other, `a < b < c` being read in as many ways as there are readers;
        an emptiness is compared with what follows it as well."""
        again = bool(self.pending) and self.pending[-1].kind == "infix" and self.pending[-1].binding == _COMPARING
        if follows is not None and follows.kind in (SIGN, WORD):
            sign = _sign(follows)
            again = again or sign in _COMPARATORS or sign in _POSTFIX
        if again:
            raise ExpressionError(
                "compared_twice", 'A comparison cannot be compared again; join two by "and".', token.at
            )

    def _reduce(self, binding: int) -> None:
        """Apply every pending operator that binds at least so tightly."""
        while self.pending and self.pending[-1].kind in ("infix", "prefix") and self.pending[-1].binding >= binding:
            self._apply(self.pending.pop())

    def _apply(self, operator: _Pending) -> None:
        right, depth = self.operands.pop()
        if operator.kind == "prefix":
            return self._put(_negated(operator, right), depth + 1)
        left, left_depth = self.operands.pop()
        if operator.text in ("and", "or"):
            joined = left.joined if isinstance(left, Logic) and left.operator == operator.text else (left,)
            made: Node = Logic(left.at, operator.text, (*joined, right))
        elif operator.text in ("+", "-"):
            terms = left.terms if isinstance(left, Sum) else (("+", left),)
            made = Sum(left.at, (*terms, (operator.text, right)))
        elif operator.binding == _COMPARING:
            made = Comparison(operator.at, operator.text, left, right)
        else:
            made = Product(operator.at, operator.text, left, right)
        flat = isinstance(left, type(made)) and isinstance(made, Logic | Sum)
        return self._put(made, max(left_depth + (not flat), depth + 1))

    def _put(self, node: Node, depth: int) -> None:
        if depth > DEEPEST:
            raise ExpressionError("too_deep", f"Nested deeper than {DEEPEST} levels.", node.at)
        self.operands.append((node, depth))


def _negated(operator: _Pending, part: Node) -> Node:
    if operator.text == "-" and isinstance(part, Literal) and part.kind == "number" and part.text[0] != "-":
        return Literal(operator.at, "number", "-" + part.text)
    return Negation(operator.at, operator.text, part)


def _sign(token: Token) -> str:
    """The canonical spelling of an operator; words may be written in any case."""
    word = token.text.lower()
    return _SPELLINGS.get(word, word)


def _is_operator(token: Token) -> bool:
    return _sign(token) in (*_BINDING, *_POSTFIX, "not")


def _value(token: Token) -> Node:
    if token.kind in (NUMBER, TEXT):
        return Literal(token.at, token.kind, token.text)
    if token.kind == NAME:
        return _name(token)
    if token.kind == WORD and token.text.lower() in _TRUTHS:
        return Literal(token.at, "truth", token.text.lower())
    if token.kind == WORD and not _is_operator(token):
        detail = f"{quoted(token.text)} is not known; a text needs quotes and a field needs braces."
        raise ExpressionError("unknown_word", detail, token.at)
    raise ExpressionError("value_expected", f"A value is expected here, not {_shown(token)}.", token.at)


def _name(token: Token) -> Node:
    if token.text in (NUMBER_HERE, ITEM_HERE):
        return Place(token.at, token.text[1:])
    if token.text != SELF and name_problem(token.text):
        raise ExpressionError("bad_name", f"{quoted(token.text)} cannot be the name of a field.", token.at)
    return Name(token.at, token.text)


def _shown(token: Token) -> str:
    return "the end" if token.kind == END else quoted(token.text)
