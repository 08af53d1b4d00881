"""Whatever is written as an expression is refused with a place or runs on any answers, in Python and as JSON."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import DefinitionError, from_document
from tests.logic import strategies
from tests.logic.making import Document, choice, field, one_page

FIELDS = (
    field("t"),
    field("n", "number"),
    field("d", "date"),
    field("b", "boolean"),
    choice("s", "a", "abc"),
    choice("r", "0", "5", "1"),
    choice("l", "a", "b", "0", field_type="checkbox"),
)
# fmt: off
LEAVES = {
    "N": ('{n}', '{r}', '0', '1', '-2.5', '99999999999999', '0.0000000001', '111111111111111111111111111111'),
    "T": ('{t}', '{s}', "'a'", "''", "' '", "'5'", "'2024-02-29'", "'ßİ'"),
    "D": ('{d}', 'today()', "date('2024-02-29')"),
    "L": ('{l}', "['a', 0]", "'a'"),
    "C": ('{b}', 'true', '{n} > 1', "{l} allof ['a']", '{t} empty', "{s} anyof ['a', 7]"),
}
GROWN = {
    "N": (
        "(N + N - N)", "(N * N)", "(N / N)", "(N % N)", "(-N)", "sum(N, N)", "avg(N, N, N)", "min(N, N)",
        "max(N, N)", "round(N, N)", "floor(N)", "ceil(N)", "abs(N)", "number({t})", "len(T)", "len(L)",
        "count(N, T, L)", "age(D)", "days(D, D)", "year(D)", "(D - D)", "iif(C, N, N)", "iif(C, N, '')",
    ),
    "T": (
        "(T + T)", "('' + N)", "('' + D)", "lower(T)", "upper(T)", "substr(T, N, N)", "substr(T, N)", "text(N)",
        "iif(C, T, T)",
    ),
    "D": (
        "(D + N)", "(D - N)", "min(D, D)", "max(D, D)", "iif(C, D, D)", "date(T + '')",
    ),
    "L": ("iif(C, ['a'], {l})",),
    "C": (
        "(N < N)", "(N = N)", "(N >= {t})", "(N anyof [1, 2])", "(T = T)", "(T != T)", "(lower(T) contains T)",
        "('' + T notcontains T)", "(lower(T) in L)", "(D <= D)", "(D != D)", "(L = L)", "(L anyof L)", "(L noneof L)",
        "(L contains lower(T))", "(C and C)", "(C or not C)", "(not C)", "((C) = {b})", "(N notempty)", "(T empty)",
        "regex(T, '(a|\\\\d)*.?')", "startswith(T, T)", "endswith(T, T)", "iif(C, C, C)",
    ),
}
TYPES = {"text": "TN", "number": "N", "date": "D", "boolean": "C", "dropdown": "T", "checkbox": "L"}
TOKENS = ("{t}", "{n}", "{nobody}", "{.}", "1", "'a'", "=", "and", "+", "(", ")", "[", "]", ",", "not", "empty", "}")
GARBAGE = st.lists(st.sampled_from(TOKENS), max_size=9).map(" ".join)
# fmt: on


@st.composite
def expressions(draw: st.DrawFn, kind: str, depth: int = 4) -> str:
    """A well-typed expression: a template whose capitals are filled by expressions of that type."""
    template = draw(st.sampled_from(LEAVES[kind] if depth == 0 else LEAVES[kind] + GROWN[kind]))
    if template in LEAVES[kind]:
        return template
    return "".join(draw(expressions(part, depth - 1)) if part in LEAVES else part for part in template)


@st.composite
def formulas(draw: st.DrawFn) -> tuple[str, str, str]:
    """A field type, a place, and an expression that may stand there."""
    field_type, place = draw(st.sampled_from(sorted(TYPES))), draw(PLACES)
    kind = draw(st.sampled_from(TYPES[field_type])) if place == "calculate" else "C"
    return field_type, place, draw(expressions(kind))


PLACES = st.sampled_from(("visible_if", "required_if", "constraint", "calculate"))


def probed(field_type: str, place: str, expression: str) -> Document:
    probe: Document = choice("probe", "a", "0") if field_type in ("dropdown", "checkbox") else field("probe")
    return one_page(*FIELDS, {**probe, "field_type": field_type, place: expression})


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), st.data())
def test_what_is_well_typed_runs_on_any_answers(formula: tuple[str, str, str], data: st.DataObject) -> None:
    survey = compile_survey(from_document(probed(*formula)))
    answers: dict[Any, Any] = data.draw(strategies.answers_to(one_page(*FIELDS)))
    for hidden_values in ("empty", "raw"):
        evaluation = survey.evaluate({**answers, "probe": "a"}, hidden_values, today="2024-03-01")
        told = [evaluation.state.to_json(), evaluation.stored, [issue.to_json() for issue in evaluation.errors]]
        json.dumps([told, survey.to_json()], allow_nan=False)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(GARBAGE, PLACES, st.sampled_from(sorted(TYPES)))
def test_anything_else_is_refused_with_a_place(expression: str, place: str, field_type: str) -> None:
    try:
        compile_survey(from_document(probed(field_type, place, expression)))
    except DefinitionError as refused:
        assert all(issue.position is not None or issue.code in ("rule_cycle", "blank") for issue in refused.issues)
