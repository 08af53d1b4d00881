"""SurveyJS's expressions into ours: parsed, every name looked up, every operation said as ours says it."""

from __future__ import annotations

from collections.abc import Callable

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.calling import call
from surveyapp.formats.service.surveyjs.comparing import compared
from surveyapp.formats.service.surveyjs.nodes import Array, Binary, Call, Constant, Node, Unary, Variable, walk
from surveyapp.formats.service.surveyjs.phrases import Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.scope import Scope
from surveyapp.formats.service.surveyjs.syntax import WORDS, SyntaxProblem, parse
from surveyapp.formats.service.surveyjs.values import (
    BOOLEAN,
    CONDITION,
    DATE,
    EMPTY,
    MANY,
    NOTHING,
    NUMBER,
    ONE,
    TEXT,
    Value,
    condition,
    constant,
    counted,
    dates,
    decimal,
    emptiness,
    holds,
    measured,
    numbers,
    singular,
    texts,
    truth,
)

_IN_ARRAYS = {f"{function}InArray": function for function in ("sum", "avg", "min", "max", "count")}
_ARITHMETIC = ("+", "-", "*", "/", "%", "^")
_CONDITIONS = ("and", "or")
MOST_POWERS = 8


def asked(source: str, scope: Scope, lost: Callable[[str], None]) -> Phrase:
    """A condition. Of parts joined by `and`, those that cannot be said are left out and told to `lost`.

    Raises Untranslatable when nothing of it can be said.
    """
    kept, missing = [], []
    *others, last = _conjuncts(_parsed(source))
    for part in (*others, last):
        try:
            kept.append(_outcome(part, scope) if part is last else truth(singular(_value(part, scope))))
        except Untranslatable as problem:
            missing.append(str(problem))
    if not kept:
        raise Untranslatable("; ".join(missing))
    for reason in missing:
        lost(reason)
    return phrases.both(kept)


def given(source: str, scope: Scope) -> Value:
    """A value. Raises Untranslatable."""
    return singular(_value(_parsed(source), scope))


def reads(source: str) -> frozenset[str]:
    """The names in an expression; none where it is no expression."""
    try:
        return frozenset(node.name for node in walk(parse(source)) if isinstance(node, Variable))
    except SyntaxProblem:
        return frozenset()


def _parsed(source: str) -> Node:
    try:
        return parse(source)
    except SyntaxProblem as problem:
        raise Untranslatable(f"it is no expression of SurveyJS: {problem}") from None


def _conjuncts(node: Node) -> list[Node]:
    """The parts of a chain of `and`."""
    parts, ahead = [], [node]
    while ahead:
        each = ahead.pop()
        if isinstance(each, Binary) and each.operator == "and":
            ahead += [each.right, each.left]
        else:
            parts.append(each)
    return parts


def _outcome(node: Node, scope: Scope) -> Phrase:
    """A whole condition. `and` and `or` give one of their sides as it is, and only conditions are true or false."""
    if isinstance(node, Binary) and node.operator == "and":
        return phrases.both((truth(singular(_value(node.left, scope))), _outcome(node.right, scope)))
    if isinstance(node, Binary) and node.operator == "or":
        left = singular(_value(node.left, scope))
        otherwise = _outcome(node.right, scope)
        if left.kind not in (CONDITION, BOOLEAN):
            otherwise = phrases.both((phrases.negated(truth(left)), otherwise))
        return phrases.either((_outcome(node.left, scope), otherwise))
    if isinstance(node, Call) and node.function == "iif" and len(node.parts) == 3:
        decides = truth(singular(_value(node.parts[0], scope)))
        yes, no = (_outcome(part, scope) for part in node.parts[1:])
        return phrases.either((phrases.both((decides, yes)), phrases.both((phrases.negated(decides), no))))
    return holds(singular(_value(node, scope)))


def _value(node: Node, scope: Scope) -> Value:
    match node:
        case Constant(value):
            return constant(value)
        case Variable(name):
            return scope.value(name)
        case Array(parts):
            return _listed([_value(part, scope) for part in parts])
        case Call(function, parts):
            return _called(function, parts, scope)
        case Unary(operator, part):
            return _unary(operator, _value(part, scope))
        case Binary(operator, left, right):
            return _binary(operator, _value(left, scope), _value(right, scope))


