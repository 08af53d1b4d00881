"""XPath in our language, with the meaning that it had: on blank answers, across types, inside repeats."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.xlsform.xpath import XPathError, parse
from tests.formats.xlsform.making import decided, fields, imported, losses

ASKED = """
| type               | name | label | {column} |
| integer            | i    | I     |          |
| integer            | j    | J     |          |
| decimal            | x    | X     |          |
| text               | t    | T     |          |
| text               | u    | U     |          |
| date               | d    | D     |          |
| date               | e    | E     |          |
| select_one c       | s    | S     |          |
| select_one n       | n    | N     |          |
| select_multiple c  | m    | M     |          |
| {kind}             | q    | Q     | {source} |
"""
CHOICES = """
| list_name | name | label  | price |
| c         | a    | Apple  | 1     |
| c         | b    | Bear   | 2.5   |
| c         | cc   | Cherry |       |
| n         | 1    | One    |       |
| n         | 10   | Ten    |       |
"""

ITEM = "instance('{}')/" + "root" + "/item[{}]/{}"


def asked(column: str, source: str, kind: str = "text"):
    return imported(ASKED.format(column=column, kind=kind, source=source), CHOICES)


def shows(source: str, **answers) -> bool:
    made = asked("relevant", source)
    assert not losses(made)
    return "q" in decided(made, answers).state.visible_fields


def calculated(source: str, **answers):
    made = asked("calculation", source, "calculate")
    assert not losses(made)
    return decided(made, answers).state.calculated["q"]


@pytest.mark.parametrize(
    ("source", "ours"),
    [
        ("${i} > 3", "{i} > 3"),
        ("${t} = 'x' and ${i} != 5", "{t} = 'x' and {i} != 5"),
        ("${t} = ''", "{t} empty"),
        ("'' != ${t}", "{t} notempty"),
        ("not(${t} = '')", "{t} notempty"),
        ("selected(${m}, 'a')", "{m} contains 'a'"),
        ("not(selected(${m}, 'a'))", "{m} notcontains 'a'"),
        ("selected(${s}, 'a')", "{s} = 'a'"),
        ("${n} = 1", "{n} = '1'"),
        ("count-selected(${m}) >= 2", "len({m}) >= 2"),
        ("../i = 5", "{i} = 5"),
        ("/data/i = 5", "{i} = 5"),
        ("string-length(${t}) > 2", "len({t}) > 2"),
        ("${d} < today()", "{d} < today()"),
        ("${d} > '2020-01-01'", "{d} > date('2020-01-01')"),
        ("${i} = ${j}", "{i} = {j} or {i} empty and {j} empty"),
        ('${t} = "it\'s"', "{t} = 'it\\'s'"),
        ("regex(${t}, '^[a-z]+$')", "regex({t}, '[a-z]+')"),
        ("(${i} > 1 or ${j} > 1) and ${x} > 1", "({i} > 1 or {j} > 1) and {x} > 1"),
    ],
)
def test_a_condition_reads_as_an_author_would_write_it(source, ours):
    assert fields(asked("relevant", source))["q"]["visible_if"] == ours


@pytest.mark.parametrize(
    ("source", "answers", "holds"),
    [
        ("${i} != 5", {}, True),
        ("${i} = ${j}", {}, True),
        ("${i} != ${j}", {}, False),
        ("${t} != ${u}", {"t": "a"}, True),
        ("${i} < 5", {}, False),
        ("${i} > ''", {"i": 1}, False),
        ("${s} = 'none such'", {"s": "a"}, False),
        ("${s} != 'none such'", {}, True),
        ("${t} = 5", {"t": "5.0"}, True),
        ("${t} = '5'", {"t": "5.0"}, False),
        ("${n} > 1", {"n": "10"}, True),
        ("${m} = 'a'", {"m": ["a"]}, True),
        ("${m} = 'a'", {"m": ["a", "b"]}, False),
        ("${m} = 'a b'", {"m": ["a", "b"]}, True),
        ("selected(${m}, ${s})", {"m": ["a"], "s": "a"}, True),
        ("${t}", {}, True),
        ("not(${t})", {"t": "x"}, False),
        ("${i} + ${j} > 0", {"i": 5}, False),
        ("coalesce(${i}, 0) + coalesce(${j}, 0) > 0", {"i": 5}, True),
        ("regex(${t}, 'b')", {"t": "abc"}, True),
        ("regex(${t}, '^b')", {"t": "abc"}, False),
        ("contains(${m}, 'c')", {"m": ["cc"]}, True),
        ("starts-with(${t}, ${u})", {"t": "abc"}, True),
        ("(${i} > 3) = (${j} > 3)", {"i": 5, "j": 7}, True),
        ("${i} > 3 = true()", {"i": 5}, True),
        ("${d} = ${e}", {}, True),
        ("${d} > ${e}", {"d": "2020-01-02", "e": "2020-01-01"}, True),
        ("${d} = today()", {"d": "2026-01-15"}, True),
        ("min(${i}, ${j}) < 9", {"i": 5}, False),
        ("number(${i})", {}, False),
        ("number(${i})", {"i": 2}, True),
        ("if(${s} = 'a', ${i}, ${j})", {}, True),
        ("if(${s} = 'a', ${i}, ${j}) = ${x}", {}, True),
        ("concat('1', ${t}) = 12", {"t": "2"}, True),
    ],
)
def test_blank_answers_and_mixed_types_are_compared_as_xpath_does(source, answers, holds):
    assert shows(source, **answers) is holds


@pytest.mark.parametrize(
    ("source", "answers", "value"),
    [
        ("${i} + ${j} * 2", {"i": 1, "j": 2}, 5),
        ("(${i} + ${j}) * 2", {"i": 1, "j": 2}, 6),
        ("${i} - (${j} - 1)", {"i": 1, "j": 2}, 0),
        ("${i} div ${j}", {"i": 7, "j": 2}, 3.5),
        ("7 mod 3", {}, 1),
        ("${i} div 0", {"i": 1}, None),
        ("if(${i} > 3, 'big', 'small')", {}, "small"),
        ("if(${i} > 3, ${i}, 'none')", {"i": 5}, "5"),
        ("concat(${t}, '-', ${i})", {"t": "a", "i": 3}, "a-3"),
        ("concat(${m}, '')", {"m": ["b", "a"]}, "a b"),
        ("int(${x})", {"x": -2.5}, -2),
        ("round(${x}, 1)", {"x": 2.25}, 2.3),
        ("pow(${i}, 3)", {"i": 2}, 8),
        ("substr(${t}, 1, 3)", {"t": "abcdef"}, "bc"),
        ("substring(${t}, 2, 2)", {"t": "abcdef"}, "bc"),
        ("jr:choice-name(${s}, '${s}')", {"s": "b"}, "Bear"),
        (ITEM.format("c", "name = ${s}", "price") + " * 2", {"s": "b"}, 5),
        (ITEM.format("c", "price = '1'", "label"), {}, "Apple"),
        ("format-date(${d}, '%e %b %Y, %a')", {"d": "2020-01-31"}, "31 Jan 2020, Fri"),
        ("format-date(${d}, '%d/%m')", {}, None),
        ("int((today() - ${d}) div 365.25)", {"d": "2000-06-01"}, 25),
        ("${d} - ${e}", {"d": "2020-01-31", "e": "2020-01-01"}, 30),
        ("decimal-date-time(${d})", {"d": "1970-01-11"}, 10),
        ("selected(${m}, 'a')", {"m": ["a"]}, "true"),
        ("translate(${t}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')", {"t": "ab"}, "AB"),
        ("join('-', ${t}, ${u})", {"t": "a", "u": "b"}, "a-b"),
    ],
)
def test_what_is_calculated_is_what_xpath_makes_of_it(source, answers, value):
    assert calculated(source, **answers) == value


@pytest.mark.parametrize(
    "source",
    [
        "random()",
        "uuid()",
        "pulldata('f', 'a', 'b', ${t})",
        ITEM.format("elsewhere", "a = 'b'", "c"),
        "${nothing} = 1",
        "../nothing = 1",
        "sin(${x}) > 0",
        "selected-at(${t}, 0)",
        "regex(${t}, '(a)\\1')",
        "regex(${t}, ${u})",
        "${i} >",
        "label::English = 'x'",
        "position(..) = 1",
        "${i}[1 = 2]",
    ],
)
def test_what_cannot_be_said_is_lost_with_its_cell_and_nothing_else(source):
    made = asked("relevant", source)
    assert losses(made) == [("survey!D12", "relevant_lost", "lost")]
    assert "visible_if" not in fields(made)["q"]


@pytest.mark.parametrize(
    ("source", "answers", "value"),
    [
        ("once(${t})", {"t": "x"}, "x"),
        ("selected-at(${m}, 0)", {"m": ["cc", "b"]}, "b"),
        ("selected-at(${m}, 1)", {"m": ["cc", "b"]}, "cc"),
        ("selected-at(${m}, 2)", {"m": ["cc", "b"]}, None),
        ("selected-at(${m}, ${i} - 1)", {"m": ["a", "cc"], "i": 2}, "cc"),
        ("selected-at(${m}, ${i})", {"m": ["a"]}, None),
        ("selected-at(${s}, 0)", {"s": "a"}, "a"),
        ("format-date(now(), '%Y')", {}, "2026"),
    ],
)
def test_what_comes_out_otherwise_here_is_worked_out_and_told(source, answers, value):
    made = asked("calculation", source, "calculate")
    assert losses(made) == [("survey!D12", "function_changed", "changed")]
    assert decided(made, answers).state.calculated["q"] == value


def test_the_order_of_a_ranking_is_not_looked_up():
    made = imported(
        "| type | name | label | calculation |\n| rank c | r | R | |\n| calculate | q | | selected-at(${r}, 0) |",
        CHOICES,
    )
    assert losses(made) == [("survey!D3", "calculate_lost", "lost")]


GROUPED = """
| type         | name   | label | calculation                 |
| begin group  | g      | G     |                             |
| integer      | a      | A     |                             |
| integer      | b      | B     |                             |
| end group    |        |       |                             |
| calculate    | total  |       | sum(/data/g/*)              |
| calculate    | most   |       | max(${g}/*)                 |
| calculate    | filled |       | count-non-empty(/data/g/*)  |
"""


def test_all_questions_of_a_group_are_asked_at_once():
    made = imported(GROUPED)
    assert not losses(made)
    assert decided(made, {"a": 2, "b": 5}).state.calculated == {"total": 7, "most": 5, "filled": 2}
    assert decided(made, {"a": 2}).state.calculated == {"total": None, "most": None, "filled": 1}


MOMENTS = """
| type      | name | label | calculation                                        | relevant          |
| dateTime  | a    | A     |                                                    |                   |
| dateTime  | b    | B     |                                                    |                   |
| date      | d    | D     |                                                    |                   |
| calculate | long |       | (decimal-date-time(${b}) - decimal-date-time(${a})) * 24 | |
| calculate | same |       | (${b} - ${a}) * 24                                 |                   |
| text      | t    | T     |                                                    | date(${a}) = ${d} |
"""


def test_moments_are_apart_by_hours_minutes_and_seconds():
    answers = {"a": "2024-01-31T22:30", "b": "2024-02-01T01:00:36"}
    told = decided(imported(MOMENTS), answers).state.calculated
    assert {name: round(float(value), 6) for name, value in told.items()} == {"long": 2.51, "same": 2.51}
    assert decided(imported(MOMENTS), {"a": answers["a"]}).state.calculated == {"long": None, "same": None}


def test_the_day_of_a_blank_moment_is_blank():
    shown = [decided(imported(MOMENTS), each).state.visible_fields for each in ({}, {"a": "2024-01-31T22:30"})]
    assert ["t" in each for each in shown] == [True, False]


def test_an_option_knows_its_place_in_the_list():
    made = imported("| type | name | label | choice_filter |\n| select_one c | s | S | position() < 3 |", CHOICES)
    assert [each.get("visible_if") for each in fields(made)["s"]["options"]] == [None, None, "false"]


REPEATED = """
| type         | name  | label | calculation                        | relevant  |
| begin repeat | r     | R     |                                    |           |
| integer      | age   | Age   |                                    |           |
| text         | who   | Who   |                                    | ${age} > 3 |
| calculate    | place |       | position(..)                       |           |
| calculate    | last  |       | indexed-repeat(${age}, ${r}, position(..) - 1) | |
| end repeat   |       |       |                                    |           |
| calculate    | total |       | sum(${age})                        |           |
| calculate    | most  |       | max(/data/r/age)                   |           |
| calculate    | many  |       | count(${r})                        |           |
| calculate    | second |      | ${r}[2]/age                        |           |
"""


def test_inside_a_repeat_a_question_is_this_instances_and_outside_the_list_of_all():
    made = imported(REPEATED)
    state = decided(made, {"r": [{"age": 2}, {"age": 5}]}).state
    assert "r[1].who" in state.visible_fields and "r[0].who" not in state.visible_fields
    assert state.calculated == {
        "r[0].place": 1,
        "r[1].place": 2,
        "r[0].last": None,
        "r[1].last": 2,
        "total": 7,
        "most": 5,
        "many": 2,
        "second": 5,
    }


def test_a_sum_over_instances_is_nothing_while_one_of_them_is_blank():
    assert decided(imported(REPEATED), {"r": [{"age": 2}, {}]}).state.calculated["total"] is None


def looked_up(options: int):
    choices = "| list_name | name | label |\n" + "\n".join(
        f"| c | o{each} | Option {each} |" for each in range(options)
    )
    rows = "| select_one c | s | S | |\n| calculate | q | | jr:choice-name(${s}, '${s}') |"
    return imported(f"| type | name | label | calculation |\n{rows}", choices)


def test_a_look_up_in_a_long_list_is_a_tree_and_no_chain():
    assert decided(looked_up(120), {"s": "o119"}).state.calculated["q"] == "Option 119"


def test_a_label_that_shows_an_answer_is_looked_up_with_it():
    made = imported(
        """
        | type         | name | label | calculation                    |
        | text         | a    | A     |                                |
        | select_one c | s    | S     |                                |
        | calculate    | q    |       | jr:choice-name(${s}, '${s}')   |
        """,
        "| list_name | name | label |\n| c | x | Hi ${a}, dear |\n| c | y | ${ a } |\n| c | z | Plain |",
    )
    assert not losses(made)
    said = [decided(made, {"a": "Ann", "s": each}).state.calculated["q"] for each in "xyz"]
    assert said == ["Hi Ann, dear", "Ann", "Plain"]


def test_a_look_up_that_would_become_too_long_is_lost():
    assert [code for _, code, _ in losses(looked_up(250))] == ["calculate_lost"]


@pytest.mark.parametrize("source", ["", "(", "a b", "1 +", "'open", "a[", "$x", "f(", "a::b", "@a", "#", "/"])
def test_what_is_no_xpath_is_refused_with_a_sentence(source):
    with pytest.raises(XPathError):
        parse(source)


@pytest.mark.parametrize("source", ["(" * 5_000, "-" * 9_000 + "1", "not(" * 2_000, "a/" * 4_000 + "a", "1" * 20_000])
def test_hostile_expressions_cost_neither_the_stack_nor_the_process(source):
    made = asked("relevant", source)
    assert [code for _, code, _ in losses(made)] in (["relevant_lost"], [])


def test_a_long_chain_is_no_deep_nest():
    assert shows(" or ".join(f"${{i}} = {each}" for each in range(100)), i=99)


def test_a_chain_beyond_all_measure_is_lost_in_a_filter_as_well():
    made = imported(
        f"| type | name | label | choice_filter |\n| select_one c | s | S | {' or '.join(['name'] * 1200)} |", CHOICES
    )
    assert [code for _, code, _ in losses(made)] in ([], ["choice_filter_lost"])
