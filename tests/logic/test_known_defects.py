"""The defects that the requirements name, of a system that came before: none of them may come back.

Each is asked of every type of field that it could show on.
"""

from typing import Any

import pytest

from surveyapp.logic.check import check
from surveyapp.logic.definition import from_document
from tests.logic.making import choice, compiled, dependency, field, one_page, rule, section, survey

SOURCES = {
    "text": (field("x"), "a"),
    "text_area": (field("x", "text_area"), "a"),
    "number": (field("x", "number"), 7),
    "date": (field("x", "date"), "2024-01-01"),
    "boolean": (field("x", "boolean"), "yes"),
    "radio": (choice("x", "a", "b", field_type="radio"), "a"),
    "checkbox": (choice("x", "a", "b", field_type="checkbox"), "a"),
}
CONTAINING = ("text", "text_area", "checkbox")


def shows(source: dict[str, Any], operator: str, value: object, answers: dict[str, Any]) -> bool:
    """Whether a field with this one rule is visible."""
    form = compiled(one_page(source, field("t"), rules=[rule("t", "x", operator, value)]))
    return "t" in form.evaluate(answers).state.visible_fields


@pytest.mark.parametrize("sound", [1, 2, 5])
def test_the_cycle_check_follows_every_dependency_of_a_field_and_not_only_the_first(sound: int) -> None:
    before = [choice(f"s{number}", "yes") for number in range(sound)]
    first = [dependency("a", source["name"], "yes", "yes") for source in before]
    circle = [dependency("a", "b", "yes", "yes"), dependency("b", "a", "yes", "yes")]
    form = from_document(
        one_page(*before, choice("a", "yes"), choice("b", "yes"), dependencies=[*first, *circle], rules=[])
    )
    [cycle] = [issue for issue in check(form) if issue.code == "rule_cycle"]
    assert "a -> b" in cycle.detail or "b -> a" in cycle.detail


@pytest.mark.parametrize("source", [rule("a", "s"), rule("section two", "s")], ids=["field", "section"])
def test_nor_only_the_first_rule(source: dict[str, Any]) -> None:
    rules = [source, rule("section two", "a"), rule("a", "b")]
    form = survey(section("one", field("s"), field("a")), section("two", field("b")), rules=rules)
    assert [issue.code for issue in check(from_document(form)) if issue.severity == "error"] == ["rule_cycle"]


@pytest.mark.parametrize(
    ("field_type", "operator"),
    [*((one, "contains") for one in CONTAINING), *((one, "in") for one in (*CONTAINING, "radio"))],
)
def test_a_bare_string_is_not_walked_letter_by_letter(field_type: str, operator: str) -> None:
    source, answer = SOURCES[field_type]
    given = [answer] if field_type == "checkbox" else answer
    assert not shows(source, operator, "abc", {"x": given})
    assert shows(source, operator, "a", {"x": given})


@pytest.mark.parametrize("unanswered", [{}, {"x": None}, {"x": ""}, {"x": []}], ids=["absent", "null", "blank", "list"])
@pytest.mark.parametrize("field_type", SOURCES)
def test_an_unanswered_source_makes_negations_true(field_type: str, unanswered: dict[str, Any]) -> None:
    source, constant = SOURCES[field_type]
    for operator in ("not_equals", "not_in"):
        assert shows(source, operator, constant, unanswered)
    for operator in ("equals", "in"):
        assert not shows(source, operator, constant, unanswered)
    if field_type in CONTAINING:
        assert shows(source, "not_contains", constant, unanswered)


@pytest.mark.parametrize(
    ("field_type", "trigger", "answer"),
    [
        ("boolean", False, False),
        ("boolean", False, "no"),
        ("boolean", "no", False),
        ("number", 0, 0),
        ("number", 0, "0.0"),
        ("number", "0", 0),
        ("text", "0", "0"),
    ],
)
@pytest.mark.parametrize("operator", ["equals", "in"])
def test_a_trigger_of_false_or_zero_fires(field_type: str, trigger: object, answer: object, operator: str) -> None:
    source, _ = SOURCES[field_type]
    assert shows(source, operator, [trigger] if operator == "in" else trigger, {"x": answer})
    assert not shows(source, operator, [trigger] if operator == "in" else trigger, {})


@pytest.mark.parametrize("answer", [False, 0], ids=["false", "zero"])
def test_false_and_zero_answer_a_required_question(answer: object) -> None:
    form = compiled(one_page(field("x", "number" if answer is not False else "boolean", is_required=True)))
    assert form.evaluate({"x": answer}).errors == ()


def test_a_required_question_that_is_hidden_holds_nothing_up() -> None:
    """Its own rule hides one, its section's the other, a cascade the third."""
    form = compiled(
        survey(
            section("one", choice("x", "a", "b"), field("own", is_required=True), field("third", is_required=True)),
            section("two", field("inner", is_required=True)),
            rules=[rule("own", "x", "equals", "a"), rule("section two", "x", "equals", "a"), rule("third", "inner")],
        )
    )
    done = form.evaluate({"x": "b", "inner": "left over"})
    assert (done.errors, done.state.progress, dict(done.stored)) == ((), 1, {"x": "b"})
    begun = form.evaluate({"x": "a"})
    assert [error.pointer for error in begun.errors] == ["/answers/own", "/answers/inner"]
