"""A repeat that is open in two windows: numbers move when somebody goes, and no answer ends up with another person."""

from __future__ import annotations

import pytest
from flask import Flask

from surveyapp.pages.service.aligning import is_certain, origins, rows
from tenants.context import Tenant
from tests.factories.responses import Published, published
from tests.pages.test_repeats import ROSTER, legends, stored
from tests.pages.visitor import Visitor

ANN, BOB, CID = ({"name": name, "age": age} for name, age in (("Ann", 30), ("Bob", 30), ("Cid", 7)))


@pytest.fixture
def roster(app: Flask, tenant_a: Tenant) -> Published:
    return published(tenant_a, ROSTER)


@pytest.fixture
def visitor(app: Flask, roster: Published) -> Visitor:
    """Three people told, and the page open."""
    visitor = Visitor(app, roster.link)
    visitor.autosave("people", order=["0", None, None], answers=answers(ANN, BOB, CID))
    visitor.get("?at=people")
    return visitor


@pytest.fixture
def other(visitor: Visitor) -> Visitor:
    return visitor.window("?at=people")


def answers(*people: dict) -> dict[str, str]:
    return {f"people[{at}].{name}": str(value) for at, person in enumerate(people) for name, value in person.items()}


def test_what_the_script_arranges_is_stored_in_its_order(visitor, roster):
    assert stored(roster) == {"people": [ANN, BOB, CID]}
    visitor.autosave("people", order=["2", None], answers={"people[1].name": "Dot"}, mutation="n" * 8)
    assert stored(roster) == {"people": [CID, {"name": "Dot"}]}


def test_the_script_may_take_everybody_away(visitor, roster):
    visitor.autosave("people", order=[], answers={}, mutation="n" * 8)
    assert stored(roster) == {"people": []}


def test_a_key_that_is_none_is_somebody_new(visitor, roster):
    visitor.autosave("people", order=["0", "7"], answers={}, mutation="n" * 8)
    assert stored(roster) == {"people": [ANN, {}]}


def test_only_an_open_repeat_is_arranged(visitor, roster):
    visitor.autosave("travel", order=["0"], answers={"where": ["de"]}, mutation="n" * 8)
    assert stored(roster) == {"people": [ANN, BOB, CID], "where": ["de"]}


def test_a_stale_script_is_told_who_is_who(visitor, other):
    revision, base = int(visitor.hidden("revision")), answers(ANN, BOB, CID)
    other.autosave("people", order=["1", "2"], answers={}, mutation="n" * 8)
    reply = visitor.autosave("people", revision=revision, answers={"people[0].age": "31"}, mutation="o" * 8, base=base)
    assert reply.status_code == 409
    assert (reply.json["origins"], reply.json["answers"]["people[0].name"]) == ([1, 2], "Bob")
    assert reply.json["stored"] == {"people": [BOB, CID]}


def test_what_was_typed_follows_its_person_to_another_number(visitor, other, roster):
    other.post("removed.0")
    visitor.post("later", **{"people[2].age": "8"})
    assert stored(roster)["people"] == [BOB, {**CID, "age": 8}]


def test_nobody_gets_the_answer_of_whoever_is_gone(visitor, other, roster):
    """Bob is as old as Ann was: by numbers alone his answer would look untouched."""
    other.post("removed.0")
    visitor.post("next", **{"people[0].age": "31"})
    assert visitor.page.status_code == 409
    assert legends(visitor) == ["Person 1", "Person 2", "Person 3"]
    assert stored(roster)["people"] == [BOB, CID, {**ANN, "age": 31}]
    assert "In another window you answered:" in visitor.body
    visitor.post("next")
    assert visitor.heading == "Travel of Bob, Cid, Ann"


def test_whoever_is_gone_and_was_not_touched_stays_gone(visitor, other, roster):
    other.post("removed.1")
    visitor.post("next", **{"people[0].age": "31"})
    assert stored(roster)["people"] == [{**ANN, "age": 31}, CID]


def test_a_removal_takes_the_person_whose_button_it_was(visitor, other, roster):
    other.post("removed.0")
    visitor.post("removed.1")
    assert stored(roster)["people"] == [CID]


def test_whoever_was_changed_elsewhere_is_not_taken_away_unseen(visitor, other, roster):
    other.post("later", **{"people[1].name": "Bea"})
    visitor.post("removed.1")
    assert [person["name"] for person in stored(roster)["people"]] == ["Ann", "Bea", "Cid"]
    assert visitor.page.status_code == 200


def test_an_answer_for_somebody_renamed_meanwhile_is_asked_about(visitor, other, roster):
    other.post("later", **{"people[1].name": "Bea"})
    visitor.post("next", **{"people[1].age": "33"})
    assert visitor.page.status_code == 409
    assert stored(roster)["people"][1] == {"name": "Bea", "age": 30}
    visitor.post("next")
    assert stored(roster)["people"][1] == {"name": "Bea", "age": 33}


def test_an_answer_beside_one_that_was_added_elsewhere_is_kept(visitor, other, roster):
    other.post("later", **{"people[0].works": "yes"})
    visitor.post("later", **{"people[0].age": "31"})
    assert stored(roster)["people"][0] == {"name": "Ann", "age": 31, "works": "yes"}


def row(name: str, age: str = "") -> dict[str, str]:
    return {"name": name, "age": age}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("a b", "a b", [0, 1]),
        ("a b c", "b c", [1, 2]),
        ("a b c", "a c", [0, 2]),
        ("a b", "a b x", [0, 1, None]),
        ("a b", "x b", [0, 1]),
        ("a b", "b x", [1, None]),
        ("a b", "x", [None]),
        ("", "x", [None]),
        ("a", "", []),
        ("a a", "a", [0]),
        ("a1 b2", "b3", [1]),
        ("a1 b2 c3", "x c4", [None, 2]),
        ("a1 b2", "x a3 y", [None, 0, 1]),
        ("a1 b2", "x a3 y z", [None, 0, None, None]),
        ("a1 b2", "a3 y", [0, 1]),
    ],
)
def test_who_is_who_is_told_by_what_was_answered(before, now, expected):
    one, other = ([row(*each) for each in rows.split()] for rows in (before, now))
    assert origins(one, other) == expected


@pytest.mark.parametrize(
    ("before", "now", "certain"),
    [
        (row("a"), row("a"), True),
        (row(""), row(""), True),
        (row("a"), row("a", "5"), True),
        (row("a", "5"), row("a", "6"), False),
        (row("a"), row(""), False),
        (row(""), row("a"), False),
    ],
)
def test_a_person_is_known_by_the_answers_that_nobody_changed(before, now, certain):
    assert is_certain(before, now) is certain


def test_names_of_anything_else_are_no_rows():
    given = {
        "people[1].name": "b",
        "people[x].name": "c",
        "people[99999].name": "d",
        "people": "e",
        "pets[0].name": "f",
    }
    assert rows("people", given) == [{}, {"name": "b"}]
