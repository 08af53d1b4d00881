"""The logic engine by itself: the generated survey of 200 fields and 300 rules, where it is at hand."""

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import race
from bench.place import Place
from bench.race import Outcome, Spread
from bench.running import Stretch
from bench.scenarios import javascript
from bench.scenarios.effort import Effort
from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import from_document
from tests.logic import bench_survey

WHOLE, ONE = "all 200 fields evaluated and validated", "one change"
BATCH = 200


def logic(place: Place, effort: Effort) -> Iterator[Outcome]:
    """Whole evaluations and single changes, in one thread; the browser's engine beside others where node is present.
    The first is skipped, saying so, without the data."""
    yield from javascript.conditions(effort)
    if not (bench_survey.DATA / "survey.json").exists():
        print(f"logic is skipped: {bench_survey.DATA} is not on this machine", file=sys.stderr)
        return
    survey = compile_survey(from_document(bench_survey.document()))
    cases = [case["answers"] for case in bench_survey.cases()]
    sides = {
        WHOLE: lambda: _timed(lambda: _evaluate(survey, cases), effort.seconds / 4),
        ONE: lambda: _timed(lambda: _change(survey, cases[0], bench_survey.edits()), effort.seconds / 4),
    }
    outcome = race.run("the engine on 200 fields, 300 rules", sides, effort.rounds)
    for side, bound in ((WHOLE, 60.0), (ONE, 15.0)):
        seconds = [stretch.app_cpu / stretch.count * 1e6 for stretch in outcome.sides[side]]
        outcome.judge(side, Spread.of(seconds), bound, at_most=True, unit="us")
    yield outcome


def _evaluate(survey: CompiledSurvey, cases: list[dict[str, Any]]) -> int:
    for answers in cases:
        survey.evaluate(answers)
    return len(cases)


def _change(survey: CompiledSurvey, answers: dict[str, Any], edits: list[tuple[str, Any]]) -> int:
    evaluation = survey.evaluate(answers)
    for name, value in edits:
        evaluation = survey.change(evaluation, name, value)
    return len(edits)


def _timed(work: Callable[[], int], seconds: float) -> Stretch:
    """As often as fits; CPU rather than the clock, since the machine is shared."""
    stretch, started, cpu = Stretch(), time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        stretch.count += work()
    stretch.seconds, stretch.app_cpu = time.perf_counter() - started, time.process_time() - cpu
    return stretch
