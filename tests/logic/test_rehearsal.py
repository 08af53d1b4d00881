"""Synthetic respondents: legal walks, what they met, and where they could not go on."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.rehearsal import Report, rehearse, rehearsing
from tests.logic import bench_survey, repeating, strategies
from tests.logic.making import (
    Document,
    choice,
    compiled,
    dependency,
    field,
    one_page,
    option,
    rule,
    section,
    survey,
)


def rehearsed(document: Document, respondents: int = 100, seed: int = 1, today: str = "2026-11-21") -> Report:
    return rehearse(compiled(document), respondents, random.Random(seed), today)


def outcomes(report: Report) -> dict[str, tuple[bool, bool]]:
    return {each.pointer: (each.held > 0, each.failed > 0) for each in report.conditions}


EVERY_FAMILY = [
    field("text", config={"min_length": 3, "max_length": 8}, is_required=True),
    field("area", "text_area", config={"min_length": 400}),
    field("number", "number", config={"min_value": "-2.5", "max_value": 3, "decimal_places": 2}),
    field("day", "date", config={"min_date": "2024-02-28", "max_date": "2024-03-01"}),
    field("hour", "time", config={"min_time": "23:58", "max_time": "23:59"}),
    field("moment", "datetime", config={"min_datetime": "2024-02-28T10:00", "max_datetime": "2024-02-28T10:05"}),
    field("sure", "boolean"),
    choice("one", "a", "b", is_required=True),
    choice("many", "a", "b", "c", field_type="checkbox"),
    choice("order", "a", "b", "c", field_type="ranking"),
    choice("table", "a", "b", field_type="matrix", config={"rows": [option("r"), option("s")]}, is_required=True),
    field("stars", "rating"),
    field("proof", "file", config={"allowed_file_types": [".pdf"], "max_file_size_mb": "0.5"}),
    field("photos", "multiple_files", config={"allowed_mime_types": ["image/*"], "max_files_count": 2}),
    field("hello", "note"),
]


def test_answers_of_every_family_keep_their_limits() -> None:
    assert {each["field_type"] for each in EVERY_FAMILY} <= FIELD_TYPES.keys()
    report = rehearsed(one_page(*EVERY_FAMILY))
    assert (report.respondents, report.finished, report.stuck) == (100, 100, ())
    assert report.questions.max == len(EVERY_FAMILY) - 1


def test_a_seed_walks_the_same_ways_and_another_seed_others() -> None:
    document = one_page(*EVERY_FAMILY, field("more", visible_if="{number} > 1"))
    assert rehearsed(document) == rehearsed(document)
    assert rehearsed(document, seed=2) != rehearsed(document)


@pytest.mark.parametrize(
    ("source", "condition"),
    [
        (field("a", "number"), "{a} = 4711"),
        (field("a", "number", config={"decimal_places": 2}), "{a} > 98.99 and {a} < 99.01"),
        (field("a"), "{a} = 'open sesame'"),
        (field("a"), "regex({a}, '[A-Z]{3}-\\d{4}')"),
        (field("a"), "len({a}) > 150"),
        (field("a", "date"), "{a} = '1989-11-09'"),
        (field("a", "date"), "age({a}) >= 65"),
        (field("a", "time"), "{a} < '00:03'"),
        (choice("a", *map(str, range(300))), "{a} = '288'"),
        (choice("a", *map(str, range(12)), field_type="checkbox"), "{a} = ['3', '7']"),
        (field("a", "boolean"), "{a} = 'na'"),
    ],
)
def test_branches_that_chance_would_hardly_meet_are_met(source: Document, condition: str) -> None:
    report = rehearsed(one_page(source, field("b", visible_if=condition)))
    assert outcomes(report)["/sections/0/fields/1/visible_if"] == (True, True)
    assert (report.never_reached.fields, report.coverage) == ((), 1.0)


def test_what_nobody_meets_is_named() -> None:
    document = survey(
        section("page", field("a", "number"), choice("c", "x", "y"), choice("d", "own")),
        section("gone", field("e"), visible_if="{a} < 3 and {a} > 5 and {a} <> 4"),
        dependencies=[dependency("d", "c", "x", "fed"), dependency("d", "c", "y", "fed")],
    )
    report = rehearsed(document)
    assert report.never_reached.sections == ("gone",)
    assert report.never_reached.fields == ("e",)
    assert [each.reached for each in report.sections] == [1.0, 0.0]
    tied = choice("b", "kept", "never")
    tied["options"][1]["visible_if"] = "{a} * 0 = 1"
    assert rehearsed(one_page(field("a", "number"), tied)).never_reached.options == (("b", "never"),)


def test_where_nobody_can_finish_is_told_with_an_example() -> None:
    impossible = field("a", "number", is_required=True, constraint="{.} * 0 = 1")
    report = rehearsed(one_page(field("first", is_required=True), impossible), 20)
    (stuck,) = report.stuck
    assert (report.finished, stuck.field, stuck.count) == (0, "a", 20)
    assert stuck.code == "constraint_failed" and {"first", "a"} <= stuck.answers.keys()


def test_a_constraint_between_two_answers_is_kept_by_trying_again() -> None:
    pair = [
        field("low", "number", is_required=True),
        field("high", "number", is_required=True, constraint="{.} > {low}"),
    ]
    assert rehearsed(one_page(*pair)).finished > 95


def test_an_answer_that_a_constraint_ties_to_another_is_found() -> None:
    twice = [field("mail", is_required=True), field("again", is_required=True, constraint="{.} = {mail}")]
    assert rehearsed(one_page(*twice)).finished > 95
    climbing = field("n", "number", is_required=True, constraint="{.number} = 1 or {.} > at({.}, {.number} - 1)")
    assert rehearsed(survey(section("rows", climbing, repeat={"min": 2, "max": 2}))).finished > 95


def test_a_calculated_value_that_fails_is_mended_where_it_comes_from() -> None:
    parts = [field(name, "number", config={"min_value": 0, "max_value": 9}) for name in "ab"]
    half = field("half", "number", calculate="({a} + {b}) / 2")
    total = field("total", "number", calculate="{half} * 2", constraint="{.} >= 9")
    assert rehearsed(one_page(*parts, half, total)).finished > 95


def test_an_earlier_part_that_a_later_answer_brings_up_is_answered_too() -> None:
    report = rehearsed(
        survey(
            section("first", field("a", is_required=True, visible_if="{b} notempty")),
            section("second", field("b", is_required=True)),
        )
    )
    assert (report.finished, report.questions.min) == (100, 2)


def test_repeats_of_every_kind_are_filled() -> None:
    people = [field("name", is_required=True), field("old", "number"), field("more", visible_if="{old} > 90")]
    document = survey(
        section("page", field("n", "number", is_required=True), choice("kinds", "x", "y", field_type="checkbox")),
        section("people", *people, repeat={"min": 1, "max": 9}),
        section("counted", field("c"), repeat={"count": "{n}", "max": 4}),
        section("each", field("t", is_required=True), repeat={"for_each": "kinds"}),
        section("fixed", field("f"), repeat={"items": [option("i"), option("j")]}),
        section("last", field("crowd", visible_if="count({people}) > 6")),
    )
    report = rehearsed(document, 200)
    assert (report.finished, report.never_reached.fields) == (200, ())
    assert all(both == (True, True) for both in outcomes(report).values())


def test_rules_and_dependencies_are_counted_as_expressions_are() -> None:
    document = one_page(
        choice("a", "x", "y"),
        field("b"),
        choice("c", "own"),
        rules=[rule("b", "a", "equals", "x")],
        dependencies=[dependency("c", "a", "y", "fed")],
    )
    assert outcomes(rehearsed(document)) == {"/rules/0": (True, True), "/dependencies/0": (True, True)}


def test_paths_are_counted_by_their_sections() -> None:
    document = survey(
        section("a", choice("x", "yes", "no", is_required=True)), section("b", field("y"), visible_if="{x} = 'yes'")
    )
    report = rehearsed(document)
    assert {path.sections for path in report.paths} == {("a",), ("a", "b")}
    assert sum(path.count for path in report.paths) == 100


def test_the_work_is_bounded_and_what_was_done_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsing, "MOST_PLACES", 50)
    report = rehearsed(one_page(field("a"), field("b")))
    assert 0 < report.respondents == report.finished < 100


def test_the_generated_survey_is_walked_to_its_end_by_everybody() -> None:
    report = rehearsed(bench_survey.document(), 50)
    assert (report.respondents, report.finished) == (50, 50)


@settings(max_examples=100)
@given(strategies.documents() | repeating.documents().map(repeating.repaired), st.integers(0, 9))
def test_whatever_survey_compiles_can_be_walked(document: Document, seed: int) -> None:
    report = rehearsed(document, 5, seed)
    assert report.respondents == 5
    assert report.finished + sum(stuck.count for stuck in report.stuck) == 5
    report.to_json()
