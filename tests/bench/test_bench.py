"""The verbs run, tell what they found, and find what is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import accounting, holding, race, verify
from bench.holding import Held
from bench.place import Door
from bench.running import BenchError, Stretch
from deploy.paths import HOUSE

NAMED = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in NAMED}
    command = [sys.executable, "-P", "-m", "deploy.cli", *arguments]
    return subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False, timeout=300)


def test_an_unknown_scenario_is_told_with_those_that_there_are():
    done = dev("bench", "engine")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no scenario called 'engine', only submit, save" in done.stderr


@pytest.mark.slow
def test_a_race_tells_every_figure_and_finds_all_that_was_acknowledged(tmp_path: Path):
    done = dev("bench", "submit", "--quick", "--json", str(tmp_path / "figures.json"))
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "figures.json").read_text())
    settings = figures["machine"]["postgresql"]
    assert (settings["fsync"], settings["synchronous_commit"], settings["full_page_writes"]) == ("on", "on", "on")
    (outcome,) = figures["outcomes"]
    assert len(outcome["sides"]) == 4
    ours = outcome["sides"]["surveyapp over HTTP"]
    assert {"rate", "cpu_ms", "wal_kb", "p50_ms", "client_share"} <= set(ours)
    assert ours["client_share"]["median"] < 0.5, "the load generator is what was measured"
    assert ours["wal_kb"]["median"] < 3.5


@pytest.mark.slow
def test_what_is_acknowledged_survives_kills_and_is_there_once():
    done = dev("bench", "kill", "--rounds", "4", "--seconds", "0.7")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing that was acknowledged is lost, nothing is doubled" in done.stdout


@pytest.mark.slow
def test_what_processes_hold_is_told_and_a_limit_of_organizations_holds():
    done = dev("bench", "memory", "--requests", "500", "--organizations", "12", "--workers", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "requests: web processes" in done.stdout
    assert done.stdout.count("12 organizations: ") == 2


def test_a_process_that_holds_more_and_more_is_found():
    def held(*megabytes: float) -> list[Held]:
        return [Held(10_000 * number, [each, each], []) for number, each in enumerate(megabytes, 1)]

    holding.judge(held(50, 80, 81, 80, 82, 83, 81, 80, 82, 82))
    with pytest.raises(BenchError, match="have grown by 16"):
        holding.judge(held(80, 82, 84, 86, 88, 90, 92, 94, 96, 98))


def test_a_lost_submission_is_found(monkeypatch):
    monkeypatch.setattr(verify, "stored", lambda place, door: {"a": ("completed", {}), "b": ("in_progress", {})})
    door: Door = None  # type: ignore[assignment]
    verify.submitted(None, [door], ["a"])
    for acknowledged in (["a", "b"], ["a", "a"], []):
        with pytest.raises(BenchError):
            verify.submitted(None, [door], acknowledged)


def test_a_lost_answer_is_found(monkeypatch):
    monkeypatch.setattr(verify, "stored", lambda place, door: {"a": ("in_progress", {"age": 7})})
    verify.saved(None, None, [{"id": "a", "answers": {"age": 7}}])
    for answers in ({"age": 8}, {"age": 7, "name": "x"}):
        with pytest.raises(BenchError, match="lack answers"):
            verify.saved(None, None, [{"id": "a", "answers": answers}])


def test_sides_run_in_turn_and_ratios_are_taken_within_a_round():
    ran = []

    def side(name: str, rates: list[int]):
        left = iter(rates)

        def run() -> Stretch:
            ran.append(name)
            return Stretch(count=next(left), seconds=1.0)

        return run

    outcome = race.run("two", {"a": side("a", [1, 10, 30]), "b": side("b", [1, 20, 10])}, rounds=2)
    assert ran == ["a", "b", "a", "b", "b", "a"]
    assert outcome.ratio("a", "b") == race.Spread(1.75, 0.5, 3.0)


def test_the_cpu_of_a_child_that_has_ended_is_counted():
    before = accounting.cpu_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", "sum(range(10**7))"], check=True)
    assert accounting.cpu_seconds(os.getpid()) - before >= 0.05