def _unary(operator: str, value: Value) -> Value:
    if operator == "not":
        return condition(phrases.negated(truth(singular(value))))
    return condition(emptiness(value, operator))


def _binary(operator: str, left: Value, right: Value) -> Value:
    if operator in _CONDITIONS:
        parts = (truth(singular(left)), truth(singular(right)))
        return condition(phrases.both(parts) if operator == "and" else phrases.either(parts))
    if operator in _ARITHMETIC:
        return _arithmetic(operator, singular(left), singular(right))
    return condition(compared(left, operator, right))


def _listed(parts: list[Value]) -> Value:
    """A list of constants."""
    if not parts:
        return EMPTY
    if not all(part.constant is not None and len(part.constant) == 1 for part in parts):
        raise Untranslatable("a list of anything but constants")
    elements = tuple(part.constant[0] for part in parts if part.constant is not None)
    words = [texts(constant(each)).text for each in elements]
    return Value(MANY, Phrase(f"[{', '.join(words)}]"), constant=elements)


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    if operator == "+":
        return _sum(left, right)
    if operator == "-" and DATE in (left.kind, right.kind):
        raise Untranslatable("the difference of dates in milliseconds")
    one, other = counted(left), counted(right)
    if operator == "-":
        return _worked_out(phrases.added(one, "-", other))
    if operator == "^":
        return _worked_out(_power(one, right))
    product = phrases.multiplied(one, operator, other)
    return _worked_out(product) if operator == "*" else measured(product)


def _worked_out(phrase: Phrase) -> Value:
    """What arithmetic gives is a number already, never to be taken for 0; only what is divided by 0 is nothing."""
    return Value(NUMBER, phrase, numeric=phrase)


def _power(base: Phrase, exponent: Value) -> Phrase:
    times = exponent.constant[0] if exponent.constant else None
    if not isinstance(times, int) or not 1 <= times <= MOST_POWERS:
        raise Untranslatable("a power that is not a small constant")
    product = base
    for _ in range(times - 1):
        product = phrases.multiplied(product, "*", base)
    return product


def _sum(left: Value, right: Value) -> Value:
    """Numbers are added, anything with a text is joined; two texts that spell numbers are added as well."""
    if DATE in (left.kind, right.kind):
        return Value(TEXT, phrases.added(_dated(left), "+", _dated(right)))
    added = None if _is_wording(left) or _is_wording(right) else phrases.added(counted(left), "+", counted(right))
    if added is not None and {left.kind, right.kind} <= {NUMBER, CONDITION, NOTHING}:
        return _worked_out(added)
    if added is None:
        joined = phrases.added(texts(left), "+", texts(right))
        return Value(TEXT, joined, numeric=phrases.called("number", joined))
    return _added_or_joined(left, right, added)


def _dated(value: Value) -> Phrase:
    """One side of a date with words beside it; a date that was worked out would say its time zone there."""
    if value.kind == DATE and not value.phrase.text.startswith("{"):
        raise Untranslatable("a date that was worked out, with something added to it as text")
    if value.kind == DATE:
        return phrases.called("text", value.phrase)
    if not _is_wording(value):
        raise Untranslatable("a date with something added to it")
    return texts(value)


def _added_or_joined(left: Value, right: Value, added: Phrase) -> Value:
    """Whether it comes to a number shows with the answers; where saying so would be too long, it does."""
    fits = phrases.asked(added, "notempty")
    try:
        joined = phrases.added(texts(left), "+", texts(right))
        return Value(TEXT, phrases.called("iif", fits, phrases.called("text", added), joined), numeric=added)
    except Untranslatable:
        return _worked_out(added)


def _is_wording(value: Value) -> bool:
    """A constant that is no number, or a text put together with one: joined, never added."""
    if value.constant is not None:
        return value.kind == TEXT and decimal(value.constant[0]) is None
    return value.kind == TEXT and value.phrase.binding == phrases.SUM


