"""Yes, no, or not applicable (B05). N/A is the answer `"na"`; null always means that there is none (C3). Where the
author offers no N/A, it is no answer there.
"""

from collections.abc import Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Obvious, Read, matched, switch, wrong_type
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
    """Three answers; two where `has_na` is false. Conditions may name all three of any."""

    family = "boolean"
    settings: ClassVar[Mapping[str, Read]] = {"has_na": switch}
    operators: ClassVar[Mapping[str, Read]] = matched(answer)

    @property
    def answers(self) -> tuple[str, ...]:
        """The words that this field takes."""
        return ANSWERS if self.limits.get("has_na", True) else ANSWERS[:2]

    def normalize(self, value: object) -> object:
        """One of the words."""
        said = answer(value)
        if said not in self.answers:
            raise Refused("not_a_boolean", f'{quoted(said)} is neither "yes" nor "no".')
        return said

    def obvious(self) -> Obvious | None:
        """The words themselves."""
        return Obvious(str, known=frozenset(self.answers))
