"""SurveyJS's functions said in ours. Those of an application's own, which it alone knows, are not translatable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.phrases import FALSE, Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.values import (
    BOOLEAN,
    CONDITION,
    DATE,
    EMPTY,
    MANY,
    NOTHING,
    NUMBER,
    TEXT,
    Value,
    condition,
    constant,
    dates,
    decimal,
    measured,
    numbers,
    singular,
    spelled,
    texts,
    truth,
)

Arguments = Sequence[Value]
TODAY = Phrase("today()")
ZERO = Phrase("0")
SUNDAY = "0001-01-07"
"""The first one that a date can be."""


def call(function: str, arguments: Arguments) -> Value:
    """A function of values. Raises Untranslatable."""
    known = FUNCTIONS.get(function)
    if known is None:
        raise Untranslatable(f"the function {function}()")
    made, least, most = known
    if not least <= len(arguments) <= most:
        raise Untranslatable(f"{function}() with {len(arguments)} arguments")
    return made(arguments)


def iif(arguments: Arguments) -> Value:
    """One of two values, read as one type: numbers where both are, else texts."""
    asked = truth(singular(arguments[0]))
    then = singular(arguments[1])
    otherwise = singular(arguments[2]) if len(arguments) > 2 else EMPTY
    if asked in (phrases.TRUE, FALSE):
        return then if asked == phrases.TRUE else otherwise
    kinds = {then.kind, otherwise.kind} - {NOTHING}
    if kinds <= {CONDITION, BOOLEAN}:
        yes = phrases.both((asked, truth(then)))
        return condition(phrases.either((yes, phrases.both((phrases.negated(asked), truth(otherwise))))))
    if kinds == {DATE}:
        return Value(DATE, phrases.called("iif", asked, dates(then), dates(otherwise)))
    numeric = phrases.called("iif", asked, _or_nothing(then), _or_nothing(otherwise))
    if kinds == {NUMBER}:
        return Value(NUMBER, numeric)
    chosen = phrases.called("iif", asked, texts(_as_text(then)), texts(_as_text(otherwise)))
    return Value(TEXT, chosen, numeric=numeric)


def _or_nothing(value: Value) -> Phrase:
    """As a number, or nothing where it can be none."""
    if value.kind in (NOTHING, CONDITION, DATE):
        return EMPTY.phrase
    return numbers(value)


def _as_text(value: Value) -> Value:
    if value.kind == DATE and value.constant is None:
        return Value(TEXT, phrases.called("text", value.phrase))
    if value.kind in (CONDITION, BOOLEAN) and value.constant is None:
        return Value(TEXT, phrases.called("iif", truth(value), phrases.text("true"), phrases.text("false")))
    return value


def _gathered(function: str) -> Callable[[Arguments], Value]:
    """Of numbers, of lists of them; what is no number does not count. Nothing at all gives 0."""

    def made(arguments: Arguments) -> Value:
        parts = [part for value in arguments for part in _numbers_of(value)]
        if not parts:
            return constant(0)
        gathered = phrases.called(function, *parts)
        never_empty = phrases.called("sum", gathered) if function == "avg" else gathered
        return Value(NUMBER, never_empty, numeric=never_empty)

    return made


def _numbers_of(value: Value) -> list[Phrase]:
    """A value as arguments of a function of numbers; of several choices each that is chosen."""
    if value.kind == NOTHING or value.plural:
        return [value.phrase] if value.plural else []
    if value.kind != MANY or not all(decimal(option) is not None for option in value.options):
        return [numbers(value)]
    chosen = ((phrases.compared(value.phrase, "contains", phrases.text(each)), each) for each in value.options)
    return [phrases.called("iif", asked, Phrase(each), EMPTY.phrase) for asked, each in chosen]


def _extreme(function: str) -> Callable[[Arguments], Value]:
    def made(arguments: Arguments) -> Value:
        kept = [value for value in arguments if value.kind != NOTHING]
        if not kept:
            return EMPTY
        if any(value.kind == DATE for value in kept):
            return Value(DATE, phrases.called(function, *map(dates, kept)))
        return measured(phrases.called(function, *(part for value in kept for part in _numbers_of(value))))

    return made


def _count(arguments: Arguments) -> Value:
    parts = [value.phrase for value in arguments if value.kind != NOTHING]
    counted = phrases.called("count", *parts) if parts else ZERO
    return Value(NUMBER, counted, numeric=counted)


def _round(arguments: Arguments) -> Value:
    """Of nothing it is no number there, which is nothing else than itself: not even nothing."""
    return replace(
        measured(phrases.called("round", *(numbers(singular(value)) for value in arguments))), filled=phrases.TRUE
    )


def _trunc(arguments: Arguments) -> Value:
    """Towards zero; with places a number is moved there and back."""
    value = numbers(singular(arguments[0]))
    scale = Phrase(str(10 ** _places(arguments[1]))) if len(arguments) > 1 else None
    moved = phrases.multiplied(value, "*", scale) if scale else value
    negative = phrases.compared(moved, "<", ZERO)
    whole = phrases.called("iif", negative, phrases.called("ceil", moved), phrases.called("floor", moved))
    return measured(phrases.multiplied(whole, "/", scale) if scale else whole)


def _places(value: Value) -> int:
    found = value.constant[0] if value.constant else None
    if isinstance(found, int) and 0 <= found <= 10:
        return found
    raise Untranslatable("trunc() to a number of places that is not a constant")


def _age(arguments: Arguments) -> Value:
    if arguments[0].kind == NOTHING:
        return EMPTY
    born, unit = dates(singular(arguments[0])), _word(arguments, 1, "years")
    if unit != "years":
        return measured(_between(born, TODAY, unit))
    return Value(NUMBER, phrases.called("age", born), below=phrases.compared(born, ">", TODAY))


def _date_diff(arguments: Arguments) -> Value:
    if NOTHING in (arguments[0].kind, arguments[1].kind):
        return EMPTY
    first, last = dates(singular(arguments[0])), dates(singular(arguments[1]))
    return measured(_between(first, last, _word(arguments, 2, "days")))


def _between(first: Phrase, last: Phrase, unit: str) -> Phrase:
    """Whole days whichever way round; months and years as completed."""
    if unit == "days":
        return phrases.called("abs", phrases.called("days", first, last))
    years = phrases.added(phrases.called("year", last), "-", phrases.called("year", first))
    months = phrases.added(phrases.called("month", last), "-", phrases.called("month", first))
    total = phrases.added(phrases.multiplied(years, "*", Phrase("12")), "+", months)
    begun = phrases.compared(phrases.called("day", last), "<", phrases.called("day", first))
    total = phrases.added(total, "-", phrases.called("iif", begun, Phrase("1"), ZERO))
    if unit == "months":
        return total
    if unit != "years":
        raise Untranslatable(f"dateDiff() in {unit}")
    twelfth = phrases.multiplied(total, "/", Phrase("12"))
    backwards = phrases.compared(total, "<", ZERO)
    return phrases.called("iif", backwards, phrases.called("ceil", twelfth), phrases.called("floor", twelfth))


def _date_add(arguments: Arguments) -> Value:
    if NOTHING in (arguments[0].kind, arguments[1].kind):
        return EMPTY
    if _word(arguments, 2, "days") != "days":
        raise Untranslatable("dateAdd() of anything but days")
    return Value(DATE, phrases.added(dates(singular(arguments[0])), "+", numbers(singular(arguments[1]))))


def _today(arguments: Arguments) -> Value:
    if not arguments:
        return Value(DATE, TODAY)
    return Value(DATE, phrases.added(TODAY, "+", numbers(singular(arguments[0]))))


def _now(arguments: Arguments) -> Value:
    return Value(DATE, TODAY, under_way=True)


def _date(arguments: Arguments) -> Value:
    return EMPTY if arguments[0].kind == NOTHING else Value(DATE, dates(singular(arguments[0])))


def _part(function: str) -> Callable[[Arguments], Value]:
    """Of a date, or of today where there is none."""

    def made(arguments: Arguments) -> Value:
        if not arguments or arguments[0].kind == NOTHING:
            return measured(phrases.called(function, TODAY))
        return measured(phrases.called(function, _known_day(singular(arguments[0]))))

    return made


def _weekday(arguments: Arguments) -> Value:
    """Of a date, or of today, 0 for a Sunday."""
    day = _known_day(singular(arguments[0])) if arguments and arguments[0].kind != NOTHING else TODAY
    passed = phrases.called("days", phrases.called("date", phrases.text(SUNDAY)), day)
    return measured(phrases.multiplied(passed, "%", Phrase("7")))


def _known_day(value: Value) -> Phrase:
    """A date, today where there is none."""
    if value.constant is not None or value.phrase == TODAY:
        return dates(value)
    return phrases.called("iif", phrases.asked(value.phrase, "empty"), TODAY, dates(value))


def _substring(arguments: Arguments) -> Value:
    """From one place up to another; of a number nothing."""
    if arguments[0].kind == NUMBER:
        return EMPTY
    written, start = texts(singular(arguments[0])), numbers(singular(arguments[1]))
    if len(arguments) == 2:
        return Value(TEXT, phrases.called("substr", written, start))
    length = phrases.added(numbers(singular(arguments[2])), "-", start)
    return Value(TEXT, phrases.called("substr", written, start, length))


def _word(arguments: Arguments, at: int, usual: str) -> str:
    if len(arguments) <= at or arguments[at].kind == NOTHING:
        return usual
    known = arguments[at].constant
    if known is None:
        raise Untranslatable("a unit of time that is not a constant")
    return spelled(known[0])


def _never(arguments: Arguments) -> Value:
    return condition(FALSE)


MOST = 1_000
FUNCTIONS: Mapping[str, tuple[Callable[[Arguments], Value], int, int]] = {
    "iif": (iif, 2, 3),
    "sum": (_gathered("sum"), 0, MOST),
    "avg": (_gathered("avg"), 0, MOST),
    "min": (_extreme("min"), 0, MOST),
    "max": (_extreme("max"), 0, MOST),
    "count": (_count, 0, MOST),
    "round": (_round, 1, 2),
    "trunc": (_trunc, 1, 2),
    "age": (_age, 1, 2),
    "dateDiff": (_date_diff, 2, 3),
    "diffDays": (_date_diff, 2, 2),
    "dateAdd": (_date_add, 2, 3),
    "today": (_today, 0, 1),
    "currentDate": (_now, 0, 0),
    "getDate": (_date, 1, 1),
    "year": (_part("year"), 0, 1),
    "getYear": (_part("year"), 1, 1),
    "currentYear": (_part("year"), 0, 0),
    "month": (_part("month"), 0, 1),
    "day": (_part("day"), 0, 1),
    "weekday": (_weekday, 0, 1),
    "substring": (_substring, 2, 3),
    "isDisplayMode": (_never, 0, 0),
}
"""By SurveyJS's name: how ours says it, and the fewest and most arguments that are understood."""
