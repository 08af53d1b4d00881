"""People who answer the demo surveys, invented from a seeded random so that every demo shows the same figures.

A respondent is a mood between 0 (delighted) and 1 (furious), a household, and a random of their own. The mood moves all
answers on a scale together, which makes the figures of a demo look like those of a survey and not like noise. They
answer the demo's questions as somebody would (`sayings.py`), others by their type; what was refused, and what nobody
here has thought of, is drawn as a rehearsal draws it, so they can answer any survey.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from deploy.demo import sayings
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.fields.rating import Rating
from surveyapp.logic.formulas import BOOLEAN, CHOICE, CHOICES, DATE, DATETIME, MATRIX, NUMBER, TEXT, TIME
from surveyapp.logic.program import CompiledField
from surveyapp.logic.rehearsal.drawing import Drawing, draw

LEFT_EMPTY = 0.3
LEFT_TO_THE_DEFAULT = 0.5
HOUSEHOLDS = {1: 5, 2: 6, 3: 3, 4: 3, 5: 1}


@dataclass(frozen=True, slots=True)
class Question:
    """A field as it shows: in which instance of a repeat, whether it must be answered and whether something stands
    there already, what it offers, what conditions compare it with, how often it was answered, this time included."""

    field: CompiledField
    key: str | None
    is_required: bool
    has_default: bool
    offered: Sequence[str]
    constants: Sequence[Any]
    tries: int

    @property
    def name(self) -> str:
        return self.field.name


class Respondent:
    """One invented person (no secret, so any random will do). The same number always answers the same way."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)  # nosec B311
        self.now = datetime.now(UTC)
        self.mood = self.random.betavariate(2, 3.5)
        self.household = self.random.choices(list(HOUSEHOLDS), list(HOUSEHOLDS.values()))[0]
        self.age = self.random.randint(24, 79)
        self.names = self.random.sample(sayings.FIRST_NAMES, len(sayings.FIRST_NAMES))
        self.first_name, self.last_name = self.names[0], self.random.choice(sayings.LAST_NAMES)

    def many(self, least: int, most: int) -> int:
        """How often a section is asked that may be asked as often as one likes: for each of the household."""
        return min(max(self.household, least), most)

    def answer(self, question: Question) -> object:
        """A plausible answer, or None where a person might leave it empty. Nobody here has a file to send."""
        kind = question.field.family.family
        if kind not in ANSWERS or (question.tries == 1 and self._leaves(question)):
            return None
        return self._drawn(question) if question.tries > 1 else ANSWERS[kind](self, question)

    def _leaves(self, question: Question) -> bool:
        if question.has_default:
            return self.random.random() < LEFT_TO_THE_DEFAULT
        return not question.is_required and self.random.random() < LEFT_EMPTY

    def _drawn(self, question: Question) -> object:
        """As in a rehearsal: anything legal, near what conditions ask for."""
        family, today = question.field.family, self.now.date().isoformat()
        return draw(Drawing(family, question.offered, question.constants, self.random, today, question.tries))

    def _yes_or_no(self, question: Question) -> object:
        return self.random.choice(("yes", "yes", "yes", "no", "no"))

    def _number(self, question: Question) -> object:
        """A number in the field's range; children fit into the household, and its members to one another."""
        if isinstance(question.field.family, Rating):
            return self._rated(question.field.family)
        if question.name == "under_five":
            return min(self.random.choice((0, 0, 0, 1, 1, 2)), self.household - 1)
        if question.name == "size":
            return self.household
        if question.name == "age_years":
            return self._age(question.key)
        if question.name not in sayings.RANGES:
            return self._drawn(question)
        low, high = sayings.RANGES[question.name]
        if float(low).is_integer() and float(high).is_integer():
            return self.random.randint(int(low), int(high))
        return round(self.random.uniform(low, high), 2)

    def _age(self, key: str | None) -> int:
        """The respondent's own, then that of somebody to live with, then those of their children."""
        if key == "0":
            return self.age
        return self.age + self.random.randint(-4, 4) if key == "1" else self.random.randint(0, min(17, self.age - 20))

    def _rated(self, scale: Rating) -> int:
        low, high = (int(str(scale.limits[key])) for key in ("min_value", "max_value"))
        return high - int(self._place() * (high - low + 1))

    def _date(self, question: Question) -> str:
        first, last = sayings.DAYS_AGO.get(question.name, sayings.USUAL_DAYS_AGO)
        return (self.now.date() - timedelta(days=self.random.randint(first, last))).isoformat()

    def _time(self, question: Question) -> str:
        first, last = sayings.HOURS.get(question.name, sayings.USUAL_HOURS)
        return f"{self.random.randint(first, last):02}:{self.random.randrange(0, 60, 5):02}"

    def _moment(self, question: Question) -> str:
        return f"{(self.now.date() - timedelta(days=self.random.randint(1, 5))).isoformat()}T{self._time(question)}"

    def _one(self, question: Question) -> str | None:
        if not question.offered:
            return None
        if question.name in sayings.SCALES:
            return self._on_scale(question.name, question.offered)
        odds: Mapping[str, float] = sayings.ODDS.get(question.name, {})
        if question.name == "relation":
            odds = {"partner" if question.key == "1" else "child": 100}
        return self.random.choices(question.offered, [odds.get(value, 1) for value in question.offered])[0]

    def _several(self, question: Question) -> list[str]:
        """A few of them; a ranking has all, the first ones liked best."""
        offered, chance = question.offered, self.random
        if question.field.family.is_ordered:
            return sorted(offered, key=lambda value: offered.index(value) + chance.gauss(0, 1.5))
        return chance.sample(offered, min(len(offered), chance.choice((1, 1, 2, 2, 3))))

    def _table(self, question: Question) -> dict[str, str]:
        family = question.field.family
        rows = family.rows if isinstance(family, Matrix) else {}
        return {row: self._on_scale(question.name, question.offered) for row in rows}

    def _on_scale(self, name: str, offered: Sequence[str]) -> str:
        """Near the place of the mood on a scale, which runs from best to worst unless it is numbered upwards."""
        scale = [value for value in offered if value not in ("na", "no_contact")]
        place = self._place()
        return scale[int((1 - place if name in sayings.WORST_FIRST else place) * len(scale) - 1e-9)]

    def _place(self) -> float:
        """Near the mood, from 0 up to, not including, 1."""
        return min(max(self.mood + self.random.gauss(0, 0.14), 0), 0.999)

    def _words(self, question: Question) -> str:
        name = question.name
        if name in ("called", "first_name"):
            return self.names[int(question.key or 0) % len(self.names)]
        if name.endswith("_name"):
            return f"{self.first_name} {self.last_name}"
        if name.endswith("email"):
            return f"{self.first_name}.{self.last_name}@example.org".lower().replace(" ", "")
        if name.endswith("phone"):
            return f"+49 30 {self.random.randint(1000000, 9999999)}"
        return self.random.choice(sayings.TEXTS.get(name, sayings.REMARKS))


ANSWERS: Mapping[str, Callable[[Respondent, Question], object]] = {
    BOOLEAN: Respondent._yes_or_no,
    NUMBER: Respondent._number,
    DATE: Respondent._date,
    TIME: Respondent._time,
    DATETIME: Respondent._moment,
    CHOICE: Respondent._one,
    CHOICES: Respondent._several,
    MATRIX: Respondent._table,
    TEXT: Respondent._words,
}
