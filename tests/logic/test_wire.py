"""The compiled survey as JSON: complete enough to decide everything, and silent about what is staff's."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.logic.making import choice, compiled, dependency, field, one_page, rule, section, survey

VECTORS = Path(__file__).parent / "vectors"


def wire(document: Any) -> dict[str, Any]:
    written = compiled(document).to_json()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    return written


def node_of(expression: str, *fields: Any) -> Any:
    return wire(one_page(*fields, field("probe", visible_if=expression)))["fields"][-1]["visible_if"]


def value_of(expression: str, field_type: str, *fields: Any) -> Any:
    return wire(one_page(*fields, field("probe", field_type, calculate=expression)))["fields"][-1]["calculate"]


@pytest.mark.parametrize(
    ("expression", "node"),
    [
        ("{n} >= '18'", ["test", "n", "greater_or_equal", 18]),
        ("{n} = 0.1", ["test", "n", "equals", 0.1]),
        ("{n} = 99999999999999999999", ["test", "n", "equals", "99999999999999999999"]),
        ("{c} anyof ['b', 'a']", ["test", "c", "in", ["b", "a"]]),
        ("{l} = ['b', 'a']", ["test", "l", "equals", ["a", "b"]]),
        ("{l} allof ['b', 'a']", ["test", "l", "all_of", ["b", "a"]]),
        ("{n} empty or not {y}", ["any", ["test", "n", "is_empty", None], ["not", ["test", "y", "equals", "yes"]]]),
        ("true", ["all"]),
        ("-{n} > {n}", ["compare", "number", "greater_than", ["call", "negative", ["answer", "n"]], ["answer", "n"]]),
        ("today() + 1 notempty", ["filled", ["call", "add_days", ["call", "today"], ["number", 1]]]),
        ("{c} in {l}", ["compare", "set", "any_of", ["call", "set", ["answer", "c"]], ["answer", "l"]]),
        (
            "regex({t}, 'a|b')",
            ["matches", ["answer", "t"]]
            + [{"classes": [[97, 98], [98, 99]], "first": [0, 1], "follow": [[], []], "last": [0, 1], "empty": False}],
        ),
    ],
)  # fmt: skip
def test_conditions_are_lists_that_begin_with_their_kind(expression: str, node: Any) -> None:
    fields = (field("n", "number"), choice("c", "a", "b"), choice("l", "a", "b", field_type="checkbox"))
    assert node_of(expression, *fields, field("y", "boolean"), field("t")) == node


@pytest.mark.parametrize(
    ("expression", "field_type", "node"),
    [
        (
            "{t} + ' ' + {n}",
            "text",
            ["call", "join", ["answer", "t"], ["text", " "], ["call", "text", ["answer", "n"]]],
        ),
        ("iif({n} > 1, 'a', '')", "text", ["if", ["test", "n", "greater_than", 1], ["text", "a"], ["empty"]]),
        ("{n} > 1", "boolean", ["word", ["test", "n", "greater_than", 1]]),
        ("date('2024-01-31')", "date", ["date", "2024-01-31"]),
        ("1 - {n}", "number", ["call", "add", ["number", 1], ["call", "negative", ["answer", "n"]]]),
    ],
)
def test_values_are_lists_that_begin_with_their_kind(expression: str, field_type: str, node: Any) -> None:
    assert value_of(expression, field_type, field("t"), field("n", "number")) == node


def test_rules_and_expressions_arrive_as_one_condition() -> None:
    document = one_page(field("a"), field("b", visible_if="{a} != 'x'"), rules=[rule("b", "a", "is_not_empty")])
    told = wire(document)["fields"][1]["visible_if"]
    assert told == ["all", ["test", "a", "is_not_empty", None], ["test", "a", "not_equals", "x"]]


def test_fields_that_are_decided_in_rounds_are_one_step() -> None:
    opening = field("opening", "number", calculate="at({closing}, {.number} - 1)")
    closing = field("closing", "number", calculate="sum({opening}, {moved})")
    told = wire(survey(section("rows", opening, closing, field("moved", "number"), repeat={})))
    assert told["steps"] == [["section", 0], ["field", 2], ["field", 0, 1]]
    assert told["feeds"] == [[1, 2], [2], []]


def test_steps_and_feeds_are_the_graph() -> None:
    document = survey(section("s", field("a")), section("t", field("b")), rules=[rule("section s", "b")])
    told = wire(document)
    assert told["steps"] == [["section", 1], ["field", 1], ["section", 0], ["field", 0]]
    assert told["feeds"] == [[1], [2], [3], []]


def test_options_limits_messages_and_pipes_are_told() -> None:
    document = one_page(
        choice("a", "x"),
        {**choice("b"), "options": [{"value": "o", "label": "O", "visible_if": "{a} notempty"}]},
        field("n", "number", config={"min_value": "1.50"}, constraint={"expression": "{.} > 1", "message": "More."}),
        field("t", label="Hi {a}"),
        dependencies=[dependency("b", "a", "x", "y")],
    )
    _, b, n, t = (told := wire(document))["fields"]
    assert b["options"] == [{"value": "o", "label": "O", "visible_if": ["test", "a", "is_not_empty", None]}]
    assert b["offers"] == [{"when": ["test", "a", "equals", "x"], "options": [{"value": "y", "label": "Y"}]}]
    assert (n["limits"], n["message"]) == ({"min_value": 1.5}, "More.")
    assert t["limits"] == {"longest": 10_000}
    assert told["pipes"] == [{"kind": "fields", "slot": 3, "member": "label", "text": "Hi {a}"}]


def test_nothing_that_is_staffs_alone_is_told() -> None:
    secret = field(
        "a",
        is_sensitive=True,
        review={"operator": "contains", "value": "canary"},
        guidance={"text": "canary", "always_show": False, "operator": "equals", "value": "canary"},
    )
    text = json.dumps(wire(one_page(secret)))
    assert not any(word in text for word in ("canary", "review", "guidance", "sensitive"))


def test_whether_the_day_matters_is_told() -> None:
    assert wire(one_page(field("a", visible_if="age('2000-01-01') > 20")))["reads_today"]
    assert not wire(one_page(field("a")))["reads_today"]


def test_every_vector_travels() -> None:
    for path in VECTORS.glob("*.json"):
        file = json.loads(path.read_text())
        if "definition" in file:
            assert len(wire(file["definition"])["fields"]) > 0
