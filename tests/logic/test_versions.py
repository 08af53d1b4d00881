"""Two versions of a survey: what changed for the data, and the columns of an export over all of them."""

from typing import Any

import pytest

from surveyapp.logic.changes import compare
from surveyapp.logic.columns import plan
from surveyapp.logic.definition import from_document
from tests.logic.making import choice, dependency, field, one_page, option, rule, section, survey

PLACE = "/sections/0/fields/0"


def changed(old: Any, new: Any) -> list[tuple[str, str]]:
    return [(change.kind, change.pointer) for change in compare(from_document(old), from_document(new))]


def test_a_survey_compared_with_itself_has_not_changed() -> None:
    document = one_page(choice("a", "x"), field("b"), rules=[rule("b", "a")])
    assert changed(document, document) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (field("a"), field("a", label="Other"), [("safe", f"{PLACE}/label")]),
        (field("a"), field("a", "text_area"), [("safe", f"{PLACE}/field_type")]),
        (field("a"), field("a", "number"), [("breaking", f"{PLACE}/field_type")]),
        (choice("a", "x"), choice("a", "x", field_type="checkbox"), [("breaking", f"{PLACE}/field_type")]),
        (choice("a", "x"), choice("a", "x", "y"), [("safe", f"{PLACE}/options")]),
        (choice("a", "x", "y"), choice("a", "x"), [("lossy", f"{PLACE}/options")]),
        (choice("a", "x", "y"), choice("a", "y", "x"), [("safe", f"{PLACE}/options")]),
        (
            field("a", "radio", options=[option("x")]),
            field("a", "radio", options=[{**option("x"), "visible_if": "false"}]),
            [("safe", f"{PLACE}/options")],
        ),
        (field("a", "text_area"), field("a"), [("lossy", f"{PLACE}/field_type")]),
        (field("a"), field("a", constraint="{.} != 'x'"), [("lossy", f"{PLACE}/constraint")]),
        (field("a", constraint="{.} != 'x'"), field("a"), [("safe", f"{PLACE}/constraint")]),
        (
            field("a", constraint="{.} != 'x'"),
            field("a", constraint={"expression": "{.} != 'x'", "message": "Not that."}),
            [("safe", f"{PLACE}/constraint")],
        ),
        (field("a", is_sensitive=True), field("a"), [("breaking", f"{PLACE}/is_sensitive")]),
        (field("a"), field("a", is_sensitive=True), [("safe", f"{PLACE}/is_sensitive")]),
        (field("a"), field("a", is_required=True), [("safe", f"{PLACE}/is_required")]),
        (field("a"), field("a", config={"max_length": 5}), [("lossy", f"{PLACE}/config/max_length")]),
        (field("a", config={"max_length": 5}), field("a"), [("safe", f"{PLACE}/config/max_length")]),
        (
            field("a", "boolean"),
            field("a", "boolean", config={"has_na": False}),
            [("lossy", f"{PLACE}/config/has_na")],
        ),
        (
            field("a", "boolean", config={"has_na": False}),
            field("a", "boolean", config={"has_na": True}),
            [("safe", f"{PLACE}/config/has_na")],
        ),
        (field("a"), field("a", default="'x'"), [("safe", f"{PLACE}/default")]),
        (
            field("a", calculate="'x'"),
            field("a", calculate="'x'", config={"is_displayed": False}),
            [("safe", f"{PLACE}/config/is_displayed")],
        ),
        (
            field("a", "number", config={"min_value": "5.0"}),
            field("a", "number", config={"min_value": 5}),
            [("safe", f"{PLACE}/config/min_value")],
        ),
        (
            field("a", "number", config={"min_value": 5}),
            field("a", "number", config={"min_value": 10}),
            [("lossy", f"{PLACE}/config/min_value")],
        ),
    ],
)
def test_each_change_is_weighed_by_what_it_does_to_the_data(
    old: Any, new: Any, expected: list[tuple[str, str]]
) -> None:
    assert changed(one_page(old), one_page(new)) == expected


def test_a_field_gone_is_lossy_and_a_field_moved_is_not() -> None:
    old = survey(section("s", field("a"), field("b")), section("t", field("c")))
    new = survey(section("s", field("c"), field("a"), field("d")))
    assert changed(old, new) == [
        ("safe", "/sections/1"),
        ("safe", "/sections/0/fields/2"),
        ("safe", "/sections/0/fields/0"),
        ("lossy", "/sections/0/fields/1"),
    ]


def test_another_order_of_sections_or_fields_is_told_and_safe() -> None:
    first, second = section("s", field("a"), field("b")), section("t", field("c"))
    turned = section("s", field("b"), field("a"))
    assert changed(survey(first, second), survey(second, first)) == [("safe", "/sections")]
    assert changed(survey(first, second), survey(turned, second)) == [("safe", "/sections/0/fields")]
    assert changed(survey(first, second), survey(section("n", field("x")), first, second)) == [
        ("safe", "/sections/0"),
        ("safe", "/sections/0/fields/0"),
    ]


def test_a_repeat_for_each_option_of_another_field_loses_the_options_that_this_one_lacks() -> None:
    asked = section("s", choice("k", "x", "y", field_type="checkbox"), choice("l", "x", "z", field_type="checkbox"))
    old, new = (survey(asked, section("p", field("a"), repeat={"for_each": name})) for name in ("k", "l"))
    assert changed(old, new) == [
        ("safe", "/sections/1/repeat"),
        ("lossy", "/sections/1/repeat/for_each"),
        ("safe", "/sections/1/repeat/for_each"),
    ]


def test_the_order_of_rules_is_no_change_and_their_content_is() -> None:
    rules = [rule("b", "a"), rule("b", "a", "equals", "x")]
    old = one_page(field("a"), field("b"), rules=rules)
    assert changed(old, {**old, "rules": rules[::-1]}) == []
    assert changed(old, {**old, "rules": rules[:1]}) == [("safe", "/rules")]


def test_columns_are_the_union_by_name_with_the_newest_version_leading() -> None:
    first = one_page(field("a"), field("gone"), field("b"), choice("c", "x", "old"))
    second = one_page(
        field("new"),
        field("b", label="Now"),
        choice("c", "x"),
        field("a", "number"),
        choice("driver", "d"),
        dependencies=[dependency("c", "driver", "d", "fed")],
    )
    columns = plan([from_document(first), from_document(second)])
    assert [column.name for column in columns] == ["new", "b", "c", "a", "gone", "driver"]
    by_name = {column.name: column for column in columns}
    assert by_name["b"].label == "Now"
    assert by_name["gone"].retired and not by_name["a"].retired
    assert (by_name["a"].field_type, by_name["a"].families) == ("number", ("number", "text"))
    assert [option.value for option in by_name["c"].options] == ["x", "fed", "old"]


def test_a_column_is_sensitive_when_any_version_said_so() -> None:
    versions = [one_page(field("a", is_sensitive=True)), one_page(field("a"))]
    assert plan([from_document(each) for each in versions])[0].is_sensitive


def test_no_versions_have_no_columns() -> None:
    assert plan([]) == []
