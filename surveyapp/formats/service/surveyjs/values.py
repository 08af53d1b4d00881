"""Values of SurveyJS's expressions on their way into ours: its types are those of answers, ours those of fields.

SurveyJS compares loosely: texts without regard to case, a text that spells a number as that number, empty as nothing.
Here is what each kind of value becomes when it is read as another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NoReturn

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.nodes import Scalar
from surveyapp.formats.service.surveyjs.phrases import FALSE, TRUE, Phrase, Untranslatable

NUMBER, TEXT, DATE, BOOLEAN, ONE, MANY = "number", "text", "date", "boolean", "one", "many"
MOMENT, CONDITION, NOTHING, OBJECT = "moment", "condition", "nothing", "object"
"""`moment` is a time or a date with a time; `object` can only be asked whether it is empty (a file, a matrix)."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value: its kind, how ours says it, the options of a choice, its elements where it is a constant.

    `numeric` is how it reads as a number where that is not the usual way; `plural` a value for each instance; `filled`
    how to ask whether there is any of it, where that is not the usual way either. A date that is `under_way` is a
    moment of that day, after its beginning, which is what another date stands for. `below` is when a number would be
    negative there and is empty here.
    """

    kind: str
    phrase: Phrase
    options: tuple[str, ...] = ()
    constant: tuple[Scalar, ...] | None = None
    numeric: Phrase | None = None
    plural: bool = False
    filled: Phrase | None = None
    under_way: bool = False
    below: Phrase | None = None


EMPTY = Value(NOTHING, phrases.text(""), constant=(None,))


def constant(value: Scalar) -> Value:
    """A constant on its own."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return Value(CONDITION, TRUE if value else FALSE, constant=(value,))
    if isinstance(value, int | Decimal):
        return Value(NUMBER, phrases.number(value), constant=(value,))
    return Value(TEXT, phrases.text(value), constant=(value,))


def condition(phrase: Phrase) -> Value:
    """What is true or false."""
    known = (phrase == TRUE,) if phrase in (TRUE, FALSE) else None
    return Value(CONDITION, phrase, constant=known)


def measured(phrase: Phrase) -> Value:
    """A number that was worked out."""
    return Value(NUMBER, phrase)


def spelled(value: Scalar) -> str:
    """A constant as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def decimal(value: Scalar) -> Decimal | None:
    """The number that a constant is or spells; a text with leading zeros is none."""
    if isinstance(value, bool) or value is None:
        return None
    spelling = spelled(value).strip()
    if isinstance(value, str) and (len(spelling) > 30 or spelling[:1] == "0" and spelling[1:2].isdigit()):
        return None
    try:
        found = Decimal(spelling)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def folded(value: Scalar) -> Decimal | str:
    """What two constants share that SurveyJS takes for equal: a number, or the text without regard to case."""
    found = decimal(value)
    return spelled(value).strip().lower() if found is None else found


def alike(left: Scalar, right: Scalar) -> bool:
    """Whether SurveyJS takes two constants for equal."""
    return folded(left) == folded(right)


def among(options: tuple[str, ...], wanted: Iterable[Scalar]) -> list[str]:
    """The options that equal one of several constants, in their order."""
    every = _by_meaning(options)
    found = {option for each in wanted for option in every.get(folded(each), ())}
    return [option for option in options if option in found] if found else []


@lru_cache(maxsize=256)
def _by_meaning(options: tuple[str, ...]) -> Mapping[Decimal | str, list[str]]:
    every: dict[Decimal | str, list[str]] = {}
    for option in options:
        every.setdefault(folded(option), []).append(option)
    return every


def numbers(value: Value) -> Phrase:
    """Read as a number; a text that spells none is empty then."""
    if value.numeric is not None:
        return value.numeric
    if value.kind == NUMBER:
        return value.phrase
    if value.constant is not None:
        found = decimal(value.constant[0]) if len(value.constant) == 1 else None
        return phrases.text("") if found is None else phrases.number(_whole(found))
    if value.kind == TEXT:
        return phrases.called("number", value.phrase)
    if value.kind == ONE and value.options and all(map(_spells, value.options)):
        return value.phrase
    if value.kind == ONE:
        return phrases.called("number", phrases.called("text", value.phrase))
    if value.kind in (BOOLEAN, CONDITION):
        return phrases.called("iif", truth(value), Phrase("1"), Phrase("0"))
    return refused(value, "a number")


def counted(value: Value) -> Phrase:
    """Read as an operand of arithmetic, where empty is 0."""
    if value.numeric is not None:
        return value.numeric
    if value.constant is not None:
        return Phrase("0") if value.constant[0] in (None, "") else numbers(value)
    if value.kind == NUMBER:
        return phrases.called("sum", value.phrase)
    if value.kind in (BOOLEAN, CONDITION):
        return numbers(value)
    return phrases.called("iif", phrases.asked(value.phrase, "empty"), Phrase("0"), numbers(value))


def texts(value: Value) -> Phrase:
    """Read as a text."""
    if value.constant is not None and len(value.constant) == 1:
        return phrases.text(spelled(value.constant[0]))
    if value.kind == NUMBER:
        return phrases.called("text", value.phrase)
    if value.kind in (TEXT, ONE, DATE, NOTHING):
        return value.phrase
    return refused(value, "a text")


def dates(value: Value) -> Phrase:
    """Read as a date."""
    if value.constant is not None and is_date(value.constant[0]):
        return phrases.called("date", phrases.text(spelled(value.constant[0])[:10]))
    if value.kind in (DATE, NOTHING):
        return value.phrase
    if value.kind == TEXT:
        return phrases.called("date", value.phrase)
    return refused(value, "a date")


def is_date(value: Scalar) -> bool:
    """Whether a constant begins with a date."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value[:10]))
    except ValueError:
        return False


