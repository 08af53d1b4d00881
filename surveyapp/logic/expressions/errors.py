"""What is wrong with an expression, and where."""

from surveyapp.logic.issues import Refused


class ExpressionError(Refused):
    """A refusal with the place in the text: `at` counts characters from 0, for people the sentence counts from 1."""

    def __init__(self, code: str, detail: str, at: int) -> None:
        super().__init__(code, detail)
        self.at = at

    @property
    def sentence(self) -> str:
        """The detail with its place."""
        return f"At character {self.at + 1}: {self.detail}"
