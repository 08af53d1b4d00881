"""What cannot hold at once: conditions of one part, of its section, and of all that must be answered for it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveyapp.logic.check import check
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import DefinitionError, from_document
from tests.logic import repeating, strategies
from tests.logic.making import Document, choice, definition, dependency, field, one_page, rule, section, survey

SOURCES = (
    choice("s", "x", "y", "z"),
    choice("k", "x", "y", "z", field_type="checkbox"),
    field("n", "number", config={"min_value": 0, "decimal_places": 1}),
    field("d", "date"),
    field("b", "boolean"),
    field("t", config={"max_length": 3}),
)
LAST = f"/sections/0/fields/{len(SOURCES)}"


def advised(document: Document, code: str) -> list[str]:
    return [issue.pointer for issue in check(definition(document)) if issue.code == code]


@pytest.mark.parametrize(
    "condition",
    [
        "{s} = 'x' and {s} != 'x'",
        "{s} in ['x', 'y'] and {s} = 'z'",
        "{s} notempty and not ({s} in ['x', 'y', 'z'])",
        "{b} and not {b}",
        "{b} = 'na' and ({b} = 'yes' or {b} = 'no')",
        "{s} = 'x' and ({s} = 'y' or {n} < 0)",
        "{n} >= 3 and {n} < 7 and {n} = 8",
        "not ({n} <= 5) and {n} = 5",
        "not ({n} > 3) and {n} > 3",
        "{n} = 1.25",
        "{n} > 3 and {n} <= 3",
        "{d} > '2024-05-01' and {d} < '2024-01-01'",
        "{t} = 'abcd'",
        "{t} contains 'abcd'",
        "{t} = 'abc' and {t} contains 'z'",
        "{k} anyof ['x'] and {k} noneof ['x', 'y']",
        "{k} = ['x'] and {k} anyof ['y']",
        "{k} allof ['x', 'y'] and not ({k} contains 'y')",
        "{k} notempty and {k} noneof ['x', 'y', 'z']",
        "not ({n} empty or {s} notempty) and {s} = 'x'",
    ],
)
def test_a_part_whose_condition_contradicts_itself_is_unreachable(condition: str) -> None:
    document = one_page(*SOURCES, field("q", visible_if=condition))
    assert advised(document, "unreachable") == [LAST]
    assert advised(document, "condition_never_holds") == [f"{LAST}/visible_if"]


@pytest.mark.parametrize(
    "condition",
    [
        "{s} = 'x' or {s} = 'y'",
        "{s} != 'x' and {s} != 'y' and {s} != 'z'",
        "{b} and {b} != 'no'",
        "{n} > 3 and {n} <= 4 and {n} != 4",
        "not ({n} > 3) and not ({n} < 3)",
        "{n} = 1.5",
        "{d} >= '2024-05-01' and {d} <= '2024-05-01'",
        "{t} contains 'z' and {t} contains 'y'",
        "{t} != 'abcd' and {t} notcontains 'abcd'",
        "{k} anyof ['x', 'y'] and {k} noneof ['x']",
        "{k} = ['x', 'y'] and {k} contains 'y'",
        "{k} contains 'x' and {k} contains 'y'",
        "not ({s} = 'x' and {s} = 'y')",
        "{n} > {n}",
    ],
)
def test_a_part_that_some_answers_show_is_none(condition: str) -> None:
    document = one_page(*SOURCES, field("q", visible_if=condition))
    assert advised(document, "unreachable") + advised(document, "condition_never_holds") == []


def test_a_field_that_contradicts_its_section_is_unreachable() -> None:
    page = section("page", choice("s", "x", "y"))
    inner = section("inner", field("q", visible_if="{s} = 'y'"), field("p"), visible_if="{s} = 'x'")
    assert advised(survey(page, inner), "unreachable") == ["/sections/1/fields/0"]


def test_what_a_field_needs_answered_must_be_able_to_show() -> None:
    asked = (choice("s", "x", "y"), field("p", visible_if="{s} = 'x'"), field("o", visible_if="{p} notempty"))
    never = one_page(*asked, field("q", visible_if="{o} = 'a' and {s} = 'y'"))
    assert advised(never, "unreachable") == ["/sections/0/fields/3"]
    assert advised(one_page(*asked, field("q", visible_if="{o} != 'a' and {s} = 'y'")), "unreachable") == []


def test_rules_and_conditions_are_held_together() -> None:
    asked = (choice("s", "x", "y"), field("q", visible_if="{s} = 'y'"))
    assert advised(one_page(*asked, rules=[rule("q", "s", "equals", "x")]), "unreachable") == ["/sections/0/fields/1"]
    hidden = one_page(*asked, rules=[rule("q", "s", "equals", "y", action="hide")])
    assert advised(hidden, "unreachable") == ["/sections/0/fields/1"]
    assert advised(one_page(*asked, rules=[rule("q", "s", "equals", "x", action="hide")]), "unreachable") == []


def test_what_decides_about_a_field_must_be_able_to_hold_while_it_shows() -> None:
    told = {"visible_if": "{s} = 'x'", "required_if": "{s} = 'y'"}
    document = one_page(choice("s", "x", "y"), field("q", **told), field("p", required_if="{s} = 'y'"))
    assert advised(document, "condition_never_holds") == ["/sections/0/fields/1/required_if"]


def test_options_that_a_dependency_brings_only_while_the_field_is_hidden_are_unreachable() -> None:
    asked = (choice("s", "x", "y"), choice("q", "u", visible_if="{s} = 'x'"))
    fed = [dependency("q", "s", "x", "v"), dependency("q", "s", "y", "w")]
    assert advised(one_page(*asked, dependencies=fed), "unreachable_options") == ["/dependencies/1/source_value"]


def test_a_negative_comparison_with_what_never_shows_holds() -> None:
    asked = (choice("s", "x"), field("u", visible_if="{s} = 'gone'"), field("t"))
    document = one_page(*asked, field("q", visible_if="{t} notcontains {u}"))
    assert advised(document, "unreachable") == ["/sections/0/fields/1"]


def test_a_chain_of_a_thousand_is_looked_over() -> None:
    chain = [field(f"f{at}", visible_if=f"{{f{at - 1}}} notempty") for at in range(1, 1000)]
    assert advised(one_page(field("f0"), *chain), "unreachable") == []


@pytest.mark.parametrize("generated", [strategies, repeating], ids=["flat", "repeats"])
def test_no_answers_show_what_is_called_unreachable(generated) -> None:
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def never_shown(data) -> None:
        document = data.draw(generated.documents())
        try:
            drawn = from_document(document)
            compiled = compile_survey(drawn)
        except DefinitionError:
            return
        said = {issue.pointer for issue in check(drawn) if issue.code == "unreachable"}
        dead = {field.name for pointer, _, field in drawn.walk() if pointer in said}
        dead |= {f.name for at, part in enumerate(drawn.sections) if f"/sections/{at}" in said for f in part.fields}
        state = compiled.evaluate(data.draw(generated.answers_to(document)), today="2024-05-05").state
        assert dead.isdisjoint(name.rpartition(".")[2] for name in state.visible_fields)

    never_shown()
