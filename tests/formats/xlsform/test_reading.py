"""A workbook as a survey: types, names, groups, repeats, texts, and what it loses."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.report import Unreadable
from tests.formats.xlsform.making import decided, fields, imported, losses

CHOICES = """
| list_name | name | label         | label::French (fr) | cf |
| fruit     | a    | Apple         | Pomme              | x  |
| fruit     | b    | Banana        | Banane             | y  |
| city      | p    | Paris         | Paris              | fr |
| city      | w    | Vienna        | Vienne             | at |
| city      | p    | Paris (Texas) | Paris              | us |
| country   | fr   | France        | France             |    |
| country   | us   | America       | Amérique           |    |
"""


def one(row: str, header: str = "| type | name | label |", choices: str = CHOICES):
    """The only field that a row becomes."""
    [field] = fields(imported(f"{header}\n{row}", choices)).values()
    return field


@pytest.mark.parametrize(
    ("written", "field_type"),
    [
        ("text", "text"),
        ("string", "text"),
        ("integer", "number"),
        ("int", "number"),
        ("decimal", "number"),
        ("range", "number"),
        ("date", "date"),
        ("time", "time"),
        ("dateTime", "datetime"),
        ("note", "note"),
        ("acknowledge", "boolean"),
        ("trigger", "boolean"),
        ("select_one fruit", "radio"),
        ("select one from fruit", "radio"),
        ("select_multiple fruit", "checkbox"),
        ("select all that apply from fruit", "checkbox"),
        ("rank fruit", "ranking"),
        ("image", "file"),
        ("file", "file"),
        ("barcode", "text"),
        ("geopoint", "text"),
        ("select_one_from_file towns.csv", "text"),
        ("today", "date"),
    ],
)
def test_each_type_becomes_the_nearest_of_ours(written, field_type):
    assert one(f"| {written} | q | Q |")["field_type"] == field_type


@pytest.mark.parametrize(
    "written", ["start", "deviceid", "username", "audit", "xml-external", "background-audio", "no such type"]
)
def test_what_is_not_asked_here_is_left_out_and_told(written):
    name = "" if written == "audit" else "q"
    made = imported(f"| type | name | label |\n| {written} | {name} | |\n| text | t | T |")
    assert list(fields(made)) == ["t"] and len(made.report) == 1


def test_a_question_that_reads_what_is_left_out_loses_its_expression_with_the_cell():
    made = imported("| type | name | label | relevant |\n| start | u | | |\n| text | t | T | ${u} = 'x' |")
    assert "visible_if" not in fields(made)["t"]
    assert ("survey!D3", "relevant_lost", "lost") in losses(made)


def test_whole_numbers_take_no_places_and_ranges_have_their_ends():
    assert one("| integer | q | Q |")["config"] == {"decimal_places": 0}
    header = "| type | name | label | parameters |"
    assert one("| range | q | Q | start=2 end=9 step=1 |", header)["config"] == {
        "min_value": "2",
        "max_value": "9",
        "decimal_places": 0,
    }


def test_legal_names_are_kept_and_others_made_legal_without_taking_one_twice():
    rows = "| text | q1 | A |\n| text | Q1 | B |\n| text | householdSize | C |\n| text | été | D |\n| text | _x | E |"
    made = imported(f"| type | name | label |\n{rows}")
    assert list(fields(made)) == ["q1", "q1_2", "household_size", "ete", "x"]
    assert made.names["Q1"] == made.names["/data/Q1"] == "q1_2"


def test_a_top_group_is_a_section_and_a_nested_one_a_note_before_its_questions():
    made = imported("""
        | type        | name | label | relevant  |
        | text        | a    | A     |           |
        | begin group | g    | G     | ${a} = '1' |
        | begin group | h    | H     | ${a} != '2' |
        | text        | b    | B     | ${a} = '3' |
        | end group   |      |       |           |
        | end group   |      |       |           |
        | text        | c    | C     |           |
    """)
    main, group, after = made.document["sections"]
    assert (main["name"], group["name"], after["name"]) == ("main", "g", "main_2")
    assert group["visible_if"] == "{a} = '1'"
    note, question = group["fields"]
    assert (note["field_type"], note["label"], note["visible_if"]) == ("note", "H", "{a} != '2'")
    assert question["visible_if"] == "{a} != '2' and {a} = '3'"
    assert made.names["/data/g/h/b"] == "b" and made.names["/data/g"] == "g"


def test_a_repeat_in_a_group_is_a_section_between_its_parts_and_shows_with_the_group():
    made = imported("""
        | type         | name | label | relevant  | repeat_count |
        | integer      | n    | N     |           |              |
        | begin group  | g    | G     | ${n} > 1  |              |
        | text         | a    | A     |           |              |
        | begin_repeat | r    | R     | ${n} < 9  | ${n}         |
        | text         | b    | B     |           |              |
        | end_repeat   |      |       |           |              |
        | text         | c    | C     |           |              |
        | end group    |      |       |           |              |
    """)
    _, first, repeat, last = made.document["sections"]
    assert (first["name"], repeat["name"], last["name"]) == ("g", "r", "g_2")
    assert repeat["repeat"] == {"count": "{n}", "max": 200}
    assert repeat["visible_if"] == "{n} > 1 and {n} < 9" and last["visible_if"] == "{n} > 1"
    assert made.names["/data/g/r[]/b"] == made.names["r[].b"] == "b" and made.names["/data/g/r[]"] == "r"


def test_a_repeat_without_a_count_begins_with_one_instance():
    [section] = imported(
        "| type | name | label |\n| begin repeat | r | R |\n| text | b | B |\n| end repeat | | |"
    ).document["sections"]
    assert section["repeat"] == {"min": 0, "max": 200, "start": 1}


def test_a_repeat_in_a_repeat_is_asked_once_and_told():
    rows = (
        "| begin repeat | r | R |\n| begin repeat | s | S |\n| text | b | B |\n| end repeat | | |\n| end repeat | | |"
    )
    made = imported(f"| type | name | label |\n{rows}")
    assert [section["name"] for section in made.document["sections"]] == ["r"]
    assert ("survey!A3", "nested_repeat", "lost") in losses(made)


def test_a_loop_is_asked_once_for_each_option():
    made = imported(
        """
        | type                  | name  | label                |
        | begin loop over fruit | basket | Basket              |
        | integer               | count | How many %(label)s?  |
        | end loop              |       |                      |
        """,
        CHOICES,
    )
    [section] = made.document["sections"]
    assert section["repeat"]["items"] == [{"value": "a", "label": "Apple"}, {"value": "b", "label": "Banana"}]
    assert section["fields"][0]["label"] == "How many {.item}?"
    assert made.names["/data/basket/a/count"] == "basket[a].count"
    state = decided(made, {"basket": {"b": {"count": 2}}}).state
    assert "basket[a].count" in state.visible_fields


def test_other_adds_an_option_and_a_text_to_specify_it():
    made = imported("| type | name | label |\n| select_one fruit or_other | q | Q |", CHOICES)
    choice, text = fields(made).values()
    assert [option["value"] for option in choice["options"]] == ["a", "b", "other"]
    assert (text["name"], text["visible_if"]) == ("q_other", "{q} = 'other'")


def test_a_choice_filter_is_a_condition_of_each_option_and_rows_of_one_value_are_one_option():
    made = imported(
        """
        | type                | name    | label   | choice_filter   |
        | select_one country  | country | Country |                 |
        | select_one city     | city    | City    | cf = ${country} |
        """,
        CHOICES,
    )
    assert fields(made)["city"]["options"] == [
        {"value": "p", "label": "Paris", "visible_if": "{country} = 'fr' or {country} = 'us'"},
        {"value": "w", "label": "Vienna", "visible_if": "false"},
    ]
    assert [option.value for option in decided(made, {"country": "us"}).state.options["city"]] == ["p"]


def test_required_is_yes_no_or_a_condition():
    made = imported("""
        | type | name | label | required   |
        | text | a    | A     | yes        |
        | text | b    | B     | false      |
        | text | c    | C     | ${a} = 'x' |
    """)
    known = fields(made)
    assert known["a"]["is_required"] and "is_required" not in known["b"]
    assert known["c"]["required_if"] == "{a} = 'x'"


def test_a_constraint_has_its_message():
    header = "| type | name | label | constraint | constraint_message |"
    field = one("| integer | q | Q | . > 3 and . < 9 | Between. |", header)
    assert field["constraint"] == {"expression": "{.} > 3 and {.} < 9", "message": "Between."}


def test_what_a_type_binds_by_itself_is_kept():
    assert one("| percentage | q | Q |")["constraint"] == "{.} >= 0 and {.} <= 100"


@pytest.mark.parametrize(
    ("kind", "written", "default"),
    [
        ("integer", "5", "5"),
        ("decimal", "-2.50", "-2.50"),
        ("text", "it's", "'it\\'s'"),
        ("date", "2020-01-31", "date('2020-01-31')"),
        ("date", "2020-01-31 00:00:00", "date('2020-01-31')"),
        ("select_one fruit", "b", "'b'"),
        ("select_multiple fruit", "a b", "['a', 'b']"),
        ("integer", "3 + 4", "3 + 4"),
    ],
)
def test_a_default_is_a_constant_or_an_expression(kind, written, default):
    assert one(f"| {kind} | q | Q | {written} |", "| type | name | label | default |")["default"] == default


def test_a_default_that_cannot_be_an_answer_is_lost():
    made = imported("| type | name | label | default |\n| select_one fruit | q | Q | zz |", CHOICES)
    assert "default" not in fields(made)["q"] and ("survey!D2", "default_lost", "lost") in losses(made)


def test_a_calculation_has_the_type_of_its_expression():
    made = imported("""
        | type      | name | label | calculation            | readonly |
        | integer   | a    | A     |                        |          |
        | date      | d    | D     |                        |          |
        | calculate | n    |       | ${a} * 2               |          |
        | calculate | t    |       | concat(${a}, '!')      |          |
        | calculate | e    |       | ${d}                   |          |
        | calculate | c    |       | ${a} > 3               |          |
        | decimal   | x    | X     | ${n} div 4             | yes      |
    """)
    types = {name: field["field_type"] for name, field in fields(made).items() if "calculate" in field}
    assert types == {"n": "number", "t": "text", "e": "date", "c": "text", "x": "number"}
    told = decided(made, {"a": 5, "d": "2020-01-31"}).state.calculated
    assert told == {"n": 10, "t": "5!", "e": "2020-01-31", "c": "true", "x": 2.5}


def test_a_fixed_value_that_its_type_cannot_have_is_lost_with_its_cell():
    made = imported("| type | name | label | default | readonly |\n| date | d | D | 2020-01-001 | yes |")
    assert not fields(made) and losses(made) == [("survey!D2", "default_lost", "lost")]


def test_a_circle_costs_one_expression_and_is_told():
    made = imported("""
        | type | name | label | relevant   |
        | text | a    | A     | ${b} = 'x' |
        | text | b    | B     | ${a} = 'x' |
    """)
    assert len([field for field in fields(made).values() if field.get("visible_if")]) == 1
    [(place, code, severity)] = losses(made)
    assert place in ("survey!D2", "survey!D3") and (code, severity) == ("rule_cycle", "lost")


def test_constraints_that_read_each_others_question_cost_nothing():
    made = imported("""
        | type    | name  | label | constraint    |
        | integer | least | Least | . <= ${most}  |
        | integer | most  | Most  | . >= ${least} |
    """)
    assert losses(made) == []
    assert [issue.code for issue in decided(made, {"least": 3, "most": 2}).errors] == ["constraint_failed"] * 2


def test_languages_are_told_by_their_codes_or_names_and_the_first_is_the_surveys():
    made = imported("""
        | type | name | label::English (en) | label::French (fr) | hint::german | label::Klingon |
        | text | a    | Name of ${a}        | Nom                | Vorname      | pong           |
    """)
    assert made.document["language"] == "en" and fields(made)["a"]["label"] == "Name of {a}"
    assert made.document["translations"]["fr"] == {"fields": {"a": {"label": "Nom"}}}
    assert made.document["translations"]["de"] == {"fields": {"a": {"help": "Vorname"}}}
    assert made.document["translations"]["und-x-klingon"]["fields"]["a"]["label"] == "pong"


def test_guidance_and_what_a_constraint_says_are_translated():
    made = imported("""
        | type | name | label::English (en) | label::French (fr) | constraint | constraint_message::English (en) \
