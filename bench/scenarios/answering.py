"""The respondent's requests, and one of an analyst's, each over real HTTP at several numbers of connections."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import people, race, reference, verify
from bench.place import Door, Place
from bench.race import Outcome, Side
from bench.running import Stretch, over_http
from bench.scenarios.effort import Effort

US, OURS = "surveyapp over HTTP", "pgbench, our own write"
SOURCES, BULK = "pgbench, the sources' tables (b)", "pgbench, (b) in one bulk insert"
SUBMIT, SAVE = "one-shot submission", "autosave of one field"


def submit(place: Place, effort: Effort) -> Iterator[Outcome]:
    """One-shot submissions of 20 fields against both references."""
    reference.prepare_sources(place)
    doors, notes = [place.another_door(), place.another_door()], list[Any]()
    with place.serving():
        for clients in effort.connections:
            sides: dict[str, Side] = {
                US: partial(noted, notes, place, "submit", clients, effort, doors[0]),
                SOURCES: partial(reference.sources, place, clients, effort.seconds, bulk=False),
                BULK: partial(reference.sources, place, clients, effort.seconds, bulk=True),
                OURS: partial(reference.ours, place, doors[1], clients, effort.seconds),
            }
            outcome = race.run(f"{SUBMIT}, {_at(clients)}", sides, effort.rounds)
            judge_submission(outcome, clients)
            yield outcome
    verify.submitted(place, doors[:1], notes)


def judge_submission(outcome: Outcome, clients: int) -> None:
    """The budgets of DESIGN 13; throughput is promised under load only."""
    loaded = clients > 1
    outcome.judge("throughput in terms of (b), aim 2", outcome.ratio(US, SOURCES), 1.0 if loaded else None)
    outcome.judge("throughput in terms of (b) in one bulk insert", outcome.ratio(US, BULK))
    outcome.judge("throughput in terms of our own writes, aim 0.35", outcome.ratio(US, OURS), 0.2 if loaded else None)
    figures = outcome.figures(US)
    outcome.judge("CPU of a submission, aim 1.3", figures["cpu_ms"], 2.0, at_most=True, unit="ms")
    outcome.judge("write-ahead log of a submission", figures["wal_kb"], 3.5, at_most=True, unit="kB")


def save(place: Place, effort: Effort) -> Iterator[Outcome]:
    """Autosaves of one field against one-shot submissions."""
    drafts, whole, saved, sent = place.another_door(), place.another_door(), list[Any](), list[Any]()
    with place.serving():
        for clients in effort.connections:
            sides: dict[str, Side] = {
                SAVE: partial(noted, saved, place, "save", clients, effort, drafts),
                SUBMIT: partial(noted, sent, place, "submit", clients, effort, whole),
            }
            outcome = race.run(f"{SAVE}, {_at(clients)}", sides, effort.rounds)
            outcome.judge("throughput in terms of submissions", outcome.ratio(SAVE, SUBMIT), 1.0)
            yield outcome
    verify.saved(place, drafts, saved)
    verify.submitted(place, [whole], sent)


def journey(place: Place, effort: Effort) -> Iterator[Outcome]:
    """Open, begin, five autosaves of four fields, submit: eight requests, counted as one."""
    door, notes = place.another_door(), list[Any]()
    with place.serving():
        for clients in effort.connections:
            sides = {US: partial(noted, notes, place, "journey", clients, effort, door)}
            yield race.run(f"a whole journey of 8 requests, {_at(clients)}", sides, effort.rounds)
    verify.completed(place, door, notes)


def form(place: Place, effort: Effort) -> Iterator[Outcome]:
    """The published form, which is remembered: PostgreSQL is asked nothing (but every two seconds)."""
    door = place.another_door()
    with place.serving():
        for clients in effort.connections:
            sides: dict[str, Side] = {
                US: partial(over_http, place, "form", clients, effort.seconds, unit="form", links=[door.path])
            }
            yield race.run(f"form fetch, {_at(clients)}", sides, effort.rounds)


def listing(place: Place, effort: Effort) -> Iterator[Outcome]:
    """An analyst's first page of responses, signed in: identity, permissions, page and the audit row."""
    door = place.another_door()
    with place.serving():
        token = people.signed_in(place, door)
        over_http(place, "submit", 8, 2, unit="submit", links=[door.path])
        given = {"path": f"/api/v1/surveys/{door.survey_id}/responses", "token": token}
        for clients in effort.connections:
            sides: dict[str, Side] = {
                US: partial(over_http, place, "listing", clients, effort.seconds, unit="list", **given)
            }
            yield race.run(f"an analyst's list of 50 responses, {_at(clients)}", sides, effort.rounds)


def noted(notes: list[Any], place: Place, script: str, clients: int, effort: Effort, door: Door) -> Stretch:
    """A stretch whose acknowledgements are kept for the end."""
    unit = "submit" if script == "journey" else script
    stretch = over_http(place, script, clients, effort.seconds, unit=unit, links=[door.path])
    notes += stretch.notes
    stretch.notes = []
    return stretch


def _at(clients: int) -> str:
    return f"{clients} connection{'s' * (clients > 1)}"
