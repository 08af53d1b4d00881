"""What every family of fields answers: its settings, its operators, and the two questions about a value.

A family is a class; an instance is the family bound to one field's settings and options. `normalize` asks whether a
value has the right shape at all (a no is 422 and nothing is stored); `validate` asks whether a well-shaped value keeps
the field's limits (a no is stored in the draft, empty for logic, and refused at submit); `comparable` is the value as
conditions see it. None of them sees an empty value: emptiness is decided before, once, by `values.is_empty`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import ClassVar, NamedTuple

from surveyapp.logic.issues import Refused, json_type

Read = Callable[[object], object]

MOST_VALUES = 1000


def switch(value: object) -> object:
    """A setting that is on or off."""
    if not isinstance(value, bool):
        raise Refused("bad_config", "This must be true or false.")
    return value


EVERYWHERE: Mapping[str, Read] = {"is_displayed": switch}
"""The settings of whatever is calculated, of any family: none is a limit."""


class Obvious(NamedTuple):
    """Answers that need no second look: of exactly this type, and among `known`, or from `low` to `high` (of a text its
    length, if it is printable ASCII and not padded)."""

    kind: type[int] | type[str]
    low: int = 0
    high: int = 0
    known: frozenset[str] | None = None


class Family:
    """The common law of all families; each says the rest. `usual` are limits where the config has none, `looks` the
    settings that only a page needs; `is_ordered` says that the order of several values is what they mean."""

    family: ClassVar[str]
    measure: ClassVar[str] = "nominal"
    answerable: ClassVar[bool] = True
    has_options: ClassVar[bool] = False
    is_ordered: ClassVar[bool] = False
    trigger: ClassVar[str] = "equals"
    settings: ClassVar[Mapping[str, Read]] = {}
    usual: ClassVar[Mapping[str, object]] = {}
    looks: ClassVar[frozenset[str]] = frozenset()
    ranges: ClassVar[tuple[tuple[str, str], ...]] = ()
    operators: ClassVar[Mapping[str, Read]]

    def __init__(self, config: Mapping[str, object], known: Collection[str] = ()) -> None:
        told = {key: read(config[key]) for key, read in self.settings.items() if config.get(key) is not None}
        self.limits: dict[str, object] = {**self.usual, **told}
        self.known = frozenset(known)

    def lenient(self, value: object) -> object:
        """An answer of a JSON type that only other engines take (raw), as it is normalized; raises `Refused`."""
        return value

    def normalize(self, value: object) -> object:
        """The value as it is stored, JSON all through; raises `Refused` for a wrong shape."""
        raise NotImplementedError

    def validate(self, value: object) -> Refused | None:
        """Why a normalized value breaks the field's limits, None when it keeps them."""
        return None

    def comparable(self, value: object) -> object:
        """A normalized value as conditions compare it."""
        return value

    def words(self, value: object, labels: Mapping[str, str]) -> list[str]:
        """A normalized value as a respondent reads it, part by part: labels for options."""
        listed = value if isinstance(value, list) else [value]
        return [labels.get(str(each), str(each)) for each in listed]

    def is_partial(self, value: object) -> bool:
        """Whether a comparable value leaves something open that a required field must answer."""
        return False

    def obvious(self) -> Obvious | None:
        """Which answers are valid, stored and compared exactly as they are given; a short cut, so None when unsure."""
        return None

    def possible(self, operator: str, operand: object) -> bool:
        """Whether any answer this field takes can make the condition hold; a lint, so True when unsure."""
        return operator.startswith("not_") or operand not in ((), frozenset(), "", ("",))

    @classmethod
    def operand(cls, operator: str, value: object) -> object:
        """A rule's value as the operator compares with it (C9); raises `Refused`."""
        if operator not in cls.operators:
            legal = ", ".join(cls.operators)
            raise Refused("operator_not_allowed", f"A {cls.family} field can be asked with: {legal}.")
        return cls.operators[operator](value)

    @classmethod
    def config_problems(cls, config: Mapping[str, object]) -> Iterator[tuple[str, Refused]]:
        """Everything wrong with a field's config, by key; null counts as not set."""
        parsed = dict(cls.usual)
        for key, value in config.items():
            try:
                parsed[key] = cls._setting(key, value)
            except Refused as problem:
                yield key, problem
        for low, high in cls.ranges:
            if _crossed(parsed.get(low), parsed.get(high)):
                yield high, Refused("limits_crossed", f'"{high}" is below "{low}".')

    @classmethod
    def _setting(cls, key: str, value: object) -> object:
        readers = {**EVERYWHERE, **cls.settings}
        if key not in readers:
            known = ", ".join(cls.settings) or "none"
            raise Refused("unknown_config_key", f"A {cls.family} field has these settings: {known}.")
        return None if value is None else readers[key](value)