| constraint_message::French (fr) | guidance_hint::English (en) | guidance_hint::French (fr) |
        | text | a | Name | Nom | . != 'x' | Not ${a}. | Pas ${a}. | Think. | Pensez. |
    """)
    assert fields(made)["a"]["constraint"]["message"] == "Not {a}."
    french = {"label": "Nom", "message": "Pas {a}.", "guidance": "Pensez."}
    assert made.document["translations"]["fr"] == {"fields": {"a": french}}
    assert losses(made) == []


def test_the_default_language_of_the_settings_is_the_surveys():
    made = imported(
        "| type | name | label::English (en) | label::French (fr) |\n| text | a | Name | Nom |",
        settings="| form_title | default_language |\n| Essai | French (fr) |",
    )
    assert (made.document["title"], made.document["language"], fields(made)["a"]["label"]) == ("Essai", "fr", "Nom")


def test_old_names_of_columns_are_understood():
    made = imported("""
        | command | tag | caption | relevance  | bind:jr:constraintMsg | constraint | read_only |
        | text    | a   | A       |            | Short.                | . != 'x'   |           |
        | text    | b   | B       | ${a} = 'y' |                       |            | TRUE      |
    """)
    known = fields(made)
    assert known["a"]["constraint"] == {"expression": "{.} != 'x'", "message": "Short."}
    assert (known["b"]["visible_if"], known["b"]["field_type"]) == ("{a} = 'y'", "note")


def test_a_long_label_is_said_in_full_by_the_help():
    field = one(f"| note | q | {'word ' * 200}|")
    assert len(field["label"]) <= 500 and field["help"].startswith("word word") and len(field["help"]) > 900


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("| begin group | g | G |\n| text | a | A |", "group_not_ended"),
        ("| text | a | A |\n| end group | | |", "group_not_begun"),
        ("| begin group | g | G |\n| end repeat | | |", "group_not_begun"),
        ("| text | | A |", "bad_name"),
        ("| text | a b | A |", "bad_name"),
    ],
)
def test_a_form_that_pyxform_would_refuse_is_refused(rows, code):
    with pytest.raises(Unreadable) as raised:
        imported(f"| type | name | label |\n{rows}")
    assert raised.value.faults[0]["code"] == code


def test_rows_without_a_type_and_disabled_ones_are_passed_over():
    made = imported("""
        | type | name | label | disabled |
        |      | a    | A     |          |
        | text | b    | B     | yes      |
        | text | c    | C     |          |
    """)
    assert list(fields(made)) == ["c"] and losses(made) == [("survey!B2", "no_type", "lost")]


def test_what_a_form_never_shows_is_kept_off_the_page():
    made = imported(
        """
        | type      | name | label | calculation | readonly |
        | integer   | a    | A     |             |          |
        | calculate | c    |       | ${a} * 2    |          |
        | hidden    | h    |       | ${a} * 3    |          |
        | today     | t    |       |             |          |
        | integer   | s    | Sum   | ${a} + 1    | yes      |
        """
    )
    kept = {name for name, field in fields(made).items() if field.get("config", {}).get("is_displayed") is False}
    assert kept == {"c", "h", "t"}
