"""Whether the database holds what was acknowledged: all of it, each once, with the answers that were sent."""

from collections.abc import Iterable
from typing import Any

from psycopg import sql

from bench.place import Door, Place
from bench.running import BenchError

Stored = dict[str, tuple[str, dict[str, Any]]]


def stored(place: Place, door: Door) -> Stored:
    """`(status, answers)` of every response of a survey, by id, read as the superuser."""
    query = sql.SQL("SELECT id, status, answers FROM {} WHERE survey_id = %s").format(
        sql.Identifier(door.tenant.schema, "survey_responses")
    )
    with place.superuser() as connection:
        return {str(id): (status, answers) for id, status, answers in connection.execute(query, [door.survey_id])}


def submitted(place: Place, doors: Iterable[Door], acknowledged: list[str]) -> None:
    """Every acknowledged submission is there and complete, and nothing else is. Raises BenchError otherwise."""
    found = [id for door in doors for id, (status, _) in stored(place, door).items() if status == "completed"]
    _same("submissions", set(acknowledged), set(found), len(acknowledged))


def saved(place: Place, door: Door, acknowledged: list[dict[str, Any]]) -> None:
    """Every response holds exactly the answers that were acknowledged last. Raises BenchError otherwise."""
    rows = stored(place, door)
    wrong = [note["id"] for note in acknowledged if rows.get(note["id"], ("", None))[1] != note["answers"]]
    if wrong:
        raise BenchError(f"{len(wrong)} responses lack answers that were acknowledged, for instance {wrong[0]}")
    _same("responses", {note["id"] for note in acknowledged}, set(rows), len(acknowledged))


def completed(place: Place, door: Door, acknowledged: list[dict[str, Any]]) -> None:
    """Every journey that was acknowledged to its end is complete with its answers. Raises BenchError otherwise.

    A journey that the clock cut short has left a response in progress; those are not counted.
    """
    rows = {id: answers for id, (status, answers) in stored(place, door).items() if status == "completed"}
    _same("journeys", {note["id"] for note in acknowledged}, set(rows), len(acknowledged))
    wrong = [note["id"] for note in acknowledged if rows[note["id"]] != note["answers"]]
    if wrong:
        raise BenchError(f"{len(wrong)} completed responses lack answers, for instance {wrong[0]}")


def _same(what: str, acknowledged: set[str], found: set[str], count: int) -> None:
    if acknowledged != found or count != len(acknowledged):
        lost, more = acknowledged - found, found - acknowledged
        raise BenchError(f"of {count} acknowledged {what} {len(lost)} are lost and {len(more)} were never acknowledged")