def _called(function: str, parts: tuple[Node, ...], scope: Scope) -> Value:
    if function.lower() in WORDS:
        scope.unknown(f"{function}()")
        return EMPTY
    if function in _IN_ARRAYS:
        return _in_array(function, parts, scope)
    if function in ("displayValue", "propertyValue") and parts and isinstance(parts[0], Constant):
        return _property(function, parts, scope)
    return call(function, [_value(part, scope) for part in parts])


def _in_array(function: str, parts: tuple[Node, ...], scope: Scope) -> Value:
    """Of one question over all the instances of a repeat."""
    name, filtered = [*map(_word, parts[1:3]), "", ""][:2]
    if not 2 <= len(parts) <= 3 or not isinstance(parts[0], Variable) or not name or (len(parts) == 3 and not filtered):
        raise Untranslatable(f"{function}() of anything but a repeating question")
    repeat = scope.names.repeats.get(parts[0].name)
    if repeat is None:
        return constant(0) if function in ("sumInArray", "countInArray", "avgInArray") else EMPTY
    member = scope.names.filtered(repeat, name, filtered) if filtered else repeat.member(name)
    if member.kind not in (NUMBER, TEXT, ONE, NOTHING):
        raise Untranslatable(f"{function}() of {member.phrase.text}")
    if member.kind == ONE and function != "countInArray" and all(decimal(each) is None for each in member.options):
        member = EMPTY
    return call(_IN_ARRAYS[function], [member if member is EMPTY else _all_of(member, repeat is scope.repeat)])


def _word(node: Node) -> str:
    return str(node.value) if isinstance(node, Constant) else ""


def _all_of(member: Value, is_inside: bool) -> Value:
    """The answers of all instances, which inside the repeat must be said."""
    phrase = phrases.called("values", member.phrase) if is_inside else member.phrase
    return Value(member.kind, phrase, member.options, plural=True)


def _property(function: str, parts: tuple[Node, ...], scope: Scope) -> Value:
    """A question's title, or the label of what was chosen."""
    name = str(parts[0].value) if isinstance(parts[0], Constant) else ""
    if function == "propertyValue":
        wanted = parts[1].value if len(parts) == 2 and isinstance(parts[1], Constant) else None
        if wanted not in ("title", "name"):
            raise Untranslatable(f"the property {wanted} of a question")
        return constant(scope.names.titles.get(name) if wanted == "title" else name)
    known = scope.repeat.members if scope.repeat and name in scope.repeat.members else scope.names.values
    if name not in known or len(parts) > 1:
        raise Untranslatable("displayValue() of this question")
    return _label(known[name](), dict(scope.names.labels.get(name, {})))


def _label(value: Value, labels: dict[str, str]) -> Value:
    if value.kind in (TEXT, NUMBER):
        return Value(TEXT, texts(value))
    if value.kind == MANY:
        return Value(TEXT, _labels(value, labels))
    if value.kind != ONE:
        raise Untranslatable("displayValue() of anything but a text, a number or a choice")
    shown = phrases.text("")
    for option in reversed(value.options):
        chosen = phrases.compared(value.phrase, "=", phrases.text(option))
        shown = phrases.called("iif", chosen, phrases.text(labels.get(option, option)), shown)
    return Value(TEXT, shown)


def _labels(value: Value, labels: dict[str, str]) -> Phrase:
    """Each label that is chosen after a comma, and the first comma cut off."""
    if not value.options:
        return EMPTY.phrase
    shown = [
        phrases.called(
            "iif",
            phrases.compared(value.phrase, "contains", phrases.text(option)),
            phrases.text(f", {labels.get(option, option)}"),
            phrases.text(""),
        ).text
        for option in value.options
    ]
    return phrases.called("substr", Phrase(" + ".join((*shown, "''")), phrases.SUM), Phrase("2"))


def as_answer(value: Value, field_type: str) -> Phrase:
    """A value as `calculate` and `default` of a field of ours want it. Raises Untranslatable."""
    if value.kind == NOTHING:
        return phrases.text("")
    if field_type in ("number", "rating"):
        return numbers(value)
    if field_type == "date":
        return dates(value)
    if field_type == "boolean":
        return truth(value)
    if value.kind in (CONDITION, BOOLEAN):
        return phrases.called("iif", truth(value), phrases.text("true"), phrases.text("false"))
    if value.kind == MANY:
        return value.phrase
    return texts(value)
