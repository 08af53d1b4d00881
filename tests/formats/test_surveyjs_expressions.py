"""SurveyJS's expressions in our language: what each says there is said here, and what cannot be is refused."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read

QUESTIONS = [
    {"type": "text", "name": "t"},
    {"type": "text", "name": "s"},
    {"type": "text", "name": "n", "inputType": "number"},
    {"type": "text", "name": "d", "inputType": "date"},
    {"type": "boolean", "name": "b"},
    {"type": "radiogroup", "name": "one", "choices": ["Yes", "No", "Maybe not"]},
    {"type": "radiogroup", "name": "score", "choices": [1, 2, 3, 4, 5]},
    {"type": "checkbox", "name": "many", "choices": ["a", "b", "c"]},
    {"type": "matrix", "name": "m", "rows": ["r 1", "r2"], "columns": ["good", "bad"]},
    {
        "type": "paneldynamic",
        "name": "people",
        "templateElements": [{"type": "text", "name": "age", "inputType": "number"}, {"type": "text", "name": "job"}],
    },
    {
        "type": "matrixdropdown",
        "name": "visits",
        "rows": ["us", "ca"],
        "columns": [{"name": "times", "cellType": "text", "inputType": "number"}],
    },
    {"type": "file", "name": "photo"},
]


def said(expression: str, questions=QUESTIONS, **target):
    """The condition of ours for one of theirs, and the codes of what was lost."""
    shown = {"type": "text", "name": "target", "visibleIf": expression, **target}
    imported = read({"elements": [*questions, shown]})
    fields = {field["name"]: field for section in imported.document["sections"] for field in section["fields"]}
    lost = [loss.code for loss in imported.report if loss.severity == "lost"]
    return fields["target"]["visible_if"], lost


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("{one} = 'Yes'", "{one} = 'Yes'"),
        ("{one} = 'yes'", "{one} = 'Yes'"),
        ('{one} == "No"', "{one} = 'No'"),
        ("{one} = Yes", "{one} = 'Yes'"),
        ("'Yes' = {one}", "{one} = 'Yes'"),
        ("{one} != 'Yes'", "{one} != 'Yes'"),
        ("{one} <> 'Yes'", "{one} != 'Yes'"),
        ("{one} = 'Perhaps'", "false"),
        ("{one} anyof ['Yes', 'other', 'No']", "{one} anyof ['Yes', 'No']"),
        ("{one} noneof ['Yes', 'No']", "not ({one} anyof ['Yes', 'No'])"),
        ("{one} contains 'no'", "{one} anyof ['No', 'Maybe not']"),
        ("{one} empty", "{one} empty"),
        ("{one} notempty", "{one} notempty"),
        ("{one} = ''", "{one} empty"),
        ("{one} != null", "not ({one} empty)"),
        ("{score} >= 4", "{score} >= 4"),
        ("{score} =< 2", "{score} <= 2"),
        ("4 < {score}", "{score} > 4"),
        ("{score} = 4", "{score} = '4'"),
        ("{score} = '4.0'", "{score} = '4'"),
        ("{many} contains 'a'", "{many} contains 'a'"),
        ("{many} *= 'A'", "{many} contains 'a'"),
        ("{many} contains ['a', 'b']", "{many} contains 'a' and {many} contains 'b'"),
        ("{many} allof ['a', 'b']", "{many} contains 'a' and {many} contains 'b'"),
        ("{many} anyof ['a', 'b']", "{many} anyof ['a', 'b']"),
        ("{many} notcontains 'c'", "not ({many} contains 'c')"),
        ("{many} = ['a', 'b']", "{many} = ['a', 'b']"),
        ("{many} = 'a'", "false"),
        ("{many.length} > 1", "len({many}) > 1"),
        ("{t} = 'Anna'", "lower({t}) = 'anna'"),
        ("{t} = '42'", "{t} = '42'"),
        ("{t} = 42", "number({t}) = 42"),
        ("{t} > 15", "number({t}) > 15"),
        ("{t} contains 'Oo'", "lower({t}) contains 'oo'"),
        ("{t} = {s}", "lower({t}) = lower({s}) or {t} empty and {s} empty"),
        ("{n} = 5", "{n} = 5"),
        ("{n} = 'five'", "false"),
        ("{n} + 1 > 10", "sum({n}) + 1 > 10"),
        ("{t} + {s} <= 10", "iif({t} empty, 0, number({t})) + iif({s} empty, 0, number({s})) <= 10"),
        ("{n} * 2 - 1 = 9", "sum({n}) * 2 - 1 = 9"),
        ("({n} + 1) * 2 = 4", "(sum({n}) + 1) * 2 = 4"),
        ("{n} % 2 = 0", "sum({n}) % 2 = 0"),
        ("{n} ^ 2 = 4", "sum({n}) * sum({n}) = 4"),
        ("{b} = true", "{b} = true"),
        ("{b} = 'false'", "{b} = false"),
        ("{b}", "{b} = true"),
        ("!{b}", "not ({b} = true)"),
        ("{n}", "false"),
        ("{t}", "lower({t}) = 'true'"),
        ("{n} and {b}", "{n} notempty and {n} != 0 and {b} = true"),
        ("{n} or {b}", "not ({n} notempty and {n} != 0) and {b} = true"),
        ("!{t}", "not ({t} notempty and lower({t}) noneof ['0', 'false'])"),
        ("{b} = 1", "{b} = true"),
        ("{T} = 'x'", "lower({t}) = 'x'"),
        ("{t.length} > 3", "len({t}) > 3"),
        ("{one} < 'O'", "{one} anyof ['No', 'Maybe not']"),
        ("'a' anyof {many}", "{many} empty or {many} contains 'a'"),
        ("{d} > 3", "false"),
        ("{d} < currentDate()", "{d} <= today()"),
        ("currentDate() > {d}", "today() > {d}"),
        ("age({d}) < 18", "age({d}) < 18 or {d} > today()"),
        ("month({d}) = 12", "month(iif({d} empty, today(), {d})) = 12"),
        ("negate {b}", "not ({b} = true)"),
        ("{one} = ['Yes']", "false"),
        ("({n} > 1) = {b}", "{n} > 1 and {b} = true or not ({n} > 1) and {b} = false"),
        ("sum({n}, 1) + 1 > 2", "sum({n}, 1) + 1 > 2"),
        ("negate({b})", "false"),
        ("({n} > 1) > 0", "iif({n} > 1, 1, 0) > 0"),
        ("{b} and ({n} > 1 or {one} = 'No')", "{b} = true and ({n} > 1 or {one} = 'No')"),
        ("{n} > 1 || {n} < 0 && {b}", "{n} > 1 or {n} < 0 and {b} = true"),
        ("!({n} > 1)", "not ({n} > 1)"),
        ("{d} >= '2024-01-31'", "{d} >= date('2024-01-31')"),
        ("{d} < today()", "{d} < today()"),
        ("{d} > today(-7)", "{d} > today() + -7"),
        ("age({d}) >= 18", "age({d}) >= 18"),
        ("dateDiff({d}, today(), 'days') > 3", "abs(days({d}, today())) > 3"),
        ("year({d}) = 2024", "year(iif({d} empty, today(), {d})) = 2024"),
        ("iif({b}, 1, 2) = 2", "iif({b} = true, 1, 2) = 2"),
        ("sum({n}, {t}) > 3", "sum({n}, number({t})) > 3"),
        ("count({n}, {t}) = 2", "count({n}, {t}) = 2"),
        ("{m.r 1} = 'good'", "cell({m}, 'r 1') = 'good'"),
        ("{m} notempty", "{m} notempty"),
        ("{photo} empty", "{photo} empty"),
        ("{people.length} > 1", "count({people}) > 1"),
        ("{people[0].age} > 17", "at({age}, 1) > 17"),
        ("{people[-1].age} > 17", "at({age}, count({people})) > 17"),
        ("sumInArray({people}, 'age') > 17", "sum({age}) > 17"),
        ("countInArray({people}, 'job') > 1", "count({job}) > 1"),
        ("{visits.us.times} > 2", "at({times}, 'us') > 2"),
        ("{nobody} notempty", "false"),
        ("{nobody} empty", None),
        ("{nobody} = 'x' or {n} > 1", "{n} > 1"),
        ("true", None),
        ("1 = 1 and {n} > 2", "{n} > 2"),
        ("'a' = 'b'", "false"),
    ],
)
def test_it_is_said_as(theirs, ours):
    assert said(theirs) == (ours, [])


@pytest.mark.parametrize(
    "theirs",
    [
        "{n} >",
        "{n} ~ 1",
        "mine({n})",
        "{$n.isVisible}",
        "{n} > 'abc'",
        "{d} - {d} > 1",
        "{t.x} = 1",
        "{photo} = 'a.png'",
        "isContainerReady('page1')",
        "{n} ^ {n} > 2",
        "-{n} < 3",
        "not {b}",
        "(" * 300 + "{n}",
        "!" * 300 + "{n}",
        "x" * 20_000,
    ],
)
def test_what_cannot_be_said_is_left_out_and_told(theirs):
    assert said(theirs) == (None, ["condition"])


def test_of_several_conditions_only_the_one_that_cannot_be_said_is_left_out():
    assert said("{n} notempty and {$n.containsErrors} = false") == ("{n} notempty", ["condition"])


def test_a_name_that_is_no_question_is_told():
    imported = read({"elements": [{"type": "text", "name": "q", "visibleIf": "{request_processing} = true"}]})
    [loss] = [loss for loss in imported.report if loss.code == "unknown_name"]
    assert (loss.place, loss.severity) == ("/elements/0/visibleIf", "changed")


def test_inside_a_panel_its_own_questions_are_meant():
    panel = {
        "type": "paneldynamic",
        "name": "people",
        "templateElements": [
            {"type": "text", "name": "age", "inputType": "number"},
            {"type": "text", "name": "job", "visibleIf": "{panel.age} >= 18 and {panelIndex} > 0"},
            {"type": "text", "name": "same", "visibleIf": "{prevPanel.job} notempty"},
        ],
    }
    [section] = read({"elements": [panel]}).document["sections"]
    shown = {field["name"]: field["visible_if"] for field in section["fields"]}
    assert shown["job"] == "{age} >= 18 and {.number} - 1 > 0"
    assert shown["same"] == "at({job}, {.number} - 1) notempty"


def test_a_long_sum_stays_as_long_as_it_is():
    texts = [{"type": "text", "name": f"q{number}"} for number in range(100)]
    shown, lost = said(" + ".join(f"{{q{number}}}" for number in range(100)) + " > 3", texts)
    assert lost == [] and len(shown) < 5_000


def test_what_would_grow_without_end_is_left_out():
    nested = "{n}"
    for _ in range(20):
        nested = f"dateDiff(dateAdd(today(), {nested}), today(), 'years')"
    assert said(f"{nested} > 3") == (None, ["condition"])
