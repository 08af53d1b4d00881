"""The definition document: read, refused with every reason, written again."""

import dataclasses
from typing import Any

import pytest

from surveyapp.logic.definition import DefinitionError, Field, Option, Repeat, from_document, to_document
from surveyapp.logic.names import name_problem
from tests.logic.making import choice, dependency, field, one_page, rule, section, survey

DESIGN = {
    "title": "Household",
    "description": None,
    "language": "en",
    "timezone": "UTC",
    "translations": {"de": {"title": "Haushalt"}},
    "sections": [
        {
            "name": "work",
            "title": "Work",
            "description": None,
            "visible_if": None,
            "rule_logic": "and",
            "repeat": {
                "count": None,
                "for_each": None,
                "items": [{"value": "first", "label": "First job"}],
                "min": 0,
                "max": 20,
                "start": None,
            },
            "fields": [
                {
                    "name": "employed",
                    "label": "Are you employed?",
                    "help": None,
                    "field_type": "radio",
                    "is_required": True,
                    "required_if": None,
                    "is_sensitive": False,
                    "visible_if": None,
                    "rule_logic": "and",
                    "config": {},
                    "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                    "guidance": {"text": "Paid work.", "when": ["yes"]},
                    "review": None,
                    "calculate": None,
                    "default": "'yes'",
                    "constraint": None,
                }
            ],
        }
    ],
    "rules": [
        {
            "target_type": "section",
            "target": "work",
            "source_field": "employed",
            "operator": "equals",
            "value": "yes",
            "action": "show",
            "rule_group": None,
            "group_logic": "and",
        }
    ],
    "dependencies": [
        {
            "dependent_field": "employed",
            "source_field": "country",
            "source_value": "USA",
            "dependent_options": [{"value": "eng", "label": "Engineering"}],
        }
    ],
}


def refused(document: Any) -> dict[str, str]:
    """Pointer to code of everything found."""
    with pytest.raises(DefinitionError) as caught:
        from_document(document)
    return {issue.pointer: issue.code for issue in caught.value.issues}


def test_a_complete_document_comes_back_exactly() -> None:
    assert to_document(from_document(DESIGN)) == DESIGN


def test_absent_members_have_their_defaults() -> None:
    read = from_document(one_page(field("a")))
    assert (read.language, read.timezone, read.rules, read.dependencies) == ("en", "UTC", (), ())
    assert read.sections[0].fields[0] == Field(name="a", label="A")


def test_what_is_read_shares_nothing_with_the_document_and_cannot_be_changed() -> None:
    document = one_page(field("a", guidance={"list": [1]}))
    read = from_document(document)
    document["sections"][0]["fields"][0]["guidance"]["list"].append(2)
    written: Any = to_document(read)
    written["sections"][0]["fields"][0]["guidance"]["list"].append(3)
    assert read.sections[0].fields[0].guidance == {"list": [1]}
    with pytest.raises(dataclasses.FrozenInstanceError):
        read.title = "Other"  # type: ignore[misc]


def test_all_problems_are_told_at_once() -> None:
    document = survey(
        section("Bad Name", field("ok", is_required=1), {"name": "b", "label": " ", "field_type": "text", "labl": "x"}),
        {"title": "No name", "fields": "none"},
        rules=[rule("ok", "ok", action="vanish"), 7],
        language="no language",
        surprise=1,
    )
    assert refused(document) == {
        "/surprise": "unknown_key",
        "/language": "bad_language",
        "/sections/0/name": "bad_name",
        "/sections/0/fields/0/is_required": "wrong_type",
        "/sections/0/fields/1/labl": "unknown_key",
        "/sections/0/fields/1/label": "blank",
        "/sections/1/name": "required_key",
        "/sections/1/fields": "wrong_type",
        "/rules/0/action": "not_one_of",
        "/rules/1": "wrong_type",
    }


@pytest.mark.parametrize("document", [None, [], "survey", 7, True, {}, {"title": None}, {"title": {}}])
def test_what_is_no_survey_is_refused(document: Any) -> None:
    assert refused(document)