def _crossed(low: object, high: object) -> bool:
    return low is not None and high is not None and low > high  # type: ignore[operator]


def nothing(value: object) -> object:
    """The value of `is_empty` and `is_not_empty`: there is none (L04)."""
    if value is not None:
        raise Refused("value_not_allowed", "This operator takes no value; it must be null.")
    return None


def one(constant: Read) -> Read:
    """The value of an operator that compares with a single constant."""

    def read(value: object) -> object:
        if value is None:
            raise Refused("value_required", "This operator needs a value.")
        return constant(value)

    return read


def many(constant: Read) -> Read:
    """The value of an operator that takes any of several: a list, or one constant, never walked letter by letter."""

    def read(value: object) -> object:
        if value is None:
            raise Refused("value_required", "This operator needs a value or a list of values.")
        listed = value if isinstance(value, list | tuple) else [value]
        if len(listed) > MOST_VALUES:
            raise Refused("too_many_values", f"At most {MOST_VALUES} values.")
        return tuple(dict.fromkeys(constant(each) for each in listed))

    return read


def pair(constant: Read) -> Read:
    """The value of `between`: `[low, high]`, both ends included."""

    def read(value: object) -> object:
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise Refused("bad_value", "This operator needs a list of two values, the lowest and the highest.")
        return constant(value[0]), constant(value[1])

    return read


def compared(constant: Read) -> dict[str, Read]:
    """The operators of every ordered family: numbers, dates, times (DESIGN 6)."""
    ordered = ("greater_than", "less_than", "greater_or_equal", "less_or_equal")
    return {
        **matched(constant),
        **{operator: one(constant) for operator in ordered},
        "between": pair(constant),
    }


def matched(constant: Read) -> dict[str, Read]:
    """The operators of every family with exact values."""
    return {
        "is_empty": nothing,
        "is_not_empty": nothing,
        "equals": one(constant),
        "not_equals": one(constant),
        "in": many(constant),
        "not_in": many(constant),
    }


def wrong_type(wanted: str, value: object) -> Refused:
    """The refusal of another JSON type, of an answer or of a rule's value."""
    return Refused("wrong_type", f"This must be {wanted}, not {json_type(value)}.")


def within(low: object, high: object, operator: str, operand: object) -> bool:
    """Whether an ordered condition can hold for values between two limits, None being no limit."""
    if operator in ("equals", "in"):
        values = operand if isinstance(operand, tuple) else (operand,)
        return any(not _crossed(low, value) and not _crossed(value, high) for value in values)
    if operator == "between" and isinstance(operand, tuple):
        return not (_crossed(*operand) or _crossed(low, operand[1]) or _crossed(operand[0], high))
    if operator == "greater_than":
        return high is None or high > operand  # type: ignore[operator]
    if operator == "less_than":
        return low is None or low < operand  # type: ignore[operator]
    if operator == "greater_or_equal":
        return not _crossed(operand, high)
    return operator != "less_or_equal" or not _crossed(low, operand)
