"""What an answer must be where a form's own widgets see to it: places on the map, acknowledgements."""

from __future__ import annotations

import pytest

from tests.formats.xlsform.making import decided, fields, imported, losses


def is_taken(kind: str, answer: str) -> bool:
    made = imported(f"| type | name | label |\n| {kind} | q | Q |")
    return not decided(made, {"q": answer}).errors


@pytest.mark.parametrize(
    ("kind", "answer", "taken"),
    [
        ("geopoint", "48.2 16.37", True),
        ("geopoint", "-90 180", True),
        ("geopoint", "48.2 16.37 -3.5 0.1", True),
        ("geopoint", "0", False),
        ("geopoint", "90.1 0", False),
        ("geopoint", "1 181", False),
        ("geopoint", "home", False),
        ("geotrace", "1 2; 3 4;", True),
        ("geotrace", "1 2 0 0;3 4 0 0", True),
        ("geotrace", "1 2", False),
        ("geoshape", "1 2; 3 4; 5 6; 1 2", True),
        ("geoshape", "1 2; 3 4", False),
    ],
)
def test_a_place_on_the_map_is_written_in_numbers(kind, answer, taken):
    assert is_taken(kind, answer) is taken


def test_a_place_keeps_its_own_constraint_and_message():
    header = "| type | name | label | constraint | constraint_message |"
    made = imported(f"{header}\n| geopoint | q | Q | . != '1 1' | Not there. |")
    [error] = decided(made, {"q": "1 1"}).errors
    assert error.detail == "Not there." and not decided(made, {"q": "1 2"}).errors


def test_what_must_be_acknowledged_takes_no_no():
    made = imported(
        """
        | type        | name | label | required   | required_message |
        | integer     | i    | I     |            |                  |
        | acknowledge | a    | A     | yes        | Do agree.        |
        | acknowledge | b    | B     | ${i} > 3   |                  |
        | acknowledge | c    | C     |            |                  |
        """
    )
    told = {(each.pointer, each.code) for each in decided(made, {"i": 5, "a": "no", "b": "no", "c": "no"}).errors}
    assert told == {("/answers/a", "constraint_failed"), ("/answers/b", "constraint_failed")}
    assert not decided(made, {"i": 1, "a": "yes", "b": "no"}).errors
    assert fields(made)["a"]["constraint"]["message"] == "Do agree."


def test_what_only_a_device_knows_is_blank_to_expressions():
    made = imported("| type | name | label | relevant |\n| username | u | | |\n| text | t | T | ${u} = '' |")
    assert "visible_if" not in fields(made)["t"] and losses(made) == [("survey!A2", "question_left_out", "lost")]


def test_what_is_hidden_and_has_no_value_is_blank_to_expressions():
    made = imported("| type | name | label | relevant |\n| hidden | h | | |\n| text | t | T | ${h} != '' |")
    assert fields(made)["t"]["visible_if"] == "false" and losses(made) == [("survey!A2", "question_left_out", "info")]
