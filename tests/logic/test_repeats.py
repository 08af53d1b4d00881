"""Sections that repeat, beyond the vectors: what is accepted, told, explained, compared, sent to the browser."""

import json
from typing import Any

import pytest

from surveyapp.logic.changes import compare
from surveyapp.logic.columns import plan
from surveyapp.logic.explain import explain
from tests.logic.making import Document, choice, compiled, definition, dependency, field, option, section, survey

MANY = choice("kinds", "a", "b", field_type="checkbox")


def roster(*fields: Document, **repeat: Any) -> Document:
    return section("people", *fields, repeat=repeat)


FORM = survey(
    section("page", field("x"), MANY),
    roster(
        field("name", is_required=True, review={"operator": "equals", "value": "Eve"}),
        field("age", "number", config={"max_value": 9}),
        field("old", "boolean", calculate="{age} > 5"),
        field("nick", default="'n'"),
        field("more", visible_if="{age} > at({age}, 1) and count({people}) > 1 and {visits_to} empty"),
        min=1,
    ),
    section("visits", field("visits_to"), repeat={"for_each": "kinds"}, title="{.item} of {x}"),
)


@pytest.mark.parametrize(
    ("given", "values", "removed"),
    [
        ({"people": [{"name": "a", "age": "5.0"}]}, {"people": [{"name": "a", "age": 5}]}, ()),
        ({"people": [{"name": " ", "age": None}, None]}, {"people": [{}, {}]}, ()),
        ({"people": [{"nick": ""}]}, {"people": [{"nick": None}]}, ()),
        ({"people": [{"age": 10}]}, {"people": [{"age": 10}]}, ()),
        ({"people": []}, {"people": []}, ()),
        ({"people": None}, {}, ("people",)),
        ({"people": ""}, {}, ("people",)),
        ({"people": {}}, {}, ("people",)),
        ({"visits": {"a": {"visits_to": "x"}, "b": {}}}, {"visits": {"a": {"visits_to": "x"}}}, ()),
        ({"visits": {"a": {"visits_to": ""}, "b": None}}, {}, ("visits",)),
        ({"visits": []}, {}, ("visits",)),
        ({"x": "1", "visits": None, "kinds": ["b"]}, {"x": "1", "kinds": ["b"]}, ("visits",)),
    ],
)
def test_an_autosave_keeps_the_answer_of_a_repeat_as_a_whole(given: Any, values: Any, removed: tuple[str, ...]) -> None:
    accepted = compiled(FORM).accept(given)
    assert (accepted.values, accepted.removed, accepted.issues) == (values, removed, ())


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"people": {"0": {"name": "a"}}}, "people", "wrong_type"),
        ({"people": "x"}, "people", "wrong_type"),
        ({"people": [{}] * 201}, "people", "too_many_instances"),
        ({"people": ["x"]}, "people/0", "wrong_type"),
        ({"people": [{}, {"x": 1}]}, "people/1/x", "unknown_field"),
        ({"people": [{"age": "old"}]}, "people/0/age", "not_a_number"),
        ({"people": [{"old": "yes"}]}, "people/0/old", "calculated_field"),
        ({"visits": [{}]}, "visits", "wrong_type"),
        ({"visits": {"c": {}}}, "visits/c", "unknown_instance"),
        ({"visits": {"a": 1}}, "visits/a", "wrong_type"),
        ({"visits": {"a": {"name": "x"}}}, "visits/a/name", "unknown_field"),
        ({"name": "a"}, "name", "unknown_field"),
        ({"visits_to": None}, "visits_to", "unknown_field"),
    ],
)
def test_an_autosave_refuses_what_no_instance_could_hold(given: Any, pointer: str, code: str) -> None:
    accepted = compiled(FORM).accept(given)
    assert [(issue.pointer, issue.code) for issue in accepted.issues] == [(f"/answers/{pointer}", code)]
    assert accepted.values == {}


def test_a_draft_is_not_told_that_there_are_too_few_instances() -> None:
    evaluation = compiled(FORM).evaluate({"people": []})
    assert [error.detail for error in evaluation.errors] == ["At least 1; these are 0."]
    assert evaluation.draft_errors == ()


def test_the_instances_to_be_reviewed_are_named() -> None:
    people = [{"name": "Ann"}, {"name": "Eve"}]
    assert compiled(FORM).evaluate({"people": people}).review == ("people[1].name",)


