"""SurveyJS's comparisons said in ours: equality by the kind of the left side, order, membership."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.nodes import Scalar
from surveyapp.formats.service.surveyjs.phrases import FALSE, TRUE, Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.values import (
    BOOLEAN,
    CONDITION,
    DATE,
    MANY,
    MOMENT,
    NOTHING,
    NUMBER,
    OBJECT,
    ONE,
    TEXT,
    Value,
    alike,
    among,
    constant,
    dates,
    decimal,
    emptiness,
    is_date,
    moment,
    numbers,
    refused,
    singular,
    spelled,
    texts,
    truth,
)

ORDERED = ("<", "<=", ">", ">=")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_BESIDE_NOW = {"<": "<=", "<=": "<=", ">": ">", ">=": ">"}
"""A day before a moment: today began before now. A moment before a day is taken for its own day."""
_HOLDS: Mapping[str, Callable[[object, object], bool]] = {
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def compared(left: Value, operator: str, right: Value) -> Phrase:
    """Any comparison of two values. Raises Untranslatable."""
    left, right = singular(left), singular(right)
    if operator in ("=", "!="):
        same = equal(left, right)
        return _inverted(same) if operator == "!=" else same
    if operator in ORDERED:
        ordered = _ordered(left, operator, right)
        return (
            _both_empty_or(left, right, ordered) if operator in ("<=", ">=") and _may_be_empty(left, right) else ordered
        )
    if operator in ("anyof", "noneof"):
        found = _any(left, right)
        return phrases.negated(found) if operator == "noneof" else found
    if operator in ("contains", "notcontains", "allof"):
        found = _contains(left, right)
        if left.kind == right.kind == MANY and left.constant is None and right.constant is None:
            found = phrases.either((found, _has_nothing_to_find(left, operator, right)))
        return _lacks(found, left, right) if operator == "notcontains" else found
    raise Untranslatable(f"the operator {operator}")


_YES, _NO = constant(True), constant(False)


def equal(left: Value, right: Value) -> Phrase:
    """Whether two values are the same to SurveyJS; two empty ones are."""
    if left.constant is not None and right.constant is None:
        left, right = right, left
    if right.kind == NOTHING:
        return emptiness(left, "empty")
    if left.kind == NOTHING:
        return FALSE if right.constant is not None else emptiness(right, "empty")
    if right.constant is not None and left.constant is not None:
        return _constants(left.constant, right.constant)
    if right.constant is not None:
        return _is(left, right.constant) if (left.kind == MANY) == (right.kind == MANY) else FALSE
    return _both_empty_or(left, right, _same(left, right))


def _may_be_empty(*values: Value) -> bool:
    """Whether none of them is a constant, or the day, which are always there."""
    return all(value.constant is None and "{" in value.phrase.text and value.kind != NOTHING for value in values)


def _both_empty_or(left: Value, right: Value, same: Phrase) -> Phrase:
    """Two answers that nobody gave are the same to SurveyJS."""
    if CONDITION in (left.kind, right.kind):
        return same
    return phrases.either((same, phrases.both((emptiness(left, "empty"), emptiness(right, "empty")))))


def _constants(left: tuple[Scalar, ...], right: tuple[Scalar, ...]) -> Phrase:
    same = len(left) == len(right) and all(any(alike(a, b) for b in right) for a in left)
    return TRUE if same else FALSE


def _is(value: Value, wanted: tuple[Scalar, ...]) -> Phrase:
    """A value against a constant."""
    if value.kind == MANY:
        return _set(value, wanted)
    if len(wanted) != 1:
        return FALSE
    if value.kind not in _ONE_OF_A_KIND:
        return refused(value, f"what {spelled(wanted[0])!r} could equal")
    return _ONE_OF_A_KIND[value.kind](value, wanted[0])


def _is_number(value: Value, wanted: Scalar) -> Phrase:
    found = decimal(_counted(wanted))
    return FALSE if found is None else phrases.compared(value.phrase, "=", _number(found))


def _counted(wanted: Scalar) -> Scalar:
    """True is the same as 1, false as 0."""
    return int(wanted) if isinstance(wanted, bool) else wanted


def _is_text(value: Value, wanted: Scalar) -> Phrase:
    if isinstance(wanted, bool):
        words = phrases.listed((spelled(wanted), str(int(wanted))))
        return phrases.compared(phrases.called("lower", value.phrase), "anyof", words)
    if not isinstance(wanted, str):
        found = decimal(wanted)
        if found is not None:
            return phrases.compared(numbers(value), "=", _number(found))
    word = spelled(wanted).strip().lower()
    folded = value.phrase if word == word.upper() else phrases.called("lower", value.phrase)
    return phrases.compared(folded, "=", phrases.text(word))


def _is_date(value: Value, wanted: Scalar) -> Phrase:
    return phrases.compared(value.phrase, "=", phrases.text(spelled(wanted)[:10])) if is_date(wanted) else FALSE


def _is_moment(value: Value, wanted: Scalar) -> Phrase:
    found = moment(wanted)
    return phrases.compared(value.phrase, "=", phrases.text(found)) if found else FALSE


def _is_boolean(value: Value, wanted: Scalar) -> Phrase:
    if not isinstance(wanted, str) and wanted in (0, 1):
        wanted = bool(wanted)
    for word, answer in (("true", TRUE), ("false", FALSE)):
        if spelled(wanted).lower() == word:
            return phrases.compared(value.phrase, "=", answer)
    return FALSE


def _is_option(value: Value, wanted: Scalar) -> Phrase:
    """A choice answers one of its options; several may be the same to SurveyJS."""
    return _among(value, among(value.options, (wanted, _counted(wanted))))


def _is_condition(value: Value, wanted: Scalar) -> Phrase:
    word = spelled(wanted).lower()
    if word not in ("true", "false"):
        return FALSE
    return value.phrase if word == "true" else phrases.negated(value.phrase)


_ONE_OF_A_KIND: Mapping[str, Callable[[Value, Scalar], Phrase]] = {
    NUMBER: _is_number,
    TEXT: _is_text,
    DATE: _is_date,
    MOMENT: _is_moment,
    BOOLEAN: _is_boolean,
    ONE: _is_option,
    CONDITION: _is_condition,
}


def _set(value: Value, wanted: tuple[Scalar, ...]) -> Phrase:
    """Several choices are the same as a list when they hold just its elements; one of them is never a list."""
    known = [found[0] for each in wanted if (found := among(value.options, (each,)))]
    if len(known) != len(wanted):
        return FALSE
    return phrases.compared(value.phrase, "=", phrases.listed(known))


def _same(left: Value, right: Value) -> Phrase:
    """Two values neither of which is a constant."""
    kinds = {left.kind, right.kind}
    if (NUMBER in kinds and CONDITION in kinds) or (BOOLEAN in kinds and CONDITION not in kinds):
        return phrases.either(phrases.both((equal(left, each), equal(right, each))) for each in (_YES, _NO))
    if CONDITION in kinds or BOOLEAN in kinds:
        return phrases.either(
            (phrases.both((truth(left), truth(right))), phrases.both((_denied(left), _denied(right))))
        )
    if OBJECT in kinds or (MANY in kinds and kinds != {MANY}):
        return refused(left, "what the other side could equal")
    if NUMBER in kinds:
        return phrases.compared(numbers(left), "=", numbers(right))
    if DATE in kinds:
        is_later = right.under_way and not left.under_way
        return FALSE if is_later else phrases.compared(dates(left), "=", dates(right))
    if kinds == {TEXT}:
        return phrases.compared(_folded(left), "=", _folded(right))
    return phrases.compared(left.phrase, "=", right.phrase)


def _denied(value: Value) -> Phrase:
    """False, which no answer is not."""
    if value.kind == BOOLEAN:
        return phrases.compared(value.phrase, "=", FALSE)
    return phrases.negated(truth(value))


def _folded(value: Value) -> Phrase:
    return phrases.called("lower", value.phrase)


def _inverted(same: Phrase) -> Phrase:
    """`!=` where the comparison is a plain one, else its negation; the same where a side is empty."""
    head, equals, tail = same.text.partition(" = ")
    balanced = "'" not in head and head.count("(") == head.count(")")
    plain = bool(equals) and balanced and same.binding == phrases.COMPARISON
    return Phrase(f"{head} != {tail}", same.binding) if plain else phrases.negated(same)


def _ordered(left: Value, operator: str, right: Value) -> Phrase:
    if left.constant is not None and right.constant is None:
        return _ordered(right, _TURNED[operator], left)
    if NOTHING in (left.kind, right.kind):
        return FALSE
    if left.constant is not None and right.constant is not None:
        return _ordered_constants(left.constant[0], operator, right.constant[0])
    if DATE in (left.kind, right.kind):
        return _ordered_dates(left, operator, right)
    if left.kind == MOMENT and right.constant is not None:
        found = moment(right.constant[0])
        return phrases.compared(left.phrase, operator, phrases.text(found)) if found else FALSE
    if left.kind == right.kind == MOMENT:
        return phrases.compared(left.phrase, operator, right.phrase)
    if left.kind == ONE and right.constant is not None and decimal(right.constant[0]) is None:
        return _ordered_options(left, operator, right.constant[0])
    if right.constant is not None and decimal(right.constant[0]) is None:
        raise Untranslatable(f"texts are not put in order here, as {right.phrase.text} would ask")
    ordered = phrases.compared(numbers(left), operator, numbers(right))
    negative = left.below if operator in ("<", "<=") else None
    return phrases.either((ordered, negative)) if negative else ordered


def _ordered_dates(left: Value, operator: str, right: Value) -> Phrase:
    """A date is neither before nor after what is none."""
    kinds = {left.kind, right.kind}
    if kinds & {NUMBER, BOOLEAN, CONDITION, MANY} or any(
        v.constant and not is_date(v.constant[0]) for v in (left, right)
    ):
        return FALSE
    if right.under_way and not left.under_way:
        operator = _BESIDE_NOW[operator]
    return phrases.compared(dates(left), operator, dates(right))


def _ordered_options(value: Value, operator: str, wanted: Scalar) -> Phrase:
    """A choice has only so many answers, so it is asked which it is."""
    return _among(value, [each for each in value.options if _ordered_constants(each, operator, wanted) == TRUE])


def _ordered_constants(left: Scalar, operator: str, right: Scalar) -> Phrase:
    one, other = decimal(left), decimal(right)
    if (one is None) != (other is None):
        return FALSE
    if one is None or other is None:
        return TRUE if _HOLDS[operator](spelled(left), spelled(right)) else FALSE
    return TRUE if _HOLDS[operator](one, other) else FALSE


def _any(left: Value, right: Value) -> Phrase:
    """Whether the value, or one of the values, is in the list. SurveyJS finds anything in an empty list."""
    if right.kind == NOTHING:
        return TRUE
    if left.kind == NOTHING:
        return emptiness(right, "empty")
    if right.constant is None:
        return _shared(left, right)
    if left.constant is not None:
        return TRUE if any(alike(a, b) for a in left.constant for b in right.constant) else FALSE
    if left.kind == ONE and right.kind != MANY:
        whole = spelled(right.constant[0]).lower()
        return _among(left, [option for option in left.options if option.lower() in whole])
    if left.kind in (MANY, ONE):
        return _among(left, among(left.options, right.constant))
    return phrases.either(_is(left, (each,)) for each in right.constant)


def _shared(left: Value, right: Value) -> Phrase:
    """Whether a value is in what a field holds, which may be nothing."""
    blank = emptiness(right, "empty")
    if left.constant is not None:
        named = (Value(left.kind, left.phrase, constant=(each,)) for each in left.constant)
        is_listed = left.kind == MANY != right.kind
        among_them = (_is(right, one.constant or ()) if is_listed else _contains(right, one) for one in named)
        return phrases.either((blank, *among_them))
    if left.kind == right.kind == MANY:
        shared = phrases.compared(left.phrase, "anyof", right.phrase)
    else:
        shared = _contains(right, left) if left.kind != MANY else _contains(left, right)
    return phrases.either((shared, blank))


def _contains(left: Value, right: Value) -> Phrase:
    """Of several choices all that are named; of anything else a part of its text, in any case."""
    if left.kind == NOTHING or right.kind == NOTHING:
        return FALSE
    if left.kind == MANY:
        return _has_all(left, right)
    if left.constant is not None and len(left.constant) > 1:
        return _is_within(left.constant, right)
    if right.constant is not None:
        return phrases.both(_part(left, spelled(each)) for each in right.constant)
    return phrases.compared(_folded_text(left), "contains", _folded_text(right))


def _lacks(found: Phrase, left: Value, right: Value) -> Phrase:
    """Of a text neither is said while there is nothing to look for."""
    is_told = left.kind == MANY or right.constant is not None
    return phrases.negated(found) if is_told else phrases.both((phrases.negated(found), emptiness(right, "notempty")))


def _has_nothing_to_find(left: Value, operator: str, right: Value) -> Phrase:
    """All of nothing is in every list, and part of every list but an empty one."""
    blank = emptiness(right, "empty")
    return blank if operator == "allof" else phrases.both((blank, emptiness(left, "notempty")))


def _is_within(left: tuple[Scalar, ...], right: Value) -> Phrase:
    """Whether a field holds nothing but what is in a list of constants."""
    if right.kind != MANY:
        return _any(right, Value(MANY, right.phrase, constant=left))
    others = [option for option in right.options if not any(alike(each, option) for each in left)]
    return phrases.negated(_among(right, others)) if others else TRUE


def _has_all(left: Value, right: Value) -> Phrase:
    if left.constant is not None:
        if right.constant is None:
            return _is_within(left.constant, right)
        return TRUE if all(any(alike(a, b) for a in left.constant) for b in right.constant) else FALSE
    if right.constant is None:
        if right.kind == MANY:
            return phrases.compared(left.phrase, "allof", right.phrase)
        return phrases.compared(right.phrase, "in", left.phrase)
    return phrases.both(_among(left, among(left.options, (each,))) for each in right.constant)


def _part(left: Value, part: str) -> Phrase:
    """A part of a text. A choice has only so many texts, so it is asked which it is."""
    if left.constant is not None:
        return TRUE if part.lower() in spelled(left.constant[0]).lower() else FALSE
    if left.kind == ONE:
        return _among(left, [option for option in left.options if part.lower() in option.lower()])
    return phrases.compared(_folded_text(left), "contains", phrases.text(part.lower()))


def _folded_text(value: Value) -> Phrase:
    written = texts(value)
    if value.constant is not None:
        return phrases.text(spelled(value.constant[0]).lower())
    return phrases.called("lower", written)


def _among(value: Value, options: list[str]) -> Phrase:
    """A choice is one of these options, several choices hold one of them."""
    if not options:
        return FALSE
    if len(options) == 1:
        word = "contains" if value.kind == MANY else "="
        return phrases.compared(value.phrase, word, phrases.text(options[0]))
    return phrases.compared(value.phrase, "anyof", phrases.listed(options))


def _number(found: object) -> Phrase:
    return numbers(Value(TEXT, phrases.text(""), constant=(found,)))  # type: ignore[arg-type]
