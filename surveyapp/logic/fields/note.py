"""A text between questions: shown and hidden like a question, never answered, in no column."""

from collections.abc import Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Read
from surveyapp.logic.issues import Refused


class Note(Family):
    """The label is the text, the help its small print; nothing can be asked of it or be required."""

    family = "note"
    answerable = False
    operators: ClassVar[Mapping[str, Read]] = {}

    def normalize(self, value: object) -> object:
        """Refuses whatever it is."""
        raise Refused("not_answerable", "This is a note; it takes no answer.")

    @classmethod
    def operand(cls, operator: str, value: object) -> object:
        """Refuses every operator."""
        raise Refused("operator_not_allowed", "A note takes no answer, so nothing can be asked of it.")
