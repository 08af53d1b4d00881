"""What a form does at a moment: defaults when it opens, calculations that wait for another question."""

from __future__ import annotations

from tests.formats.xlsform.making import decided, fields, imported, losses

DEFAULTS = """
| type         | name | label | default          | calculation |
| integer      | i    | I     | 7                |             |
| date         | d    | D     | 2020-01-31       |             |
| text         | t    | T     | concat('a', 'b') |             |
| calculate    | c    |       |                  | ${i} * 2    |
| text         | free | F     |                  |             |
| integer      | j    | J     | ${i} + 1         |             |
| date         | e    | E     | ${d} + 1         |             |
| text         | u    | U     | ${t}             |             |
| integer      | k    | K     | ${c} + 1         |             |
| text         | v    | V     | ${free}          |             |
| begin repeat | r    | R     |                  |             |
| integer      | n    | N     | ${i}             |             |
| end repeat   |      |       |                  |             |
"""


def test_a_default_is_worked_out_when_the_form_opens_from_what_others_begin_with():
    state = decided(imported(DEFAULTS), {"i": 100, "t": "x", "free": "y"}).state
    assert {name: state.defaults.get(name) for name in ("j", "e", "u", "k", "v")} == {
        "j": 8,
        "e": "2020-02-01",
        "u": "ab",
        "k": 15,
        "v": None,
    }


def test_a_default_of_an_instance_follows_what_it_was_computed_from_and_is_told():
    made = imported(DEFAULTS)
    assert decided(made, {"i": 100, "r": [{}]}).state.defaults["r[0].n"] == 100
    assert losses(made) == [("survey!D13", "default_stays_live", "info")]


def test_defaults_that_begin_with_each_other_are_lost():
    made = imported("| type | name | label | default |\n| text | a | A | ${b} |\n| text | b | B | ${a} |")
    assert [code for _, code, _ in losses(made)] == ["default_lost", "default_lost"]


TRIGGERED = """
| type      | name  | label | calculation | trigger      | default |
| integer   | a     | A     |             |              |         |
| integer   | b     | B     |             |              |         |
| calculate | sum   |       | ${b} * 2    | ${a}         |         |
| text      | said  | S     | 'set'       | ${a}, ${b}   | before  |
| text      | none  | N     |             | ${a}         |         |
"""


def test_a_calculation_holds_while_its_trigger_has_an_answer_and_is_told():
    made = imported(TRIGGERED)
    assert decided(made, {"b": 4}).state.calculated == {"sum": None}
    assert decided(made, {"a": 1, "b": 4}).state.calculated == {"sum": 8}
    assert ("survey!E4", "trigger_changed", "changed") in losses(made)


def test_a_triggered_question_is_filled_in_until_somebody_answers_it():
    made = imported(TRIGGERED)
    assert "calculate" not in fields(made)["said"]
    assert decided(made, {}).state.defaults == {"said": "before"}
    assert decided(made, {"b": 1}).state.defaults == {"said": "set"}
    assert decided(made, {"b": 1, "said": "mine"}).stored["said"] == "mine"


def test_a_trigger_that_would_take_an_answer_away_is_lost():
    assert ("survey!E6", "column_lost", "lost") in losses(imported(TRIGGERED))
