"""Expressions beyond the vectors: depth, the day, review, messages, piping of any text, hostile sizes."""

import json
import threading
from typing import Any

import pytest

from surveyapp.logic.definition import from_document, to_document
from tests.logic.making import choice, compiled, field, one_page, rule, section, survey


def test_a_chain_of_a_thousand_calculations_is_worked_out_in_one_pass() -> None:
    chain = [field(f"f{at}", "number", calculate=f"{{f{at - 1}}} + 1") for at in range(1, 1000)]
    form = compiled(one_page(field("f0", "number"), *chain))
    start = form.evaluate({"f0": 1})
    assert start.state.calculated["f999"] == 1000
    assert form.change(start, "f0", 2).state.calculated["f999"] == 1001


def test_a_chain_of_a_thousand_conditions_opens_and_shuts() -> None:
    chain = [field(f"f{at}", visible_if=f"{{f{at - 1}}} = 'x'") for at in range(1, 1000)]
    form = compiled(one_page(field("f0"), *chain))
    opened = form.evaluate({f"f{at}": "x" for at in range(1000)})
    assert len(opened.state.visible_fields) == 1000
    assert form.change(opened, "f500", "y").state.visible_fields[-1] == "f500"


def test_the_deepest_expression_runs_far_down_the_stack_of_a_caller() -> None:
    deepest = "iif({n} > 1, " * 98 + "{n}" + ", 0)" * 98
    form = one_page(field("n", "number"), field("c", "number", calculate=deepest))

    def below(frames: int) -> Any:
        return compiled(form).evaluate({"n": 7}).state.calculated if frames == 0 else below(frames - 1)

    assert below(150) == {"c": 7}


def test_long_chains_run() -> None:
    longest = " + ".join(["{n}"] * 1400)
    either = " or ".join(["{n} = 2"] * 900)
    form = compiled(
        one_page(field("n", "number"), field("c", "number", calculate=longest), field("d", visible_if=either))
    )
    state = form.evaluate({"n": 2}).state
    assert (state.calculated, "d" in state.visible_fields) == ({"c": 2800}, True)


def test_only_what_a_change_reaches_is_worked_out_again() -> None:
    form = compiled(one_page(field("a", "number"), field("b", "number"), field("c", "number", calculate="{a} * 2")))
    before = form.evaluate({"a": 1, "b": 1})
    after = form.change(before, "b", 2)
    assert (after.state.calculated, before.stored["b"], after.stored["b"]) == ({"c": 2}, 1, 2)


def test_the_day_is_told_and_stays_with_an_evaluation() -> None:
    form = compiled(one_page(field("born", "date"), field("adult", visible_if="age({born}) >= 18")))
    assert form.reads_today
    seen = form.evaluate({"born": "2006-03-01"}, today="2024-03-01")
    assert seen.state.visible_fields == ("born", "adult")
    assert form.change(seen, "born", "2006-03-02").state.visible_fields == ("born",)
    assert form.evaluate({"born": "2006-03-01"}, today="2024-02-29").state.visible_fields == ("born",)
    assert form.evaluate({"born": "2006-03-01"}).state.visible_fields == ("born",)


def test_a_constraint_may_carry_its_own_message() -> None:
    plain, told = "{.} > 1", {"expression": "{.} > 1", "message": "More than one."}
    form = compiled(one_page(field("a", "number", constraint=plain), field("b", "number", constraint=told)))
    errors = form.evaluate({"a": 1, "b": 1}).draft_errors
    assert [(e.pointer, e.code, e.detail) for e in errors] == [
        ("/answers/a", "constraint_failed", "This answer does not fit."),
        ("/answers/b", "constraint_failed", "More than one."),
    ]


def test_what_a_constraint_says_shows_answers() -> None:
    told = {"expression": "{.} > {least}", "message": "{.number}. {who}: more than {least}, not {age}."}
    people = section("people", field("who"), field("age", "number", constraint=told), repeat={})
    form = compiled(survey(section("page", field("least", "number")), people))
    errors = form.evaluate({"least": 3, "people": [{"age": 4}, {"who": "Bo", "age": 2}]}).errors
    assert [(e.pointer, e.detail) for e in errors] == [("/answers/people/1/age", "2. Bo: more than 3, not 2.")]


