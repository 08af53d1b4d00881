"""Validators as one constraint: what an answer must satisfy, and what is said when it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import NamedTuple

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.objects import Json, Part
from surveyapp.formats.service.surveyjs.phrases import Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.translating import reads
from surveyapp.formats.service.surveyjs.values import (
    DATE,
    MANY,
    MOMENT,
    NUMBER,
    TEXT,
    emptiness,
    is_date,
    numbers,
    texts,
)
from surveyapp.formats.service.surveyjs.wording import Wording
from surveyapp.logic.issues import Refused
from surveyapp.logic.patterns import pattern

EMAIL = (
    r"([^<>()\[\].,;:\s@\"]+(\.[^<>()\[\].,;:\s@\"]+)*|\".+\")"
    r"@([^<>()=\[\].,;:\s@\"]+\.)+[^<>()=\[\].,;:\s@\"]{2,}"
)
ANYTHING = r"[\s\S]*"
QUIET = ("warning", "info")
EVERY_ROW = "Please answer every row."
UNIQUE_ROWS = "Please answer each row otherwise."
Asked = Callable[[str, str], Phrase | None]


class Check(NamedTuple):
    """One thing that is asked of an answer, what is said when it fails, and whether it is asked of no answer, too."""

    asked: Phrase
    message: str = ""
    also_empty: bool = False


def constraint(question: Question, words: Wording, asked: Asked, enabled: Phrase) -> str | Json | None:
    """All of a question's validators, while it is `enabled`; `asked` reads a condition at its place, or gives None.

    What SurveyJS asks of no answer as well makes the whole one that is asked so, and the rest then lets no answer pass.
    """
    kept = [Check(*each) for each in question.asked_too]
    kept += [*_own(question), *_months(question), *_limits(question, asked)]
    validators = list(question.part.parts("validators"))
    path = ("fields", question.name, "message") if len(validators) == 1 else ()
    for validator in validators:
        made = _validator(question, validator, asked)
        if made is not None:
            said = words.say(validator, "text", "label", *path)
            kept.append(Check(made, said, validator.text("type").removesuffix("validator") == "expression"))
    expression, also_empty = _together(question, [check for check in kept if check.asked != phrases.TRUE])
    expression = phrases.either((phrases.negated(enabled), expression))
    if expression == phrases.TRUE:
        return None
    messages = list(dict.fromkeys(check.message for check in kept if check.message))
    more: Json = {"message": said} if (said := " ".join(messages)[:500]) else {}
    more |= {"also_empty": True} if also_empty else {}
    return {"expression": expression.text, **more} if more else expression.text


def _together(question: Question, checks: list[Check]) -> tuple[Phrase, bool]:
    always = phrases.both(check.asked for check in checks if check.also_empty)
    others = phrases.both(check.asked for check in checks if not check.also_empty)
    if always == phrases.TRUE or others == phrases.TRUE:
        return phrases.both((always, others)), always != phrases.TRUE
    return phrases.both((always, phrases.either((emptiness(question.value, "empty"), others)))), True


def _validator(question: Question, validator: Part, asked: Asked) -> Phrase | None:
    kind = validator.text("type").removesuffix("validator")
    if validator.text("notificationType") in QUIET:
        detail = "What only warns does not keep anybody from submitting; it is left out."
        validator.report.lost(validator.place, "warning", detail)
        return None
    if kind not in VALIDATORS:
        validator.report.lost(validator.place, "unknown_validator", f"There is no validator {kind[:40]!r} here.")
        return None
    try:
        return VALIDATORS[kind](question, validator, asked)
    except Untranslatable as problem:
        validator.report.lost(validator.place, "validator", f"The validator is left out: {problem}.")
        return None


def _numeric(question: Question, validator: Part, asked: Asked) -> Phrase:
    value = numbers(question.value)
    bounds = [
        phrases.compared(value, sign, Phrase(format(found, "f") if isinstance(found, float) else str(found)))
        for key, sign in (("minValue", ">="), ("maxValue", "<="))
        if (found := validator.number(key)) is not None
    ]
    return phrases.both((phrases.asked(value, "notempty"), *bounds))


def _text(question: Question, validator: Part, asked: Asked) -> Phrase:
    if question.value.kind != TEXT:
        raise Untranslatable("it counts the characters of an answer that is no text")
    bounds = [
        phrases.compared(phrases.called("len", question.value.phrase), sign, Phrase(str(int(found))))
        for key, sign in (("minLength", ">="), ("maxLength", "<="))
        if (found := validator.number(key))
    ]
    if validator.has.get("allowDigits") is False:
        bounds.append(_matching(question, r"[\s\S]*[^0-9]"))
    return phrases.both(bounds)


def _email(question: Question, validator: Part, asked: Asked) -> Phrase:
    return _matching(question, EMAIL)


def _regex(question: Question, validator: Part, asked: Asked) -> Phrase:
    source = validator.text("regex")
    if validator.flag("caseInsensitive", "insensitive"):
        source = _any_case(source)
    return _matching(question, _found_anywhere(source))


def _expression(question: Question, validator: Part, asked: Asked) -> Phrase | None:
    source = validator.text("expression")
    return asked(source, validator.at("expression")) if source else None


def _answers(question: Question, validator: Part, asked: Asked) -> Phrase:
    return _count(question, validator.number("minCount"), validator.number("maxCount"))


VALIDATORS: Mapping[str, Callable[[Question, Part, Asked], Phrase | None]] = {
    "numeric": _numeric,
    "text": _text,
    "email": _email,
    "regex": _regex,
    "expression": _expression,
    "answercount": _answers,
}


def _count(question: Question, least: float | None, most: float | None) -> Phrase:
    if question.value.kind != MANY:
        raise Untranslatable("it counts the choices of an answer that is none of several")
    count = phrases.called("len", question.value.phrase)
    bounds = ((">=", least), ("<=", most))
    return phrases.both(phrases.compared(count, sign, Phrase(str(int(bound)))) for sign, bound in bounds if bound)


def _own(question: Question) -> list[Check]:
    """What the question itself asks of an answer; too few choices are too few where there are none as well."""
    part = question.part
    if question.kind == "text" and part.text("inputType") == "email":
        return [Check(_matching(question, EMAIL))]
    if question.has["field_type"] == "matrix":
        return _of_rows(question)
    if question.value.kind != MANY or (question.kind == "ranking" and not part.flag("selectToRankEnabled")):
        return []
    least, most = part.number("minSelectedChoices"), part.number("maxSelectedChoices")
    return [Check(_count(question, least, None), also_empty=True), Check(_count(question, None, most))]


def _of_rows(question: Question) -> list[Check]:
    """That each row is answered, and each otherwise."""
    part, table = question.part, question.value.phrase
    rows = [row["value"] for row in question.has["config"]["rows"]]
    checks = []
    if part.flag("isAllRowRequired", "eachRowRequired"):
        answered = phrases.compared(phrases.called("count", table), "=", Phrase(str(len(rows))))
        checks.append(Check(answered, EVERY_ROW, also_empty=True))
    if part.flag("eachRowUnique"):
        cells = [phrases.called("cell", table, phrases.text(row)) for row in rows]
        same = (phrases.compared(one, "=", other) for one, other in combinations(cells, 2))
        try:
            checks.append(Check(phrases.both(map(phrases.negated, same)), UNIQUE_ROWS))
        except Untranslatable as problem:
            part.report.lost(part.at("eachRowUnique"), "unique_values", f"Rows are not compared: {problem}.")
    return checks


def _months(question: Question) -> list[Check]:
    """The first and the last month, which is typed as text; a month is before another as its first day is."""
    if question.part.text("inputType") != "month":
        return []
    own = phrases.called("date", phrases.added(question.value.phrase, "+", phrases.text("-01")))
    ends = (("min", ">="), ("max", "<="))
    limits = ((f"{question.part.text(key)}-01", sign) for key, sign in ends)
    dated = ((phrases.called("date", phrases.text(limit)), sign) for limit, sign in limits if is_date(limit))
    return [Check(phrases.compared(own, sign, limit)) for limit, sign in dated]


def _limits(question: Question, asked: Asked) -> list[Check]:
    """`minValueExpression` and `maxValueExpression`, or limits that begin with `=`."""
    kept = []
    for ending, sign in (("min", ">="), ("max", "<=")):
        key, part = f"{ending}ValueExpression", question.part
        source = part.text(key)
        written = part.has.get(ending)
        if not source and isinstance(written, str) and written.startswith("="):
            key, source = ending, written[1:]
        if not source or question.value.kind not in (NUMBER, DATE, MOMENT):
            continue
        own = question.path.rpartition(".")[2]
        inside = f"{{panel.{own}}}" if question.repeat else f"{{{question.path}}}"
        open_end = f"({source}) empty or " if reads(source) else ""
        found = asked(f"{inside} empty or {open_end}{inside} {sign} ({source})", part.at(key))
        if found is not None:
            kept.append(Check(found))
    return kept


def _matching(question: Question, source: str) -> Phrase:
    try:
        pattern(source)
    except Refused as problem:
        raise Untranslatable(f"its pattern: {problem.detail}") from None
    return phrases.called("regex", texts(question.value), phrases.text(source))


def _found_anywhere(source: str) -> str:
    """JavaScript looks for a pattern anywhere in a text; ours matches the whole."""
    return "|".join(_open_ended(each) for each in alternatives(source))


def _open_ended(source: str) -> str:
    begins = source.startswith("^")
    ends = source.endswith("$") and not source.endswith("\\$")
    inner = source[1 if begins else 0 : -1 if ends else None]
    if begins and ends:
        return inner
    return f"{'' if begins else ANYTHING}(?:{inner}){'' if ends else ANYTHING}"


def alternatives(source: str) -> list[str]:
    """The pattern cut at every `|` outside brackets."""
    parts, depth, inside, at, begin = [], 0, False, 0, 0
    while at < len(source):
        sign = source[at]
        at += 2 if sign == "\\" else 1
        if inside:
            inside = sign != "]"
        elif sign == "[":
            inside = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            parts.append(source[begin : at - 1])
            begin = at
    return [*parts, source[begin:]]


def _any_case(source: str) -> str:
    """Each letter in either case; inside brackets both are listed."""
    made, inside, at = [], False, 0
    while at < len(source):
        sign = source[at : at + 2] if source[at] == "\\" else source[at]
        at += len(sign)
        inside = sign == "[" or (inside and sign != "]")
        if len(sign) == 1 and sign.isascii() and sign.isalpha():
            if inside and "-" in (source[at : at + 1], source[at - 2 : at - 1]):
                raise Untranslatable("a range of letters in any case")
            both = sign.lower() + sign.upper()
            made.append(both if inside else f"[{both}]")
        else:
            made.append(sign)
    return "".join(made)
