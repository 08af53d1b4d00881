"""What every room must mean by the same words: empty, blank, storable (DESIGN 6).

`SPACE` is spelled out because Python's and the browser's ideas of white space differ at the edges; both engines trim
exactly these characters, so no answer is empty in one and not in the other.
"""

SPACE = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


ABSENT = object()
"""Stands for an answer that was never given, which a default fills; null is one that was taken away."""


def is_empty(value: object) -> bool:
    """Null, blank text, an empty list or object. Zero, false and "0" are answers."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value or (value[0] in SPACE and not value.strip(SPACE))
    return isinstance(value, list | dict) and not value


def trimmed(text: str) -> str:
    """The text without the white space around it; most texts have none, and looking at two characters tells."""
    return text.strip(SPACE) if text and (text[0] in SPACE or text[-1] in SPACE) else text


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold it: no NUL and no lone surrogate, which no UTF-8 text has."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