@pytest.mark.parametrize("constraint", [None, "{a} > 1", {"expression": "{a} > 1", "message": "More."}])
def test_a_constraint_comes_back_as_it_was(constraint: Any) -> None:
    document: Any = to_document(from_document(one_page(field("a", "number", constraint=constraint))))
    assert document["sections"][0]["fields"][0]["constraint"] == constraint
    assert from_document(document) == from_document(to_document(from_document(document)))


def test_an_answer_to_a_calculated_field_is_refused_and_removing_it_is_not() -> None:
    form = compiled(one_page(field("a", "number"), field("b", "number", calculate="{a} + 1")))
    refused = form.accept({"a": 1, "b": 2})
    assert [(issue.pointer, issue.code) for issue in refused.issues] == [("/answers/b", "calculated_field")]
    assert (form.accept({"b": None}).issues, form.accept({"b": None}).removed) == ((), ("b",))


def test_review_names_visible_answers_and_stays_out_of_the_state() -> None:
    form = compiled(
        one_page(
            field("a", review={"always": True}),
            field("b", "boolean", review={"operator": "equals", "value": False}),
            choice("c", "x", "y", "z", field_type="checkbox", review={"operator": "in", "value": ["x", "y"]}),
            field("d", review={"operator": "contains", "value": ["secret", "canary"]}, visible_if="{b} notempty"),
            field("e", review={"operator": "is_empty", "value": None}),
            field("f", review={"operator": "equals", "value": []}),
            field("g", "number", review={"operator": "equals", "value": 0}),
        )
    )
    assert form.evaluate({}).review == ("e",)
    seen = form.evaluate({"a": "x", "b": "no", "c": ["z", "y"], "d": "a canary", "e": "x", "f": "x", "g": 0})
    assert seen.review == ("a", "b", "c", "d", "g")
    assert form.change(seen, "b", None).review == ("a", "c", "g")
    assert "review" not in json.dumps(seen.state.to_json())


def test_any_text_can_be_piped() -> None:
    form = compiled(one_page(field("name"), choice("pet", "cat", "dog"), field("n", "number")))
    seen = form.evaluate({"name": "Ada", "pet": "cat", "n": 0.0000001})
    assert seen.pipe("Hallo {name}, {pet}, {n}, {nobody}, {}") == "Hallo Ada, Cat, 0.0000001, {nobody}, {}"


def test_a_state_without_pipes_has_no_texts() -> None:
    assert "texts" not in compiled(one_page(field("a", label="{not} piped"))).evaluate({}).state.to_json()
    piped = compiled(one_page(field("a"), field("b", label="So, {a}?"))).evaluate({"a": "x"}).state.to_json()
    assert piped["texts"] == {"fields": {"b": {"label": "So, x?"}}}


def test_texts_that_grow_are_cut() -> None:
    doubled = [field(f"f{at}", "text_area", calculate=f"{{f{at - 1}}} + {{f{at - 1}}}") for at in range(1, 40)]
    state = compiled(one_page(field("f0"), *doubled)).evaluate({"f0": "xx"}).state
    assert len(str(state.calculated["f39"])) == 100_000


def test_what_an_author_wrote_never_becomes_code() -> None:
    nasty = "__import__('os').system('true')"
    quoted = nasty.replace("'", "\\'")
    form = compiled(
        one_page(
            field("a"),
            choice("c", nasty),
            field("b", visible_if=f"{{a}} = '{quoted}'"),
            field("d", calculate=f"'{quoted}' + {{a}}"),
            rules=[rule("b", "c", "equals", nasty)],
        )
    )
    seen = form.evaluate({"a": nasty, "c": nasty})
    assert seen.state.visible_fields == ("a", "c", "b", "d")
    assert seen.state.calculated == {"d": nasty * 2}


def test_compiling_in_many_threads_at_once_gives_the_same() -> None:
    document = survey(section("s", field("a", "number"), field("b", "number", calculate="{a} / 3")))
    seen: list[Any] = []
    threads = [
        threading.Thread(target=lambda: seen.append(compiled(document).evaluate({"a": 1}).state.calculated))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [{"b": 0.333333333333333}] * 8
