"""Sections that repeat: what the lint refuses of them, and of expressions that read their fields."""

from typing import Any

import pytest

from surveyapp.logic.check import check
from tests.logic.making import Document, choice, definition, dependency, field, option, rule, section, survey

MANY = choice("kinds", "a", "b", field_type="checkbox")


def roster(*fields: Document, **repeat: Any) -> Document:
    return section("people", *fields, repeat=repeat)


def found(document: Document) -> dict[str, str]:
    """Pointer to code of all that `check` refuses, or would refuse to publish."""
    return {issue.pointer: issue.code for issue in check(definition(document)) if issue.severity != "warning"}


def refused(
    expression: str, *more: Document, outside: bool = False, role: str = "visible_if"
) -> tuple[str, int | None]:
    """The code and the place of what is wrong with an expression in an open repeat, or beside it."""
    inside = roster(field("n", "number"), field("t"), choice("m", "x", field_type="checkbox"))
    keyed = section("kept", field("k"), repeat={"items": [option("i")]})
    probe = field("probe", **{role: expression})
    home = section("page", field("x"), *more, *([probe] if outside else []))
    inside["fields"] += [] if outside else [probe]
    (issue,) = [each for each in check(definition(survey(home, inside, keyed))) if each.severity == "error"]
    return issue.code, issue.position


@pytest.mark.parametrize(
    ("repeat", "wrong"),
    [
        ({"count": "2", "for_each": "kinds"}, {"/sections/1/repeat": "mixed_repeat"}),
        ({"count": "2", "items": [option("a")]}, {"/sections/1/repeat": "mixed_repeat"}),
        ({"for_each": "nobody"}, {"/sections/1/repeat/for_each": "unknown_field"}),
        ({"for_each": "plain"}, {"/sections/1/repeat/for_each": "type_clash"}),
        ({"for_each": "others"}, {"/sections/1/repeat/for_each": "repeated_source"}),
        ({"count": "{plain} * 2"}, {}),
        ({"count": "date('2024-01-31')"}, {"/sections/1/repeat/count": "type_clash"}),
        ({"count": "{nobody}"}, {"/sections/1/repeat/count": "unknown_field"}),
        ({"count": "1 +"}, {"/sections/1/repeat/count": "value_expected"}),
        ({"count": "{.number}"}, {"/sections/1/repeat/count": "not_repeated"}),
        ({"items": [option("a"), option("a")]}, {"/sections/1/repeat/items/1/value": "duplicate_option"}),
        ({"items": []}, {"/sections/1/repeat/items": "no_items"}),
        ({"min": 3, "max": 2}, {"/sections/1/repeat/max": "limits_crossed"}),
        ({"min": 3, "start": 2}, {"/sections/1/repeat/start": "limits_crossed"}),
        ({"max": 3, "start": 4}, {"/sections/1/repeat/start": "limits_crossed"}),
        ({"min": 3}, {}),
    ],
)
def test_a_repeat_has_one_reason_and_sizes_that_fit(repeat: dict[str, Any], wrong: dict[str, str]) -> None:
    others = section("rest", choice("others", "a", field_type="checkbox"), repeat={})
    document = survey(section("page", field("plain"), MANY), roster(field("name"), **repeat), others)
    assert found(document) == wrong


def test_a_repeating_section_is_not_called_as_a_field_is() -> None:
    clash = survey(section("a", field("people")), roster(field("name")))
    assert found(clash) == {"/sections/1/name": "duplicate_name"}
    assert found(survey(section("a", field("people")), section("people", field("name")))) == {}


