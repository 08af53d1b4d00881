"""The engine against the generated survey of 200 fields, 300 rules and 50 dependencies."""

from surveyapp.logic.check import check
from surveyapp.logic.compile import CompiledSurvey, compile_survey
from surveyapp.logic.definition import from_document
from tests.logic import bench_survey


def _survey() -> CompiledSurvey:
    return compile_survey(from_document(bench_survey.document()))


def test_every_operator_and_type_that_occurs_there_is_allowed() -> None:
    found = check(from_document(bench_survey.document()))
    assert [issue for issue in found if issue.severity != "warning"] == []


def test_all_cases_agree() -> None:
    survey = _survey()
    for case in bench_survey.cases():
        evaluation = survey.evaluate(case["answers"])
        gone = [e.pointer.removeprefix("/answers/") for e in evaluation.errors if e.code == "option_not_available"]
        assert {
            "visible_sections": list(evaluation.state.visible_sections),
            "visible_fields": list(evaluation.state.visible_fields),
            "option_not_available": gone,
        } == case["expected"]


def test_every_answer_there_is_kept_as_it_was_given() -> None:
    survey = _survey()
    for case in bench_survey.cases():
        assert survey.accept(case["answers"]).values == case["answers"]


def test_a_long_run_of_edits_decides_the_same_as_starting_over() -> None:
    survey = _survey()
    evaluation = survey.evaluate(bench_survey.cases()[0]["answers"])
    for at, (name, value) in enumerate(bench_survey.edits()):
        evaluation = survey.change(evaluation, name, value)
        if at % 10 == 0:
            assert evaluation == survey.evaluate(evaluation.answers)
    assert evaluation == survey.evaluate(evaluation.answers)
