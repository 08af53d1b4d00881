"""The browser's engine in node, where there is one: the vectors, generated surveys, fitting and hostile answers.

`tests/browser/test_engine.py` does the same in Chromium, which CI must have.
"""

import base64
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.logic import repeating, strategies, wired
from tests.logic.making import choice, compiled, field, one_page
from tests.logic.wired import Case, Side

TODAY = "2024-03-01"
HIDDEN = st.sampled_from(("empty", "raw"))
thorough = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

PROGRAM = """
import { createInterface } from "node:readline";
const { compile } = await import(process.argv[1]);
const decide = DECIDE;
for await (const line of createInterface({ input: process.stdin })) console.log(decide(compile, line));
"""


@pytest.fixture(scope="module")
def node() -> Iterator[Side]:
    """A node that decides line by line."""
    path = shutil.which("node")
    if path is None:
        pytest.skip("no node on the PATH")
    module = "data:text/javascript;base64," + base64.b64encode(wired.engine().encode()).decode()
    program = PROGRAM.replace("DECIDE", wired.DECIDE.split("\n", 1)[1])
    command = [path, "--input-type=module", "-e", program, module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin and process.stdout

        def decide(cases: str) -> str:
            assert process.stdin and process.stdout
            process.stdin.write(cases + "\n")
            process.stdin.flush()
            return process.stdout.readline()

        yield decide
        process.stdin.close()


def test_every_vector_holds_in_node(node: Side) -> None:
    assert wired.broken_vectors(node) == []


def test_everything_decided_of_the_vectors_is_the_same(node: Side) -> None:
    assert wired.disagreements(node, [case for _, case, _ in wired.vectors()]) == []


@thorough
@given(data=st.data(), hidden_values=HIDDEN)
def test_generated_surveys_and_edits_are_decided_alike(node: Side, data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(strategies.documents()))
    edits = [(name, value) for name, value in data.draw(strategies.edits_of(document)) if wired.travels(value)]
    case = Case(compiled(document), data.draw(strategies.answers_to(document)), hidden_values, TODAY, edits)
    assert wired.disagreements(node, [case]) == []


@thorough
@given(data=st.data(), hidden_values=HIDDEN)
def test_hostile_answers_are_decided_alike(node: Side, data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(strategies.documents()))
    answers = wired.traveling(data.draw(strategies.hostile_answers_to(document)))
    assert wired.disagreements(node, [Case(compiled(document), answers, hidden_values, TODAY)]) == []


@settings(thorough, max_examples=100)
@given(data=st.data(), hidden_values=HIDDEN)
def test_generated_surveys_that_repeat_are_decided_alike(node: Side, data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(repeating.documents() | repeating.in_rounds()))
    edits = [(name, value) for name, value in data.draw(repeating.edits_of(document)) if wired.travels(value)]
    case = Case(compiled(document), data.draw(repeating.answers_to(document)), hidden_values, TODAY, edits)
    assert wired.disagreements(node, [case]) == []


@settings(thorough, max_examples=100)
@given(data=st.data(), hidden_values=HIDDEN)
def test_hostile_answers_to_repeats_are_decided_alike(node: Side, data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(repeating.documents() | repeating.in_rounds()))
    answers = wired.traveling(data.draw(repeating.hostile_answers_to(document)))
    assert wired.disagreements(node, [Case(compiled(document), answers, hidden_values, TODAY)]) == []


REGEXES = ("[a-z]+", "(a|b)*c?", "[^\\d]{2,4}", "\\w+@\\w+", ".*", "\u00e9|\U0001f600+")
NUMERIC = (
    *("{a} + {b}", "{a} - {b} - {c}", "{a} * {b}", "{a} * {b} * {c}", "{a} / {b}", "{a} % {b}", "-{a}", "{a} * 3 / 7"),
    *("sum({a}, {b}, {c})", "avg({a}, {b}, {c})", "min({a}, {b})", "max({a}, {b})", "count({a}, {m})", "abs({a})"),
    *("round({a})", "round({a}, {c})", "round({a} / {b}, 3)", "floor({a})", "ceil({a})", "number({t})", "len({t})"),
    *("days({d}, {e})", "age({d})", "year({d})", "month({d})", "day({e})", "len({m})", "0.1 + {a}", "1.50 * {b}"),
)
TEXTUAL = (
    *("{t} + {a}", "lower({t})", "upper({t})", "substr({t}, {a})", "substr({t}, {b}, {c})", "text({a})"),
    *("text(number({t}))", "text(1.50)", "{d} + {t}", "{t} + ' ' + {t}", "iif({a} > {b}, {t}, {a})"),
)
DATED = ("{d} + {a}", "{e} - {c}", "date({t})", "min({d}, {e})", "today() - {a}")
HOLDING = (
    *("{a} < {b}", "{a} = {b}", "{t} = {a}", "{d} <= {e}", "{t} contains {a}", "{m} = ['x']", "{a} anyof [0, 7, 1.5]"),
    *("startswith({t}, text({a}))", "{m} contains 'x'", "{t} in {m}", "{m} allof ['x', 'y']", "{t} > {a}"),
    *(f"regex({{t}}, '{pattern}')" for pattern in REGEXES),
)
CALCULATED = {"number": NUMERIC, "text": TEXTUAL, "date": DATED, "boolean": HOLDING}
NUMERALS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000).map(str),
    st.from_regex(r"[+-]?[0-9]{0,31}(\.[0-9]{0,31})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(
        ("0", "0.5", "1.50", "2.5", "-2.5", "1e-30", "9" * 30, "-" + "9" * 29 + ".9999", "1e29", "3", "0.005")
    ),
    st.integers(-20, 20),
    st.floats(-1e6, 1e6),
)
DAYS = st.one_of(
    st.dates().map(str), st.sampled_from(("0001-01-01", "9999-12-31", "2024-02-29", "1900-02-29", "0000-01-01"))
)
LETTERS = st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\u019b\u0264")
"""Without the letters that got a capital in a later Unicode than some Python has."""
WORDS = st.one_of(
    st.text(LETTERS, max_size=12),
    st.sampled_from(("a@b", " \u0130\u03a3 ", "\ufb01\u00df", "1.50", "2024-02-29 ", "x", "aabbc")),
)


def formulas() -> dict[str, object]:
    """A survey that calculates whatever can be calculated from three numbers, two dates, a text and a list."""
    fields = [field(name, "number") for name in "abc"] + [field("d", "date"), field("e", "date"), field("t")]
    fields.append(choice("m", "x", "y", "z", field_type="checkbox"))
    for field_type, expressions in CALCULATED.items():
        fields += [field(f"{field_type}{at}", field_type, calculate=each) for at, each in enumerate(expressions)]
    return one_page(*fields)


@settings(thorough, max_examples=1000)
@given(
    numbers=st.fixed_dictionaries({}, optional=dict.fromkeys("abc", NUMERALS)),
    rest=st.fixed_dictionaries(
        {}, optional={"d": DAYS, "e": DAYS, "t": WORDS, "m": st.lists(st.sampled_from("xyz"), max_size=3)}
    ),
)
def test_reckoning_comes_out_alike_to_the_last_digit(
    node: Side, numbers: dict[str, object], rest: dict[str, object]
) -> None:
    assert wired.disagreements(node, [Case(RECKONING, {**numbers, **rest}, today=TODAY)]) == []


RECKONING = compiled(formulas())