def test_any_text_can_be_piped_within_an_instance() -> None:
    seen = compiled(FORM).evaluate({"x": "X", "kinds": ["b"], "people": [{"name": "Ann"}, {"name": "Bob"}]})
    text = "{name}, {.number}, {.item}, {x}"
    assert seen.pipe(text) == "Ann, Bob, {.number}, {.item}, X"
    assert seen.pipe(text, within="people[1]") == "Bob, 2, {.item}, X"
    assert seen.pipe(text, within="people[0].age") == "Ann, 1, {.item}, X"
    assert seen.pipe(text, within="visits[b]") == "Ann, Bob, 1, B, X"
    assert seen.pipe(text, within="visits[nobody]") == seen.pipe(text, within="x") == seen.pipe(text)


def test_an_edit_replaces_the_whole_answer_and_null_forgets_it() -> None:
    form = compiled(FORM)
    begun = form.evaluate({"people": [{"name": "Ann", "age": 3}, {"name": "Bob", "age": 7}]})
    edited = form.change(begun, "people", [{"name": "Bob", "age": 7}])
    assert edited.stored == {"people": [{"name": "Bob", "age": 7, "old": "yes", "nick": "n"}]}
    assert form.change(begun, "people", None) == form.evaluate({})


def test_each_instance_is_explained_by_itself() -> None:
    answers = {"people": [{"name": "Ann", "age": 3}, {"name": "Bob", "age": 7}], "visits": {"a": {"visits_to": "x"}}}
    explained = {each.name: each.to_json() for each in explain(compiled(FORM), answers)}
    names = ("name", "age", "old", "nick", "more")
    inside = [f"people[{at}].{name}" for at in (0, 1) for name in names]
    assert list(explained) == ["page", "x", "kinds", "people", *inside, "visits"]
    assert [explained[f"people[{at}].more"]["visible"] for at in (0, 1)] == [False, True]
    (reason,) = explained["people[1].more"]["reasons"]
    assert (reason["holds"], reason["reads"]) == (True, {"age": 7, "people": 2, "visits_to": []})
    assert reason["hidden"] == ["visits_to"]


def changes(old: Document, new: Document) -> set[tuple[str, str]]:
    return {(change.kind, change.pointer) for change in compare(definition(old), definition(new))}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (None, {}, {("breaking", "/sections/0/repeat")}),
        ({}, None, {("breaking", "/sections/0/repeat")}),
        ({}, {}, set()),
        ({}, {"items": [option("a")]}, {("breaking", "/sections/0/repeat")}),
        ({}, {"count": "2"}, {("safe", "/sections/0/repeat")}),
        ({"count": "1"}, {"count": "2"}, {("safe", "/sections/0/repeat")}),
        ({"max": 9}, {"max": 8}, {("lossy", "/sections/0/repeat/max")}),
        ({"max": 8}, {"max": 9}, {("safe", "/sections/0/repeat")}),
        ({}, {"min": 1}, {("safe", "/sections/0/repeat")}),
        ({"items": [option("a"), option("b")]}, {"items": [option("a")]}, {("lossy", "/sections/0/repeat/items")}),
        ({"items": [option("a")]}, {"items": [option("a"), option("b")]}, {("safe", "/sections/0/repeat/items")}),
    ],
)
def test_what_repeating_does_to_the_data_is_told(before: Any, after: Any, told: set[tuple[str, str]]) -> None:
    old, new = (survey(section("people", field("a"), repeat=repeat)) for repeat in (before, after))
    assert changes(old, new) == told


def test_a_field_that_moves_into_a_repeat_breaks() -> None:
    old = survey(section("page", field("a")), section("people", field("b"), repeat={}))
    new = survey(section("page"), section("people", field("b"), field("a"), repeat={}))
    assert changes(old, new) == {("breaking", "/sections/1/fields/1")}


