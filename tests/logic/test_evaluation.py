"""Evaluations beyond the vectors: sentences for people, what a draft tells, depth, sharing between threads."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.logic.making import choice, compiled, dependency, field, one_page, rule, section, survey


def test_every_error_is_a_sentence_that_names_the_limit() -> None:
    form = compiled(
        one_page(
            field("t", config={"max_length": 3}),
            field("n", "number", config={"min_value": "18.0"}),
            field("d", "date", config={"max_date": "2024-12-31"}),
            field("r", is_required=True),
        )
    )
    errors = form.evaluate({"t": "long", "n": 17, "d": "2025-01-01"}).errors
    assert [(e.pointer, e.code, e.detail) for e in errors] == [
        ("/answers/t", "text_too_long", "At most 3 characters; this has 4."),
        ("/answers/n", "number_too_small", "The least allowed is 18."),
        ("/answers/d", "date_too_late", "The latest allowed is 2024-12-31."),
        ("/answers/r", "answer_required", "This question must be answered."),
    ]


def test_a_draft_is_not_told_what_is_merely_unanswered_yet() -> None:
    form = compiled(one_page(field("r", is_required=True), field("n", "number", config={"max_value": 1})))
    assert [error.code for error in form.evaluate({"n": 2}).draft_errors] == ["number_too_large"]


def test_a_wrong_answer_is_not_called_missing_as_well() -> None:
    form = compiled(one_page(field("n", "number", is_required=True)))
    assert [error.code for error in form.evaluate({"n": "abc"}).errors] == ["not_a_number"]


def test_the_state_has_the_shape_of_the_api() -> None:
    form = compiled(one_page(choice("a", "x"), choice("b", "own"), dependencies=[dependency("b", "a", "x", "y")]))
    assert json.loads(json.dumps(form.evaluate({"a": "x"}).state.to_json())) == {
        "visible_sections": ["page"],
        "visible_fields": ["a", "b"],
        "required_fields": [],
        "options": {"b": [{"value": "y", "label": "Y"}]},
        "guidance": {},
        "calculated": {},
        "progress": 0.5,
    }


def test_hiding_and_showing_again_brings_an_answer_back() -> None:
    form = compiled(one_page(field("a", "boolean"), field("b"), rules=[rule("b", "a", "equals", True)]))
    shown = form.evaluate({"a": "yes", "b": "kept"})
    hidden = form.change(shown, "a", "no")
    assert (hidden.stored, form.change(hidden, "a", "yes").stored) == ({"a": "no"}, shown.stored)


def test_a_change_reaches_through_a_section() -> None:
    rules = [rule("section t", "a"), rule("c", "b"), rule("section u", "c", action="hide")]
    form = compiled(
        survey(
            section("s", field("a")),
            section("t", field("b")),
            section("u", field("d")),
            section("v", field("c")),
            rules=rules,
        )
    )
    shut = form.evaluate({"b": "x", "c": "y"})
    opened = form.change(shut, "a", "z")
    assert (shut.state.visible_fields, opened.state.visible_fields) == (("a", "d"), ("a", "b", "c"))
    assert form.change(opened, "a", None) == shut


def test_one_hide_rule_of_several_is_enough() -> None:
    rows = [rule("c", "a", action="hide"), rule("c", "b", action="hide")]
    form = compiled(one_page(field("a"), field("b"), field("c"), rules=rows))
    assert "c" not in form.evaluate({"b": "x"}).state.visible_fields


def test_of_two_matching_dependencies_the_first_names_the_label() -> None:
    document = one_page(choice("a", "x"), choice("b", "x"), choice("c"))
    document["dependencies"] = [dependency("c", "a", "x", "y", "z"), dependency("c", "b", "x", "w", "y")]
    document["dependencies"][1]["dependent_options"][1]["label"] = "Other"
    offered = compiled(document).evaluate({"a": "x", "b": "x"}).state.options["c"]
    assert [(option.value, option.label) for option in offered] == [("y", "Y"), ("z", "Z"), ("w", "W")]


def test_a_chain_of_a_thousand_is_decided_in_one_pass_and_one_cascade() -> None:
    names = [f"f{at}" for at in range(1000)]
    rules = [rule(target, source) for source, target in zip(names, names[1:], strict=False)]
    form = compiled(one_page(*map(field, names), rules=rules))
    whole = form.evaluate(dict.fromkeys(names, "x"))
    assert len(whole.state.visible_fields) == 1000
    assert form.change(whole, "f0", None).state.visible_fields == ("f0",)


def test_a_chain_against_the_order_of_the_form_is_decided_in_one_pass_too() -> None:
    names = [f"f{at}" for at in range(300)]
    rules = [rule(target, source) for target, source in zip(names, names[1:], strict=False)]
    form = compiled(one_page(*map(field, names), rules=rules))
    assert form.evaluate({}).state.visible_fields == ("f299",)
    assert [name for _, name in form.order if name != "page"][0] == "f299"


def test_a_sections_rules_are_decided_before_its_fields() -> None:
    document = survey(section("s", field("a")), section("t", field("b")), rules=[rule("section s", "b")])
    assert compiled(document).order == (("section", "t"), ("field", "b"), ("section", "s"), ("field", "a"))


def test_progress_counts_visible_answerable_fields() -> None:
    form = compiled(one_page(field("a"), field("b"), choice("nothing_to_choose"), field("d"), rules=[rule("d", "b")]))
    assert form.evaluate({"a": "x", "d": "hidden"}).state.progress == 0.5
    assert compiled(survey()).evaluate({}).state.progress == 1.0


def test_hidden_values_is_empty_or_raw() -> None:
    with pytest.raises(ValueError, match="hidden_values"):
        compiled(survey()).evaluate({}, "sometimes")


def test_an_evaluation_keeps_its_own_answers() -> None:
    form = compiled(one_page(field("a"), field("b")))
    answers: dict[str, object] = {"a": "x"}
    evaluation = form.evaluate(answers)
    form.change(evaluation, "b", "y")
    answers["b"] = "z"
    assert evaluation.answers == {"a": "x"}


def test_one_compiled_survey_serves_many_threads() -> None:
    form = compiled(
        one_page(*(field(f"f{at}") for at in range(50)), rules=[rule(f"f{at}", "f0") for at in range(1, 50)])
    )
    with ThreadPoolExecutor(4) as pool:
        seen = pool.map(lambda at: len(form.evaluate({"f0": "x"} if at % 2 else {}).state.visible_fields), range(200))
    assert list(seen) == [50 if at % 2 else 1 for at in range(200)]
