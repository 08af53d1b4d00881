"""A rating: a whole number on a short scale, 1 to 5 where the author does not say otherwise."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Read
from surveyapp.logic.fields.number import Number
from surveyapp.logic.fields.text import caption
from surveyapp.logic.issues import Refused

MOST_STEPS = 100
FURTHEST = 10_000


def _whole(value: object) -> object:
    if type(value) is not int or not -FURTHEST <= value <= FURTHEST:
        raise Refused("bad_config", f"This must be a whole number from -{FURTHEST} to {FURTHEST}.")
    return value


class Rating(Number):
    """A number to everybody else. `min_label` and `max_label` say what the ends of the scale mean."""

    measure = "ordinal"
    settings: ClassVar[Mapping[str, Read]] = {
        "min_value": _whole,
        "max_value": _whole,
        "min_label": caption,
        "max_label": caption,
    }
    usual: ClassVar[Mapping[str, object]] = {"min_value": 1, "max_value": 5, "decimal_places": 0}
    looks = frozenset(("min_label", "max_label"))

    @classmethod
    def config_problems(cls, config: Mapping[str, object]) -> Iterator[tuple[str, Refused]]:
        """As everywhere, and the scale must be one that a page can show."""
        found = list(super().config_problems(config))
        yield from found
        told = {**cls.usual, **{key: value for key, value in config.items() if value is not None}}
        low, high = told["min_value"], told["max_value"]
        if not found and isinstance(low, int) and isinstance(high, int) and high - low > MOST_STEPS:
            yield "max_value", Refused("bad_config", f"A scale has at most {MOST_STEPS} steps.")
