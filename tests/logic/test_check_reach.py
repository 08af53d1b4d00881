"""What no answers can bring up, and what waits for something later: with repeats, defaults and every family."""

import pytest

from surveyapp.logic.check import check
from tests.logic.making import Document, choice, definition, dependency, field, one_page, option, rule, section, survey

ROWS = {"rows": [option("r")]}
NEVER = "{a} = 'zzz'"


def advised(document: Document, code: str) -> list[str]:
    return [issue.pointer for issue in check(definition(document)) if issue.code == code]


def dead(document: Document) -> list[str]:
    return advised(document, "unreachable")


@pytest.mark.parametrize(
    ("source", "condition"),
    [
        (field("q", "rating"), "{q} > 5"),
        (field("q", "time", config={"max_time": "12:00"}), "{q} > '13:00'"),
        (field("q", "datetime", config={"max_datetime": "2024-01-01T12:00"}), "{q} > '2024-01-01T13:00'"),
        (choice("q", "x", field_type="ranking"), "{q} anyof ['zzz']"),
        (choice("q", "x", field_type="matrix", config=ROWS), "cell({q}, 'r') = 'zzz'"),
    ],
)
def test_a_condition_that_no_answer_of_a_new_family_meets_is_advice(source: Document, condition: str) -> None:
    document = one_page(source, field("b", visible_if=condition))
    assert advised(document, "condition_never_holds") == ["/sections/0/fields/1/visible_if"]
    assert dead(document) == ["/sections/0/fields/1"]
    reachable = condition.replace("zzz", "x").replace("> 5", "> 4").replace("13:00", "11:00")
    assert dead(one_page(source, field("b", visible_if=reachable))) == []


@pytest.mark.parametrize(
    ("source", "operator", "most"),
    [
        (field("q", "file", config={"max_file_size_mb": 1}), "file_size_greater_than", 1024 * 1024),
        (field("q", "file"), "file_count_greater_than", 1),
        (field("q", "multiple_files", config={"max_files_count": 3}), "file_count_greater_than", 3),
    ],
)
def test_more_than_a_file_field_takes_is_never_met(source: Document, operator: str, most: int) -> None:
    for value, never in ((most, ["/rules/0/value"]), (most - 1, [])):
        document = one_page(source, field("b"), rules=[rule("b", "q", operator, value)])
        assert advised(document, "condition_never_holds") == never


@pytest.mark.parametrize(
    ("condition", "unreachable"),
    [
        ("{m} anyof ['zzz']", True),
        ("{m} anyof ['x', 'zzz']", False),
        ("{m} noneof ['zzz']", False),
        ("at({m}, 1) = 'zzz'", True),
        ("at({m}, 1) = 'x'", False),
        ("{hidden} notempty", True),
        ("count({hidden}) >= 1", True),
        ("count({m}) >= 1", False),
        ("count({m}) < 0", True),
        ("1 = 2", True),
        ("{hidden} empty", False),
        ("at({hidden}, 1) = 'x'", True),
        ("{hidden} noneof ['x']", False),
    ],
)
def test_a_repeat_read_from_outside_is_followed(condition: str, unreachable: bool) -> None:
    many = [choice("m", "x", field_type="dropdown"), choice("hidden", "x", visible_if=NEVER)]
    document = survey(
        section("page", choice("a", "x")), section("people", *many, repeat={}), section("end", field("e"))
    )
    before = dead(document)
    document["sections"][2]["fields"][0]["visible_if"] = condition
    assert ("/sections/2/fields/0" in dead(document), before) == (unreachable, ["/sections/1/fields/1"])


@pytest.mark.parametrize(
    ("repeat", "unreachable"),
    [
        ({"count": "0"}, True),
        ({"count": "1"}, False),
        ({"count": "{n}"}, True),
        ({"count": "{sure}"}, False),
        ({"for_each": "k"}, True),
        ({"for_each": "kinds"}, False),
        ({}, False),
    ],
)
def test_a_repeat_that_never_has_an_instance_is_unreachable(repeat: Document, unreachable: bool) -> None:
    page = section(
        "page",
        choice("a", "x"),
        field("n", "number", visible_if=NEVER),
        choice("k", "x", field_type="checkbox", visible_if=NEVER),
        choice("kinds", "x", field_type="checkbox"),
        field("sure", "number"),
    )
    document = survey(page, section("people", field("b"), repeat=repeat))
    assert ("/sections/1" in dead(document)) is unreachable


