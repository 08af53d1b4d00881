"""What is asked of single instances of a repeat, of all of them, and of loops that stand inside one."""

from __future__ import annotations

import pytest

from tests.formats.xlsform.making import decided, fields, imported, losses

ROSTER = """
| type           | name   | label | calculation   |
| begin repeat   | person | P     |               |
| integer        | age    | A     |               |
| select_one sex | sex    | S     |               |
| end repeat     |        |       |               |
| calculate      | q      |       | {calculation} |
"""
CHOICES = """
| list_name | name | label        | label::French (fr) |
| sex       | f    | Female       | Femme              |
| sex       | m    | Male         | Homme              |
| fuel      | wood | Wood         | Bois               |
| fuel      | none | Nothing      | Rien               |
| fuel      | gas  | Gas          | Gaz                |
"""
PEOPLE = {"person": [{"age": 30, "sex": "f"}, {"age": 4, "sex": "m"}, {"age": 2, "sex": "f"}]}


def calculated(calculation: str, answers=None):
    made = imported(ROSTER.format(calculation=calculation), CHOICES)
    assert not losses(made)
    return decided(made, PEOPLE if answers is None else answers).state.calculated["q"]


@pytest.mark.parametrize(
    ("calculation", "value"),
    [
        ("count(${person}[sex = 'f'])", 2),
        ("count(/data/person[sex = 'f' and age > 18])", 1),
        ("count(/data/person[selected(./sex, 'm')])", 1),
        ("count(/data/person[not(sex = 'm')])", 2),
        ("count(/data/person[position() > 1])", 2),
        ("count(/data/person[age > 3][sex = 'm'])", 1),
        ("count-non-empty(/data/person[sex = 'f']/age)", 2),
        ("sum(/data/person[sex = 'f']/age)", 32),
        ("sum(${person}[age < 18]/age) div 2", 3),
        ("count(${person}[${sex} = 'f'])", 3),
    ],
)
def test_a_condition_in_a_path_chooses_instances(calculation, value):
    assert calculated(calculation) == value


def test_a_sum_over_chosen_instances_is_nothing_while_one_of_them_is_blank():
    people = [{"age": 30, "sex": "f"}, {"sex": "f"}, {"sex": "m"}]
    assert calculated("sum(/data/person[sex = 'f']/age)", {"person": people}) is None
    assert calculated("sum(/data/person[sex = 'f']/age)", {"person": [people[0], people[2]]}) == 30


def test_a_sum_over_no_instances_is_nothing():
    assert calculated("sum(/data/person[age > 90]/age)") is None
    assert calculated("sum(${age})", {"person": []}) is None
    assert calculated("count(/data/person[age > 90])") == 0


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("indexed-repeat(${sex}, ${person}, 4) = ''", False),
        ("indexed-repeat(${sex}, ${person}, 4) != 'f'", False),
        ("indexed-repeat(${sex}, ${person}, 3) != 'm'", True),
        ("indexed-repeat(${sex}, ${person}, 3) = 'f'", True),
        ("${person}[count(${person}) + 1]/age = ''", False),
    ],
)
def test_nothing_is_said_of_an_instance_that_is_not_there(condition, holds):
    assert calculated(f"if({condition}, 1, 0)") == int(holds)


def test_the_position_is_that_of_the_instance_and_a_group_in_it_is_its_only_one():
    made = imported("""
        | type         | name | label | calculation       |
        | begin repeat | r    | R     |                   |
        | calculate    | a    |       | position(..)      |
        | begin group  | g    | G     |                   |
        | calculate    | b    |       | position(..)      |
        | calculate    | c    |       | position(../..)   |
        | end group    |      |       |                   |
        | end repeat   |      |       |                   |
    """)
    told = decided(made, {"r": [{}, {}]}).state.calculated
    assert (told["r[1].a"], told["r[1].b"], told["r[1].c"]) == (2, 1, 2)


def test_what_is_worked_out_for_it_is_kept_off_the_page_and_said_once():
    made = imported(ROSTER.format(calculation="count(/data/person[age > 3]) + count(${person}[age > 3])"), CHOICES)
    [helper] = [each for name, each in fields(made).items() if name.startswith("person_where")]
    assert helper["config"] == {"is_displayed": False} and helper["calculate"] == "iif({age} > 3, 1, 0)"


@pytest.mark.parametrize(
    "calculation",
    [
        "max(/data/person[sex = 'f']/age)",
        "/data/person[sex = 'f']/age",
        "count(/data/person[age = current()/../q])",
        "sum(/data/person[sex = 'f'])",
        "count(/data[q = 1]/person)",
    ],
)
def test_a_condition_in_a_path_that_cannot_be_said_is_lost_and_leaves_nothing_behind(calculation):
    made = imported(ROSTER.format(calculation=calculation), CHOICES)
    assert [code for _, code, _ in losses(made)] == ["calculate_lost"]
    assert list(fields(made)) == ["age", "sex"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("${age} > 29", True),
        ("${age} > 30", False),
        ("${age} < 3", True),
        ("2 > ${age}", False),
        ("30 <= ${age}", True),
        ("${age} = 4", True),
        ("${sex} = 'm'", True),
        ("${sex} != ''", True),
        ("selected(${sex}, 'f')", True),
        ("selected(${sex}, 'm')", False),
    ],
)
def test_of_the_answers_of_all_instances_one_is_enough_but_the_first_is_what_a_function_takes(condition, holds):
    made = imported(ROSTER.format(calculation=f"if({condition}, 1, 0)"), CHOICES)
    assert decided(made, PEOPLE).state.calculated["q"] == int(holds)


