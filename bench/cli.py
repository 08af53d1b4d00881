"""The command line of the bench."""

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from bench import report
from bench.place import measured_place
from bench.race import Outcome
from bench.running import BenchError
from bench.scenarios import SCENARIOS, USUAL
from bench.scenarios.effort import FULL, QUICK, Effort


def run(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Race what is asked for; 1 when something acknowledged was lost or a side failed, whatever the figures are."""
    _add_options(parser)
    given = parser.parse_args(arguments)
    unknown = [name for name in given.scenarios if name not in SCENARIOS]
    if unknown:
        parser.error(f"there is no scenario called {unknown[0]!r}, only {', '.join(SCENARIOS)}")
    usual = QUICK if given.quick else FULL if given.full else Effort()
    effort = replace(usual, rounds=given.rounds or usual.rounds, seconds=given.seconds or usual.seconds)
    with measured_place(given.workers) as place:
        print(report.described(report.machine(place)), flush=True)
        outcomes: list[Outcome] = []
        try:
            for name in given.scenarios or USUAL:
                for outcome in SCENARIOS[name](place, effort):
                    outcomes.append(outcome)
                    print(report.show(outcome), flush=True)
        except BenchError as error:
            print(f"./dev bench: {error}", file=sys.stderr)
            return 1
        finally:
            if given.json is not None:
                given.json.write_text(json.dumps(report.document(place, outcomes), indent=1))
    return 0


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    hardness = parser.add_mutually_exclusive_group()
    hardness.add_argument("--quick", action="store_true", help="a minute in all: whether it works, not how fast")
    hardness.add_argument("--full", action="store_true", help="also spread over 1,000 organizations")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often each side of a race has its turn")
    parser.add_argument("--seconds", type=float, metavar="S", help="how long each turn is")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, metavar="N", help="web processes (default: one a core)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file")