@pytest.mark.parametrize(
    ("text", "code"),
    [("\0", "text_not_storable"), ("\ud800", "text_not_storable"), ("x" * 256, "text_too_long"), (" \n", "blank")],
)
def test_texts_that_cannot_be_kept_are_refused_everywhere(text: str, code: str) -> None:
    assert refused(survey(title=text)) == {"/title": code}
    assert refused(one_page(choice("c", text)))["/sections/0/fields/0/options/0/value"] == code


def test_carried_data_is_checked_for_what_cannot_be_stored() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    review = {"nan": float("nan"), "huge": 10**30, "half": "\udc00", "deep": deep, "\0": 1}
    codes = refused(one_page(field("a", review=review)))
    assert set(codes.values()) == {"number_not_finite", "number_too_large", "text_not_storable", "too_deep"}


def test_limits_of_lengths_are_those_of_the_columns() -> None:
    fits = survey(section("s", field("a", label="x" * 500), title="x" * 255))
    assert from_document(fits).sections[0].fields[0].label == "x" * 500
    over = survey(section("s", field("a", label="x" * 501), title="x" * 256))
    assert refused(over) == {"/sections/0/title": "text_too_long", "/sections/0/fields/0/label": "text_too_long"}


@pytest.mark.parametrize("name", ["a", "a1", "a_1", "x" * 63, "all_of_it", "nota"])
def test_names_legal_in_spss_are_legal_here(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    "name",
    ["", "A", "1a", "_a", "a_", "a-b", "a b", "\u00e9", "x" * 64, "a\n", "a\u0661"]
    + ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"],
)
def test_other_names_are_not(name: str) -> None:
    assert name_problem(name) is not None


def test_a_hostile_number_of_problems_is_cut_off() -> None:
    with pytest.raises(DefinitionError) as caught:
        from_document({"title": "T", "sections": [0] * 100_000})
    assert len(caught.value.issues) == 1000


def test_dependent_options_are_options() -> None:
    read = from_document(one_page(choice("a", "x"), choice("b"), dependencies=[dependency("b", "a", "x", "y")]))
    assert read.dependencies[0].dependent_options == (Option("y", "Y"),)


@pytest.mark.parametrize(
    ("repeat", "pointer", "code"),
    [
        ([], "", "wrong_type"),
        ({"often": 2}, "/often", "unknown_key"),
        ({"count": 3}, "/count", "wrong_type"),
        ({"for_each": ["a"]}, "/for_each", "wrong_type"),
        ({"items": [{"value": "a"}]}, "/items/0/label", "required_key"),
        ({"items": [{"value": "a", "label": "A", "visible_if": "true"}]}, "/items/0/visible_if", "unknown_key"),
        ({"items": [{"value": " ", "label": "A"}]}, "/items/0/value", "blank"),
        ({"min": True}, "/min", "wrong_type"),
        ({"min": 1.0}, "/min", "wrong_type"),
        ({"min": -1}, "/min", "out_of_range"),
        ({"max": 0}, "/max", "out_of_range"),
        ({"max": 201}, "/max", "out_of_range"),
        ({"start": "1"}, "/start", "wrong_type"),
    ],
)
def test_the_shape_of_a_repeat_is_checked(repeat: Any, pointer: str, code: str) -> None:
    section = {"name": "s", "title": "S", "repeat": repeat, "fields": []}
    assert refused({"title": "T", "sections": [section]}) == {f"/sections/0/repeat{pointer}": code}


def test_a_repeat_says_its_kind_and_where_it_begins() -> None:
    item = Option("a", "A")
    kinds = [Repeat(), Repeat(count="1"), Repeat(for_each="a"), Repeat(items=(item,))]
    assert [(repeat.kind, repeat.is_keyed) for repeat in kinds] == [
        ("open", False),
        ("count", False),
        ("for_each", True),
        ("items", True),
    ]
    assert (Repeat(min=2).first, Repeat(min=2, start=3).first) == (2, 3)