def test_a_running_total_reads_itself_in_the_instance_before():
    made = imported("""
        | type         | name | label | calculation |
        | begin repeat | r    | R     |             |
        | integer      | a    | A     |             |
        | calculate    | t    |       | ${a} + coalesce(indexed-repeat(${t}, ${r}, position(..) - 1), 0) |
        | calculate    | w    |       | concat(${a}, indexed-repeat(${w}, ${r}, position(..) - 1)) |
        | end repeat   |      |       |             |
    """)
    told = decided(made, {"r": [{"a": 1}, {"a": 2}, {"a": 4}]}).state.calculated
    assert [told[f"r[{at}].t"] for at in range(3)] == [1, 3, 7]
    assert [told[f"r[{at}].w"] for at in range(3)] == ["1", "21", "421"]


def test_the_repeat_in_a_repeat_is_counted_as_the_one_that_is_asked():
    made = imported("""
        | type         | name | label | calculation |
        | begin repeat | r    | R     |             |
        | begin repeat | s    | S     |             |
        | text         | b    | B     |             |
        | end repeat   |      |       |             |
        | calculate    | n    |       | count(${s}) |
        | end repeat   |      |       |             |
    """)
    assert decided(made, {"r": [{}]}).state.calculated == {"r[0].n": 1}


LOOPED = """
| type                 | name | label::English (en) | label::French (fr) | relevant     |
| begin repeat         | home | Home                | Maison             |              |
| begin loop over fuel | use  | Use                 | Emploi             |              |
| integer              | kilo | Kilos of %(label)s  | Kilos de %(label)s |              |
| text                 | why  | Why %(name)s?       | Pourquoi ?         | ../kilo > 5  |
| end loop             |      |                     |                    |              |
| end repeat           |      |                     |                    |              |
"""


def test_a_loop_in_a_repeat_is_written_out_for_each_option_but_none():
    made = imported(LOOPED, CHOICES.replace("| label ", "| label::English (en) "))
    labels = {name: field["label"] for name, field in fields(made).items() if field["field_type"] != "note"}
    assert labels == {
        "kilo": "Kilos of Wood",
        "why": "Why wood?",
        "kilo_2": "Kilos of Gas",
        "why_2": "Why gas?",
    }
    assert made.names["/data/home[]/use/gas/kilo"] == "kilo_2"
    assert made.document["translations"]["fr"]["fields"]["kilo_2"]["label"] == "Kilos de Gaz"


def test_what_a_loop_in_a_repeat_asks_is_decided_within_its_option():
    made = imported(LOOPED, CHOICES.replace("| label ", "| label::English (en) "))
    shown = decided(made, {"home": [{"kilo_2": 9}]}).state.visible_fields
    assert "home[0].why_2" in shown and "home[0].why" not in shown


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sum(/data/person/age)", 36),
        ("max(../../person/age)", 30),
        ("count(../../person[age < 5])", 2),
        ("count(/data/person[sex = 'f'])", 2),
        ("sum(../age)", 4),
        ("number(/data/person/age)", 30),
    ],
)
def test_a_path_that_comes_from_outside_means_all_instances_in_the_repeat_itself_as_well(path, value):
    made = imported(
        f"""
        | type           | name   | label | calculation |
        | begin repeat   | person | P     |             |
        | integer        | age    | A     |             |
        | select_one sex | sex    | S     |             |
        | calculate      | q      |       | {path}      |
        | end repeat     |        |       |             |
        """,
        CHOICES,
    )
    assert not losses(made)
    assert decided(made, PEOPLE).state.calculated["person[1].q"] == value


def test_choices_of_numbers_are_summed_over_instances():
    choices = "| list_name | name | label |\n| n | 1 | One |\n| n | 5 | Five |"
    rows = (
        "| begin repeat | r | R | |\n| select_one n | s | S | |\n| end repeat | | | |\n| calculate | q | | sum(${s}) |"
    )
    made = imported(f"| type | name | label | calculation |\n{rows}", choices)
    assert decided(made, {"r": [{"s": "1"}, {"s": "5"}]}).state.calculated == {"q": 6}


@pytest.mark.parametrize(("function", "value"), [("sum", 6), ("min", 2), ("max", 4)])
def test_blank_answers_can_be_left_out(function, value):
    people = {"person": [{"age": 2}, {}, {"age": 4}]}
    assert calculated(f"{function}(${{age}})", people) is None
    assert calculated(f"{function}(${{age}}[. != ''])", people) == value
    assert calculated(f"{function}(/data/person/age[. != ''])", people) == value