def test_rows_of_rules_and_dependencies_do_not_reach_into_a_repeat() -> None:
    document = survey(
        section("page", field("x"), choice("c")),
        roster(field("name"), choice("d", "a")),
        section("pets", field("pet"), repeat={}),
        rules=[rule("x", "name"), rule("pet", "name"), rule("section page", "name"), rule("d", "name"), rule("d", "x")],
        dependencies=[
            dependency("c", "d", "a", "b"),
            dependency("d", "name", "a", "b"),
            dependency("d", "x", "a", "b"),
        ],
    )
    assert {place: code for place, code in found(document).items() if code == "repeated_source"} == {
        "/rules/0/source_field": "repeated_source",
        "/rules/1/source_field": "repeated_source",
        "/rules/2/source_field": "repeated_source",
        "/dependencies/0/source_field": "repeated_source",
    }


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("{n} > 1", "type_clash", 4),
        ("{n} = 1", "type_clash", 4),
        ("{n} + 1 > 2", "type_clash", 0),
        ("{t} + 'x' = 'yx'", "type_clash", 0),
        ("{n}", "not_a_condition", 0),
        ("{t} contains {n} and startswith({t}, 'a')", "type_clash", 32),
        ("{x} contains {t}", "type_clash", 4),
        ("{n} in [1]", "type_clash", 4),
        ("round({n}) = 1", "type_clash", 6),
        ("sum({m}) = 1", "type_clash", 4),
        ("iif({x} empty, {t}, 'x') = 'x'", "type_clash", 15),
        ("{people} = 2", "type_clash", 0),
        ("{people} > 2", "type_clash", 0),
        ("{page} empty", "unknown_field", 0),
        ("count({people}, {x}) > 1", "type_clash", 6),
        ("sum({people}) > 1", "type_clash", 4),
        ("at({x}, 1) = 'x'", "not_repeated", 3),
        ("at({people}, 1) = 'x'", "type_clash", 3),
        ("at('n', 1) = 1", "field_expected", 3),
        ("at({n}, 'i') = 1", "type_clash", 8),
        ("at({n}, '1') = date('2024-01-01')", "type_clash", 15),
        ("values({x}) empty", "not_repeated", 7),
        ("{.number} = 1", "not_repeated", 0),
        ("{.item} = 'a'", "not_repeated", 0),
    ],
)
def test_an_expression_outside_reads_a_list_where_a_list_can_be(expression: str, code: str, position: int) -> None:
    assert refused(expression, outside=True) == (code, position)


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("{.item} = 'a'", "not_keyed", 0),
        ("{.number} = 'a'", "type_clash", 12),
        ("{.nothing} = 1", "bad_name", 0),
        ("{k} = 'a'", "type_clash", 4),
        ("values({n}) > 1", "type_clash", 12),
    ],
)
def test_an_expression_inside_reads_its_own_instance(expression: str, code: str, position: int) -> None:
    assert refused(expression) == (code, position)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ([field("a", "number", calculate="at({a}, {.number}) + 1")], "a -> a"),
        ([field("a", "number", calculate="at({a}, {.number} - 0) + 1")], "a -> a"),
        ([field("a", "number", calculate="at({a}, {.number} + 1) + 1")], "a -> a"),
        ([field("a", "number", calculate="at({a}, {.number} - {b}) + 1"), field("b", "number")], "a -> a"),
        ([field("a", "number", calculate="at({a}, {.number} - 1) + count(values({a}))")], "a -> a"),
        ([field("a", "number", calculate="at({a}, 1) + 1")], "a -> a"),
        ([field("a", "number", calculate="sum(values({a}))")], "a -> a"),
        ([field("a", calculate="at({b}, 1)"), field("b", calculate="{a}")], "a -> b -> a"),
        ([field("a", calculate="at({b}, {.number} - 1)"), field("b", calculate="at({a}, 1)")], "a -> b -> a"),
        ([field("a", calculate="at({b}, {.number} - 1) + {b}"), field("b", calculate="{a}")], "a -> b -> a"),
        (
            [field("a", "number", calculate="at({b}, {.number} - 1)"), field("b", calculate="count(values({a}))")],
            "a -> b -> a",
        ),
    ],
)
def test_circles_through_instances_are_circles(fields: list[Document], path: str) -> None:
    (issue,) = check(definition(survey(roster(*fields))))
    assert (issue.code, issue.detail.partition(": ")[2]) == ("rule_cycle", f"{path}.")


