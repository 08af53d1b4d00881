"""Choices: one of a list (`dropdown`, `radio`, `single_select`) or several (`checkbox`, `multi_select`, `ranking`).

Values are exact strings; a JSON number or boolean stands for the option that is spelled so: 4 for "4", true for "true".
An option is known when it is among the field's own or any dependency's: whether it is offered right now depends on
other answers and is for the evaluation to say.
"""

from collections.abc import Collection, Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Obvious, Read, many, matched, wrong_type
from surveyapp.logic.fields.number import spelling
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.values import is_empty, is_storable

OPTION_VALUE = "the value of an option"


def choice(value: object) -> str:
    """An option's value as a rule names it; raises `Refused`."""
    named = _spelled(value)
    if is_empty(named) or not is_storable(named):
        raise Refused("bad_value", "An option's value is never blank.")
    return named


def known_option(value: object, known: Collection[str]) -> str:
    """The value of one of the known options as an answer names it; raises `Refused`."""
    if type(value) is str and value in known:
        return value
    named = _spelled(value)
    if named not in known:
        raise Refused("unknown_option", f"{quoted(value)} is not an option of this field.")
    return named


def _spelled(value: object) -> str:
    named = spelling(value)
    if isinstance(named, str):
        return named
    raise wrong_type(OPTION_VALUE, value)


def _set(value: object) -> object:
    chosen = many(choice)(value)
    return frozenset(chosen) if isinstance(chosen, tuple) else chosen


class SingleChoice(Family):
    """One option (L14, C2)."""

    family = "single choice"
    has_options = True
    operators: ClassVar[Mapping[str, Read]] = matched(choice)

    def normalize(self, value: object) -> object:
        """The value of a known option."""
        return known_option(value, self.known)

    def obvious(self) -> Obvious | None:
        """The known options."""
        return Obvious(str, known=self.known)

    def possible(self, operator: str, operand: object) -> bool:
        """Not by naming only options that do not exist."""
        if operator not in ("equals", "in"):
            return True
        values = operand if isinstance(operand, tuple) else (operand,)
        return any(value in self.known for value in values)


class MultipleChoice(Family):
    """Several options. Stored in the order they were given, without repeats; compared as a set."""

    family = "multiple choice"
    has_options = True
    trigger = "contains"
    operators: ClassVar[Mapping[str, Read]] = {
        **matched(choice),
        "equals": _set,
        "not_equals": _set,
        "contains": many(choice),
        "not_contains": many(choice),
    }

    def normalize(self, value: object) -> object:
        """The list of known options, each once; a bare string is no list and is never walked letter by letter."""
        if not isinstance(value, list):
            raise wrong_type("a list of option values", value)
        known = self.known
        chosen: dict[str, None] = {}
        for each in value:
            chosen[each if each.__class__ is str and each in known else known_option(each, known)] = None
        return list(chosen)

    def comparable(self, value: object) -> object:
        """The chosen values as a set."""
        return frozenset(value) if isinstance(value, list) else value

    def possible(self, operator: str, operand: object) -> bool:
        """Not by naming only options that do not exist; a set must exist as a whole."""
        if operator == "equals" and isinstance(operand, frozenset):
            return bool(operand) and operand <= self.known
        if operator in ("contains", "in") and isinstance(operand, tuple):
            return any(value in self.known for value in operand)
        return True


class Ranking(MultipleChoice):
    """Options put in order, the first on top; some may be left out. To conditions it is what a multiple choice is."""

    measure = "ordinal"
    is_ordered = True
