"""Why parts show or not: every condition with its verdict and what it saw."""

import json

from surveyapp.logic.explain import explain
from tests.logic.making import choice, compiled, field, rule, section, survey

DOCUMENT = survey(
    section("first", field("a"), field("b", visible_if="{a} = 'x'"), choice("c", "p", "q", field_type="checkbox")),
    section(
        "second", field("n", "number"), field("d", visible_if="{b} notempty or {n} > 2.5"), visible_if="{a} notempty"
    ),
    rules=[
        rule("d", "c", "contains", ["p", "q"], rule_group="g", group_logic="or"),
        rule("d", "n", "is_not_empty", rule_group="g", group_logic="or"),
        rule("d", "a", "equals", "never", action="hide"),
    ],
)


def told(answers: dict[str, object], name: str, hidden_values: str = "empty") -> dict[str, object]:
    explained = explain(compiled(DOCUMENT), answers, hidden_values)
    return next(each.to_json() for each in explained if each.name == name)


def test_every_part_is_explained_in_the_order_of_the_form() -> None:
    explained = explain(compiled(DOCUMENT), {})
    assert [(each.kind, each.name, each.visible) for each in explained] == [
        ("section", "first", True),
        ("field", "a", True),
        ("field", "b", False),
        ("field", "c", True),
        ("section", "second", False),
        ("field", "n", False),
        ("field", "d", False),
    ]


def test_what_has_no_conditions_always_shows() -> None:
    assert told({}, "a") == {
        "kind": "field",
        "name": "a",
        "visible": True,
        "required": False,
        "because": "always",
        "reasons": [],
    }


def test_a_hidden_section_is_named_as_the_cause() -> None:
    assert told({}, "n")["because"] == "section_hidden"
    assert told({"a": "x"}, "n")["because"] == "always"


def test_rules_and_expressions_are_told_with_what_they_saw() -> None:
    seen = told({"a": "z", "b": "kept", "c": ["q", "p"], "n": "3.10"}, "d")
    assert (seen["visible"], seen["because"]) == (True, "conditions")
    assert seen["reasons"] == [
        {
            "pointer": "/rules/0",
            "text": '{c} contains ["p", "q"]',
            "action": "show",
            "holds": True,
            "reads": {"c": ["p", "q"]},
            "hidden": [],
        },
        {
            "pointer": "/rules/1",
            "text": "{n} is_not_empty",
            "action": "show",
            "holds": True,
            "reads": {"n": 3.1},
            "hidden": [],
        },
        {
            "pointer": "/rules/2",
            "text": '{a} equals "never"',
            "action": "hide",
            "holds": False,
            "reads": {"a": "z"},
            "hidden": [],
        },
        {
            "pointer": "/sections/1/fields/1/visible_if",
            "text": "{b} notempty or {n} > 2.5",
            "action": "show",
            "holds": True,
            "reads": {"b": None, "n": 3.1},
            "hidden": ["b"],
        },
    ]


def test_raw_answers_of_hidden_fields_are_seen() -> None:
    reasons = json.dumps(told({"a": "z", "b": "kept"}, "d", "raw")["reasons"])
    assert '"b": "kept"' in reasons and '"hidden": ["b", "n"]' not in reasons