@pytest.mark.parametrize("repeat", [{"count": "{n}"}, {"for_each": "k"}])
def test_a_repeat_that_waits_for_something_later_is_advice(repeat: Document) -> None:
    people = section("people", field("b"), repeat=repeat)
    later = section("page", field("n", "number"), choice("k", "x", field_type="checkbox"))
    (member,) = repeat
    assert advised(survey(people, later), "forward_reference") == [f"/sections/0/repeat/{member}"]
    assert advised(survey(later, people), "forward_reference") == []


def test_a_default_that_waits_for_something_later_is_advice() -> None:
    document = one_page(field("a", default="{b}"), field("b"))
    assert advised(document, "forward_reference") == ["/sections/0/fields/0/default"]


def test_an_option_that_no_answer_brings_is_advice_in_a_repeat_too() -> None:
    tied = choice("b", "u", "v")
    tied["options"][1]["visible_if"] = NEVER
    document = survey(section("page", choice("a", "x")), section("people", tied, repeat={}))
    assert advised(document, "condition_never_holds") == ["/sections/1/fields/0/options/1/visible_if"]


def test_what_is_calculated_has_its_answer_as_soon_as_what_it_reads() -> None:
    total = field("total", "number", calculate="{n} * 2")
    early = one_page(field("n", "number"), field("b", visible_if="{total} > 3", help="{total}"), total)
    late = one_page(field("b", visible_if="{total} > 3"), total, field("n", "number"))
    assert advised(early, "forward_reference") == []
    assert advised(late, "forward_reference") == ["/sections/0/fields/0/visible_if"]


def test_a_text_that_shows_a_later_answer_is_advice() -> None:
    page = section("page", field("a", label="Hello {b}", help="{a}"), field("b", label="{a}"), description="{b} {c}")
    document = survey(page, section("end", field("c")))
    assert advised(document, "forward_reference") == ["/sections/0/description", "/sections/0/fields/0/label"]


@pytest.mark.parametrize(
    ("trigger", "never"),
    [
        ({"operator": "greater_than", "value": 3}, True),
        ({"operator": "greater_than", "value": 2}, False),
        ({"operator": "equals", "value": []}, False),
        ({"operator": "is_empty"}, False),
    ],
)
def test_guidance_and_review_that_no_answer_of_their_field_brings_are_advice(trigger: Document, never: bool) -> None:
    told = {"guidance": {"text": "Really?", "always_show": False, **trigger}, "review": trigger}
    document = one_page(field("n", "number", config={"max_value": 3}, **told))
    places = ["/sections/0/fields/0/guidance/value", "/sections/0/fields/0/review/value"]
    assert advised(document, "condition_never_holds") == (places if never else [])


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("{s} in ['x', 'gone']", True),
        ("{s} != 'gone'", True),
        ("{k} noneof ['x', 'gone']", True),
        ("{s} = 'gone'", False),
        ("{s} in ['x', 'fed'] or {k} anyof ['x']", False),
        ("{t} != 'gone'", False),
    ],
)
def test_a_name_that_no_option_has_is_advice(condition: str, told: bool) -> None:
    asked = (choice("s", "x", "y"), choice("k", "x", field_type="checkbox"), field("t"))
    fed = [dependency("s", "t", "a", "fed")]
    document = one_page(*asked, field("q", visible_if=condition), dependencies=fed)
    assert advised(document, "unknown_option") == ["/sections/0/fields/3/visible_if"] * told


def test_a_rule_that_names_an_option_that_is_none_is_advice() -> None:
    asked = (choice("s", "x", "y"), field("q"))
    for operator, value, told in (("in", ["x", "gone"], True), ("not_equals", "gone", True), ("in", ["x", "y"], False)):
        document = one_page(*asked, rules=[rule("q", "s", operator, value)])
        assert advised(document, "unknown_option") == ["/rules/0/value"] * told
