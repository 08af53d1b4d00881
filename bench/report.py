"""What the terminal shows and what the JSON file holds."""

import os
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.place import Place
from bench.race import Outcome, Spread, Verdict

COLUMNS = (
    ("p50_ms", "p50 ms"),
    ("p99_ms", "p99 ms"),
    ("app_ms", "app ms"),
    ("database_ms", "PG ms"),
    ("wal_kb", "WAL kB"),
)
HEAD = "  {:<44}{:>10}{:>18}" + "{:>9}" * len(COLUMNS)
SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size")


def machine(place: Place) -> dict[str, Any]:
    """What the figures were taken on."""
    with place.superuser() as connection:
        asked = {name: connection.execute(f"SHOW {name}").fetchone() for name in SETTINGS}
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "granian": version("granian"),
        "load_before": os.getloadavg()[0],
        "workers": place.workers,
        "postgresql": {name: row[0] for name, row in asked.items() if row},
    }


def show(outcome: Outcome) -> str:
    """One race as a table: a line for each side, then how it stands to the budgets."""
    lines = [outcome.name, HEAD.format("", "median/s", "spread", *(title for _, title in COLUMNS))]
    for side in outcome.sides:
        figures = outcome.figures(side)
        rate = figures["rate"]
        cells = [_cell(figures.get(name)) for name, _ in COLUMNS]
        lines.append(HEAD.format(side, _number(rate.median), f"{_number(rate.lowest)}-{_number(rate.highest)}", *cells))
    return "\n".join([*lines, *map(_judged, outcome.verdicts), ""])


def document(place: Place, outcomes: Iterable[Outcome]) -> dict[str, Any]:
    return {"machine": machine(place), "outcomes": [outcome.to_json() for outcome in outcomes]}


def described(known: Mapping[str, Any]) -> str:
    """The machine in one paragraph."""
    settings = ", ".join(f"{name} {value}" for name, value in known["postgresql"].items())
    return (
        f"{known['cores']} cores of {known['processor']}, Linux {known['kernel']}, Python {known['python']},"
        f" granian {known['granian']} with {known['workers']} processes; PostgreSQL: {settings};"
        f" load before: {known['load_before']:.1f}\n"
    )


def _judged(verdict: Verdict) -> str:
    found = f"{_number(verdict.found.median)} ({_number(verdict.found.lowest)}-{_number(verdict.found.highest)})"
    if verdict.bound is None:
        return f"  - {verdict.sentence}: {found} {verdict.unit}".rstrip()
    budget = f"at {'most' if verdict.at_most else 'least'} {verdict.bound:g} {verdict.unit}".rstrip()
    return f"  {'+' if verdict.is_met else '!'} {verdict.sentence}: {found} {verdict.unit}, {budget}"


def _cell(spread: Spread | None) -> str:
    return _number(spread.median) if spread is not None else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
