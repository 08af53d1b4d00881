"""Text to tokens, each with the place where it stands. One pass, no look-back, linear in the text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from surveyapp.logic.expressions.errors import ExpressionError
from surveyapp.logic.issues import quoted

NUMBER, TEXT, NAME, WORD, SIGN, END = "number", "text", "name", "word", "sign", "end"

_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+)
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<name>\{[^{}]*\})
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<sign>&&|\|\||==|!=|<>|<=|>=|=<|=>|[-+*/%=<>!()\[\],])""",
    re.ASCII | re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(['\"\\])")

_UNFINISHED = {
    "'": ("text_not_closed", "This text has no closing quote."),
    '"': ("text_not_closed", "This text has no closing quote."),
    "{": ("name_not_closed", "This field name has no closing brace."),
}


class Token(NamedTuple):
    """`text` is what the token means (a name without braces, a text without quotes), `at` where it begins."""

    kind: str
    text: str
    at: int


def tokens(source: str) -> Iterator[Token]:
    """The tokens of an expression, then one END; raises `ExpressionError` at the first character that begins none."""
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise _unreadable(source, at)
        kind = str(found.lastgroup)
        if kind != "space":
            yield Token(kind, _meaning(kind, found[0]), at)
        at = found.end()
    yield Token(END, "", at)


def _meaning(kind: str, written: str) -> str:
    """A backslash guards a quote or a backslash; before anything else it is itself, so patterns read as usual."""
    if kind == TEXT:
        return _ESCAPED.sub(r"\1", written[1:-1])
    return written[1:-1].strip() if kind == NAME else written


def _unreadable(source: str, at: int) -> ExpressionError:
    known = _UNFINISHED.get(source[at])
    code, detail = known or ("unexpected_character", f"{quoted(source[at])} has no meaning here.")
    return ExpressionError(code, detail, at)
