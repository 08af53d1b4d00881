"""Yes, no, or not applicable (B05). N/A is the answer `"na"`; null always means that there is none (C3)."""

from collections.abc import Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Obvious, Read, matched, wrong_type
from surveyapp.logic.issues import Refused, quoted

ANSWERS = ("yes", "no", "na")


def answer(value: object) -> str:
    """One of the three words; JSON's true and false are accepted for yes and no. Raises `Refused`."""
    if value is True:
        return "yes"
    if value is False:
        return "no"
    if not isinstance(value, str):
        raise wrong_type('"yes", "no" or "na"', value)
    if value not in ANSWERS:
        raise Refused("not_a_boolean", f'{quoted(value)} is none of "yes", "no" and "na".')
    return value


class Boolean(Family):
    """Three answers, no settings."""

    family = "boolean"
    operators: ClassVar[Mapping[str, Read]] = matched(answer)

    def normalize(self, value: object) -> object:
        """One of the three words."""
        return answer(value)

    def obvious(self) -> Obvious | None:
        """The words themselves."""
        return Obvious(str, known=frozenset(ANSWERS))
