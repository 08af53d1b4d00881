"""Many walks, and what they say together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import compress

from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.evaluation import Evaluation
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.formulas import CHOICES, FILE, FILES, NOTE, TEXT
from surveyapp.logic.program import CompiledField
from surveyapp.logic.rehearsal.chance import Chance
from surveyapp.logic.rehearsal.constants import constants
from surveyapp.logic.rehearsal.coverage import Coverage
from surveyapp.logic.rehearsal.report import Path, Report, Stuck, covered, spread
from surveyapp.logic.rehearsal.walking import Strength, Tired, Walk, Walker, is_asked

MOST_PLACES = 3_000_000
MOST_FREQUENT = 5
USUAL_SECONDS = 7
SECONDS: Mapping[str, float] = {TEXT: 15, CHOICES: 12, NOTE: 5, FILE: 45, FILES: 60}
A_ROW = 6
AN_ESSAY = 45


def rehearse(survey: CompiledSurvey, respondents: int, chance: Chance, today: str | None = None) -> Report:
    """Send so many respondents through a survey, or as many as `MOST_PLACES` allows; the same `chance` gives the same
    report."""
    coverage, ways = Coverage(survey), Counter[tuple[str, ...]]()
    stuck: dict[tuple[str, str], list[Walk]] = {}
    lengths, minutes = [], []
    for walk in _walks(survey, respondents, chance, today):
        coverage.saw(walk.evaluation)
        ways[tuple(compress(survey.program.section_names, walk.evaluation.work.open))] += 1
        if walk.problem is not None:
            stuck.setdefault((_place(walk.problem.pointer), walk.problem.code), []).append(walk)
            continue
        asked = list(_asked(walk.evaluation))
        lengths.append(sum(map(is_asked, asked)))
        minutes.append(round(sum(map(_seconds, asked)) / 60, 1))
    conditions = coverage.told()
    return Report(
        respondents=coverage.walks,
        finished=len(lengths),
        stuck=tuple(_stuck(*each) for each in stuck.items()),
        coverage=covered(conditions),
        conditions=conditions,
        never_reached=coverage.never(),
        sections=coverage.shares(),
        questions=spread(lengths),
        minutes=spread(minutes),
        paths=tuple(Path(way, count) for way, count in ways.most_common(MOST_FREQUENT)),
    )


def _walks(survey: CompiledSurvey, respondents: int, chance: Chance, today: str | None) -> Iterator[Walk]:
    """Walks to their end; one that the strength does not last for is none, and the last."""
    known, strength = constants(survey.program), Strength(MOST_PLACES)
    for _ in range(respondents):
        try:
            yield Walker(survey, known, chance, today, strength).walk()
        except Tired:
            return


def _asked(evaluation: Evaluation) -> Iterator[CompiledField]:
    return compress(evaluation.sheet.fields, evaluation.sheet.shown)


def _place(pointer: str) -> str:
    """The field at the end of a pointer, or the repeat: names are never escaped."""
    return pointer.rpartition("/")[2]


def _stuck(at: tuple[str, str], walks: list[Walk]) -> Stuck:
    first = walks[0]
    detail = first.problem.detail if first.problem else ""
    return Stuck(at[0], at[1], detail, len(walks), first.answers)


def _seconds(field: CompiledField) -> float:
    """What a question takes to read and answer, by rule of thumb."""
    kind = field.family.family
    if field.calculate is not None:
        return 0
    if isinstance(field.family, Matrix):
        return A_ROW * max(1, len(field.family.rows))
    if field.field.field_type == "text_area":
        return AN_ESSAY
    return SECONDS.get(kind, USUAL_SECONDS)