def test_columns_know_the_repeat_that_their_values_stand_in() -> None:
    old = survey(section("people", field("a"), choice("c", "x")), section("page", MANY))
    new = survey(
        section("people", field("a", is_sensitive=True), repeat={"max": 5}),
        section("page", MANY),
        section("visits", field("v"), repeat={"for_each": "kinds"}, title="Visits"),
    )
    told = [(c.name, c.retired, c.repeat and c.repeat.name) for c in plan([definition(old), definition(new)])]
    assert sorted(told, key=str) == [
        ("a", False, "people"),
        ("a", True, None),
        ("c", True, None),
        ("kinds", False, None),
        ("v", False, "visits"),
    ]
    people, *_, visits = [c.repeat for c in plan([definition(new)]) if c.repeat]
    assert (people.is_keyed, people.most, people.is_sensitive) == (False, 5, True)
    assert (visits.is_keyed, [key.value for key in visits.keys], visits.title) == (True, ["a", "b"], "Visits")


def test_one_sensitive_field_seals_the_whole_repeat() -> None:
    document = survey(section("s", field("x", is_sensitive=True)), roster(field("n", is_sensitive=True), field("m")))
    assert definition(document).sealed == {"x", "people"}


def test_the_browser_gets_every_kind_of_repeat() -> None:
    document = survey(
        section("page", MANY, choice("d", "c", field_type="checkbox"), field("n", "number")),
        section("one", field("a"), repeat={"min": 1, "max": 4}),
        section("two", field("b"), repeat={"count": "{n} + 1"}),
        section("three", field("c"), repeat={"for_each": "d"}),
        section("four", field("e"), repeat={"items": [option("i")]}),
        dependencies=[dependency("d", "kinds", "a", "z", "c")],
    )
    told = compiled(document).to_json()
    assert json.loads(json.dumps(told)) == told
    assert [each.get("repeat") for each in told["sections"]] == [
        None,
        {"kind": "open", "min": 1, "max": 4, "start": 1},
        {"kind": "count", "count": ["call", "add", ["answer", "n"], ["number", 1]], "max": 20},
        {"kind": "for_each", "field": "d", "keys": ["c", "z"]},
        {"kind": "items", "items": [{"value": "i", "label": "I"}]},
    ]


@pytest.mark.parametrize(
    ("expression", "node"),
    [
        ("{n} + sum({k}, 1)", ["call", "add", ["answer", "n"], ["call", "sum", ["values", "k"], ["number", 1]]]),
        ("sum({t})", ["call", "sum", ["values", "t", "number"]]),
        ("at({k}, 'i') * {.number}", ["call", "multiply", ["at", "k", "item", ["text", "i"]], ["place", "number"]]),
        ("at({k}, 2)", ["at", "k", "number", ["number", 2]]),
        ("count({kept}) + 1", ["call", "add", ["instances", 1], ["number", 1]]),
        ("count({k})", ["call", "count", ["values", "k"]]),
    ],
)
def test_values_of_repeats_travel(expression: str, node: Any) -> None:
    inside = roster(field("n", "number"), field("probe", "number", calculate=expression))
    kept = section("kept", field("k", "number"), field("t"), repeat={"items": [option("i")]})
    assert compiled(survey(inside, kept)).to_json()["fields"][1]["calculate"] == node


@pytest.mark.parametrize(
    ("expression", "node"),
    [
        (
            "{k} anyof [1, '2.50']",
            ["compare", "set", "any_of", ["call", "set", ["values", "k", "text"]], ["list", "1", "2.5"]],
        ),
        ("'x' in {t}", ["compare", "set", "any_of", ["call", "set", ["values", "t"]], ["list", "x"]]),
        ("{t} notempty", ["compare", "number", "greater_than", ["call", "count", ["values", "t"]], ["number", 0]]),
        ("{kept} empty", ["compare", "number", "equals", ["instances", 1], ["number", 0]]),
        ("{n} > 1", ["test", "n", "greater_than", 1]),
    ],
)
def test_conditions_of_repeats_travel(expression: str, node: Any) -> None:
    inside = roster(field("n", "number"), field("probe", visible_if=expression))
    kept = section("kept", field("k", "number"), field("t"), repeat={"items": [option("i")]})
    assert compiled(survey(inside, kept)).to_json()["fields"][1]["visible_if"] == node


def test_faults_stand_in_the_order_of_the_form_also_of_a_repeat_without_fields() -> None:
    needed = [section(name, field(f"of_{name}", is_required=True)) for name in ("a", "c")]
    document = survey(needed[0], section("b", repeat={"items": [option("i")]}), needed[1])
    errors = compiled(document).evaluate({"b": {"x": {}}}).errors
    assert [error.pointer for error in errors] == ["/answers/of_a", "/answers/b/x", "/answers/of_c"]
