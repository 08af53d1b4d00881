"""What SurveyJS finds in lists, in nothing, and in answers of another kind; survey-core itself was asked each line."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document

QUESTIONS = [
    {"type": "checkbox", "name": "k", "choices": ["a", "b", "c"]},
    {"type": "checkbox", "name": "m", "choices": ["a", "b"]},
    {"type": "radiogroup", "name": "r", "choices": ["a", "true"]},
    {"type": "text", "name": "t"},
    {"type": "text", "name": "n", "inputType": "number"},
    {"type": "text", "name": "o", "inputType": "number"},
    {"type": "boolean", "name": "b"},
]


@pytest.mark.parametrize(
    ("expression", "held", "failed"),
    [
        (
            "{k} allof {m}",
            [{}, {"k": ["a"]}, {"k": ["a", "b"], "m": ["a"]}],
            [{"m": ["a"]}, {"k": ["a"], "m": ["a", "b"]}],
        ),
        (
            "{k} contains {m}",
            [{"k": ["a"]}, {"k": ["a", "b"], "m": ["b"]}],
            [{}, {"m": ["a"]}, {"k": ["a"], "m": ["a", "b"]}],
        ),
        ("{k} notcontains {m}", [{}, {"m": ["a"]}, {"k": ["a"], "m": ["b"]}], [{"k": ["a"]}, {"k": ["a"], "m": ["a"]}]),
        ("['a', 'b'] allof {k}", [{}, {"k": ["a"]}, {"k": ["b", "a"]}], [{"k": ["a", "c"]}, {"k": ["c"]}]),
        ("['a', 'c'] anyof {t}", [{}, {"t": "a"}], [{"t": "ab"}, {"t": "b"}]),
        ("{t} notcontains {r}", [{"r": "a"}, {"t": "b", "r": "a"}], [{}, {"t": "ab"}, {"t": "ab", "r": "a"}]),
        ("{t} = ['a']", [], [{}, {"t": "a"}]),
        ("['a'] != {r}", [{}, {"r": "a"}], []),
        ("{t} = {b}", [{}, {"t": "true", "b": "yes"}, {"t": "0", "b": "no"}], [{"b": "no"}, {"t": "x", "b": "yes"}]),
        ("{r} = {b}", [{}, {"r": "true", "b": "yes"}], [{"b": "no"}, {"r": "a", "b": "yes"}]),
        ("{n} <= {o}", [{}, {"n": 1, "o": 1}], [{"n": 1}, {"o": 1}, {"n": 2, "o": 1}]),
        ("{n} < {o}", [{"n": 1, "o": 2}], [{}, {"n": 1, "o": 1}]),
        ("round({n}) = {o}", [{"n": 1.4, "o": 1}], [{}, {"o": 1}]),
        ("{b} = {k}", [{}], [{"b": "no"}, {"b": "yes", "k": ["a"]}]),
    ],
)
def test_lists_and_nothing_are_found_as_at_home(expression, held, failed):
    made = read({"elements": [*QUESTIONS, {"type": "text", "name": "q", "visibleIf": expression}]})
    assert not made.report
    survey = compile_survey(from_document(made.document))
    shown = [("q" in survey.evaluate(answers).state.visible_fields) for answers in (*held, *failed)]
    assert shown == [True] * len(held) + [False] * len(failed)