def moment(value: Scalar) -> str:
    """A constant as a time or as a date with a time; a date is its first minute, and what is none of these nothing."""
    written = value.strip() if isinstance(value, str) else ""
    try:
        if "T" in written or "-" in written:
            return _to_the_minute(datetime.fromisoformat(written))
        return _to_the_minute(time.fromisoformat(written))
    except ValueError:
        return ""


def _to_the_minute(found: datetime | time) -> str:
    precision = "seconds" if found.second else "minutes"
    return found.replace(tzinfo=None, microsecond=0).isoformat(timespec=precision)


def truth(value: Value) -> Phrase:
    """Read as one side of `and` or `or`: whatever is there and is neither no nor 0."""
    if value.kind == CONDITION:
        return value.phrase
    if value.constant is not None:
        return TRUE if any(each not in (None, "", 0) for each in value.constant) else FALSE
    if value.kind == BOOLEAN:
        return phrases.compared(value.phrase, "=", TRUE)
    filled = emptiness(value, "notempty")
    if value.kind == NUMBER:
        return phrases.both((filled, phrases.compared(value.phrase, "!=", Phrase("0"))))
    if value.kind == ONE and (off := [option for option in value.options if _converted(option) in (False, 0)]):
        filled = phrases.both((filled, phrases.compared(value.phrase, "noneof", phrases.listed(off))))
    if value.kind == TEXT:
        idle = phrases.listed(("0", "false"))
        filled = phrases.both((filled, phrases.compared(phrases.called("lower", value.phrase), "noneof", idle)))
    return filled


def holds(value: Value) -> Phrase:
    """Read as the outcome of a whole condition, which only true satisfies: 1 does not, nor any text but `true`."""
    if value.constant is not None:
        return TRUE if value.constant == (True,) and value.constant[0] is True else FALSE
    if value.kind in (CONDITION, BOOLEAN):
        return truth(value)
    if value.kind == ONE and (said := among(value.options, (True,))):
        return phrases.compared(value.phrase, "=", phrases.text(said[0]))
    if value.kind == TEXT:
        return phrases.compared(phrases.called("lower", value.phrase), "=", phrases.text("true"))
    return FALSE


def _converted(written: str) -> Scalar:
    """What a text is to an expression that reads it from an answer."""
    word = written.strip().lower()
    return word == "true" if word in ("true", "false") else decimal(written)


def emptiness(value: Value, word: str) -> Phrase:
    """`empty` or `notempty`."""
    if value.constant is not None:
        blank = all(each is None or (isinstance(each, str) and not each.strip()) for each in value.constant)
        return TRUE if blank == (word == "empty") else FALSE
    if value.kind == CONDITION:
        return FALSE if word == "empty" else TRUE
    if value.filled is not None:
        return value.filled if word == "notempty" else phrases.negated(value.filled)
    return phrases.asked(value.phrase, word)


def singular(value: Value) -> Value:
    """A value that is one, not one for each instance."""
    if value.plural:
        raise Untranslatable("a question of a repeating panel is read from outside as if it had one answer")
    return value


def refused(value: Value, wanted: str) -> NoReturn:
    raise Untranslatable(f"{value.phrase.text} cannot be read as {wanted}")


def _spells(option: str) -> bool:
    return decimal(option) is not None


def _whole(found: Decimal) -> int | Decimal:
    return int(found) if found == int(found) else found
