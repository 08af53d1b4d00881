"""A survey ready for answers. Compile once per version, keep it, share it between threads: it never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.accept import accept
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.evaluate import cascade, whole
from surveyapp.logic.evaluation import Evaluation
from surveyapp.logic.graph import Node
from surveyapp.logic.program import CompiledField, Program
from surveyapp.logic.state import Accepted
from surveyapp.logic.wire import survey_json

HIDDEN_VALUES = ("empty", "raw")


@dataclass(frozen=True, slots=True)
class CompiledSurvey:
    """The engine's door for one version of a survey."""

    program: Program

    @property
    def definition(self) -> Definition:
        """What it was compiled from."""
        return self.program.definition

    @property
    def fields(self) -> Mapping[str, CompiledField]:
        """Name to compiled field, in reading order."""
        return self.program.by_name

    @property
    def order(self) -> tuple[Node, ...]:
        """What is decided after what: `("section", name)` and `("field", name)`."""
        return self.program.order

    @property
    def reads_today(self) -> bool:
        """Whether some expression asks for the day, so that `evaluate` should be told it."""
        return self.program.reads_today

    def has_default(self, name: str) -> bool:
        """Whether null is kept as an answer of this field: cleared, where there would be a default."""
        return name in self.program.by_name and self.program.by_name[name].default is not None

    def to_json(self) -> dict[str, Any]:
        """What the browser evaluates (`docs/engine.md`): fresh plain JSON without anything that is staff's alone."""
        return survey_json(self.program)

    def accept(self, answers: object) -> Accepted:
        """Sort a request to save: `{name: value | null}`; any issue refuses all of it."""
        return accept(self.program, answers)

    def evaluate(
        self, answers: Mapping[str, object], hidden_values: str = "empty", *, today: str | None = None
    ) -> Evaluation:
        """Decide everything on these answers. Never raises for any answers; `hidden_values` is `empty` or `raw`.

        `today` is the day in the survey's time zone, `YYYY-MM-DD`; without it `today()` is empty (`reads_today` says
        whether a survey asks).
        """
        if hidden_values not in HIDDEN_VALUES:
            raise ValueError(f"hidden_values must be one of {HIDDEN_VALUES}")
        reveal = hidden_values == "raw"
        given = dict(answers)
        return Evaluation(self.program, given, reveal, whole(self.program, given, reveal, today))

    def change(self, evaluation: Evaluation, name: str, value: object) -> Evaluation:
        """The evaluation after one edit, on the same day; looks only at what it can reach. Null forgets the answer;
        of a field with a default it stays, and says that there is none."""
        answers = {**evaluation.answers, name: value}
        if value is None and not self.has_default(name):
            del answers[name]
        work = evaluation.work
        if name in self.program.positions:
            work = cascade(self.program, work, answers, evaluation.reveal, name)
        return Evaluation(self.program, answers, evaluation.reveal, work)