@pytest.mark.parametrize("before", ["at({a}, {.number} - 1) + 1", "at({a}, {.number} - 2) + at({a}, {.number} - 1)"])
def test_a_field_may_read_itself_in_instances_before_its_own(before: str) -> None:
    assert check(definition(survey(roster(field("a", "number", calculate=before))))) == []
    assert check(definition(survey(roster(field("a", "number", default=before))))) == []
    assert check(definition(survey(roster(field("a", "number", visible_if=f"{before} = 1"))))) == []


def test_fields_may_read_each_other_in_instances_before_their_own() -> None:
    fields = [
        field("opening", "number", calculate="at({closing}, {.number} - 1)"),
        field("moved", "number", visible_if="{opening} empty or at({closing}, {.number} - 2) empty"),
        field("closing", "number", calculate="sum({opening}, {moved})", visible_if="at({moved}, {.number} - 1) empty"),
    ]
    assert found(survey(roster(*fields))) == {}


def test_a_part_outside_that_reads_all_instances_is_on_the_circle() -> None:
    fields = [
        field("opening", "number", calculate="at({closing}, {.number} - 1)"),
        field("closing", "number", calculate="sum({opening}, {every})"),
    ]
    outside = section("page", field("every", "number", calculate="sum({opening})"))
    issues = check(definition(survey(outside, roster(*fields))))
    told = [issue.detail.partition(": ")[2] for issue in issues if issue.code == "rule_cycle"]
    assert "every -> closing -> opening -> every." in told


@pytest.mark.parametrize("constraint", ["at({.}, {.number} - 1) < {.}", "{a} * 2 < sum(values({a}))", "{.} < {b}"])
def test_a_constraint_may_read_its_own_field_in_other_instances_and_what_follows_from_it(constraint: str) -> None:
    fields = [field("a", "number", constraint=constraint), field("b", "number", calculate="{a} * 2")]
    assert check(definition(survey(roster(*fields)))) == []


@pytest.mark.parametrize(
    ("outside", "inside", "repeat", "path"),
    [
        ([field("n", "number", calculate="count({people})")], [], {"count": "{n}"}, "n -> section people -> n"),
        (
            [field("n", "number", calculate="sum({a})")],
            [field("a", "number")],
            {"count": "{n}"},
            "n -> section people -> a -> n",
        ),
        (
            [{**MANY, "visible_if": "{a} notempty"}],
            [field("a")],
            {"for_each": "kinds"},
            "kinds -> section people -> a -> kinds",
        ),
    ],
)
def test_what_decides_how_often_a_section_is_asked_does_not_wait_for_it(
    outside: list[Document], inside: list[Document], repeat: dict[str, Any], path: str
) -> None:
    issues = check(definition(survey(section("page", *outside), roster(*inside, **repeat))))
    assert [issue.detail.partition(": ")[2] for issue in issues if issue.code == "rule_cycle"] == [f"{path}."]


def test_texts_may_name_the_instance_only_inside() -> None:
    document = survey(
        section("page", field("x", label="{.number} {.item} {n}")),
        roster(field("n", label="{.number} {.item} {x}")),
        section("kept", field("k", help="{.item}"), title="{.item} {.number}", repeat={"items": [option("i")]}),
    )
    issues = [issue for issue in check(definition(document)) if issue.code == "unknown_field"]
    unknown = [(issue.pointer, issue.detail) for issue in issues]
    assert [(pointer, detail.split('"')[1]) for pointer, detail in unknown] == [
        ("/sections/0/fields/0/label", ".number"),
        ("/sections/0/fields/0/label", ".item"),
        ("/sections/1/fields/0/label", ".item"),
    ]
