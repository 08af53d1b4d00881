"""The browser's engine in node, beside SurveyJS' expressions and json-logic-js on the same conditions.

The others only answer each condition from the answers as they are; ours also reads, types and judges every answer.
Their packages are installed, pinned, into a directory that goes away; nothing of them is kept.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import race
from bench.race import Outcome
from bench.running import BenchError, Stretch
from bench.scenarios.effort import Effort
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from tests.logic.making import choice, field, one_page
from tests.logic.wired import engine

PACKAGES = ("survey-core@2.5.43", "json-logic-js@2.0.5")
PROGRAM = Path(__file__).parent / "conditions.mjs"
CONDITIONS, SOURCES = 200, 30

OURS, CHANGE = "ours: 200 conditions, 90 answers read and judged", "ours: 90 changes, one by one"
SURVEYJS, JSON_LOGIC = "SurveyJS: the same 200 conditions", "json-logic-js: the same 200 conditions"
SIDES = {OURS: "ours", CHANGE: "change", SURVEYJS: "surveyjs", JSON_LOGIC: "jsonlogic"}


def conditions(effort: Effort) -> Iterator[Outcome]:
    """The race, or a word why there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("the comparison in JavaScript is skipped: no node or no npm on the PATH", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch:
        command = [npm, "install", "--prefix", scratch, "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            print("the comparison in JavaScript is skipped: npm could not install its packages", file=sys.stderr)
            return
        bundle = Path(scratch) / "engine.mjs"
        bundle.write_text(engine())
        with _evaluators([node, str(PROGRAM), str(bundle), scratch]) as timed:
            yield _raced(timed, effort)


def _raced(timed: Any, effort: Effort) -> Outcome:
    sides = {name: lambda side=side: timed(side, effort.seconds / 4) for name, side in SIDES.items()}
    outcome = race.run("conditions in JavaScript", sides, effort.rounds)
    for other in (SURVEYJS, JSON_LOGIC):
        outcome.judge(f"CPU of {other}, in terms of ours", outcome.ratio(other, OURS, "app_ms"), unit="x")
    seconds = [stretch.app_cpu / stretch.count / (3 * SOURCES) * 1e6 for stretch in outcome.sides[CHANGE]]
    outcome.judge("one change", race.Spread.of(seconds), at_most=True, unit="us")
    return outcome


@contextmanager
def _evaluators(command: list[str]) -> Iterator[Any]:
    """A node that does as it is told for as many seconds; BenchError where the three do not agree on what holds."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None and stdout is not None

        def asked(message: object) -> Any:
            stdin.write(json.dumps(message) + "\n")
            stdin.flush()
            return json.loads(stdout.readline() or "null")

        def timed(side: str, seconds: float) -> Stretch:
            told = asked({"side": side, "seconds": seconds})
            return Stretch(count=told["count"], seconds=told["seconds"], app_cpu=told["cpu"])

        held = asked(_plan())
        if held is None or len(set(held.values())) != 1:
            raise BenchError(f"the evaluators do not agree on how many conditions hold: {held}")
        yield timed
        stdin.close()


def _plan() -> dict[str, Any]:
    """200 fields that each show by a condition on three of 90 others: a number, a choice, a text."""
    sources = [field(f"n{at}", "number") for at in range(SOURCES)]
    sources += [choice(f"c{at}", "a", "b", "c") for at in range(SOURCES)]
    sources += [field(f"t{at}") for at in range(SOURCES)]
    triples = [(at % SOURCES, at * 7 % SOURCES, at * 11 % SOURCES) for at in range(CONDITIONS)]
    expressions = [f"{{n{n}}} >= 5 and ({{c{c}}} anyof ['a', 'b'] or {{t{t}}} = 'x')" for n, c, t in triples]
    shown = [field(f"f{at}", visible_if=expression) for at, expression in enumerate(expressions)]
    answers: dict[str, Any] = {f"n{at}": at % 11 for at in range(SOURCES)}
    answers |= {f"c{at}": "abc"[at % 3] for at in range(SOURCES)} | {f"t{at}": "xyz"[at % 3] for at in range(SOURCES)}
    return {
        "survey": compile_survey(from_document(one_page(*sources, *shown))).to_json(),
        "answers": answers,
        "edits": [(name, {"n": 7, "c": "b", "t": "x"}[name[0]]) for name in answers],
        "expressions": expressions,
        "rules": [_rule(*each) for each in triples],
    }


def _rule(number: int, chosen: int, text: int) -> dict[str, Any]:
    either = [{"in": [{"var": f"c{chosen}"}, ["a", "b"]]}, {"==": [{"var": f"t{text}"}, "x"]}]
    return {"and": [{">=": [{"var": f"n{number}"}, 5]}, {"or": either}]}
