"""What holds for every survey and all answers, checked on generated ones."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from surveyapp.logic.check import check
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import DefinitionError, from_document, to_document
from surveyapp.logic.issues import worst
from tests.logic import strategies
from tests.logic.making import Document, compiled

modest = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
TODAY = "2024-03-01"
HIDDEN = st.sampled_from(("empty", "raw"))


@modest
@given(strategies.documents())
def test_generated_surveys_are_accepted(document: Document) -> None:
    assert worst(check(from_document(document))) == ()


@modest
@given(strategies.documents())
def test_a_document_read_and_written_stays_as_it_is(document: Document) -> None:
    definition = from_document(document)
    written = to_document(definition)
    assert from_document(written) == definition
    assert to_document(from_document(json.loads(json.dumps(written)))) == written


@modest
@given(st.data(), HIDDEN)
def test_the_order_of_answers_carries_no_meaning(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.documents())
    answers = data.draw(strategies.answers_to(document))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    survey = compiled(document)
    assert survey.evaluate(answers, hidden_values) == survey.evaluate(shuffled, hidden_values)


@modest
@given(st.data(), HIDDEN)
def test_the_order_of_rules_carries_no_meaning(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.documents())
    answers = data.draw(strategies.answers_to(document))
    shuffled = {**document, "rules": data.draw(st.permutations(document["rules"]))}
    assert compiled(document).evaluate(answers, hidden_values) == compiled(shuffled).evaluate(answers, hidden_values)


@modest
@given(st.data(), HIDDEN)
def test_a_constraint_decides_nothing_but_whether_an_answer_is_valid(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(strategies.documents()))
    answers = data.draw(strategies.answers_to(document))
    judged = compiled(document).evaluate(answers, hidden_values, today=TODAY)
    for part in (each for section in document["sections"] for each in section["fields"]):
        part.pop("constraint", None)
    free = compiled(document).evaluate(answers, hidden_values, today=TODAY)
    failed = {issue.pointer.removeprefix("/answers/") for issue in judged.errors if issue.code == "constraint_failed"}
    assert judged.state == replace(free.state, progress=judged.state.progress)
    assert judged.state.progress <= free.state.progress
    assert judged.stored == {name: value for name, value in free.stored.items() if name not in failed}


@modest
@given(st.data(), HIDDEN)
def test_a_hidden_field_is_never_required_stored_or_faulted(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(strategies.documents()))
    answers = data.draw(strategies.answers_to(document))
    evaluation = compiled(document).evaluate(answers, hidden_values, today=TODAY)
    visible = set(evaluation.state.visible_fields)
    assert set(evaluation.state.required_fields) <= visible
    assert evaluation.stored.keys() <= visible
    assert {issue.pointer.removeprefix("/answers/") for issue in evaluation.errors} <= visible
    assert evaluation.state.options.keys() <= visible


@modest
@given(st.data())
def test_what_a_hidden_field_holds_changes_nothing(data: st.DataObject) -> None:
    document = data.draw(strategies.documents())
    survey = compiled(document)
    evaluation = survey.evaluate(data.draw(strategies.answers_to(document)))
    visible = set(evaluation.state.visible_fields)
    assert evaluation == survey.evaluate({k: v for k, v in evaluation.answers.items() if k in visible})


@modest
@given(st.data())
def test_a_field_shows_only_in_a_section_that_shows(data: st.DataObject) -> None:
    document = data.draw(strategies.documents())
    state = compiled(document).evaluate(data.draw(strategies.answers_to(document))).state
    homes = {each["name"]: page["name"] for page in document["sections"] for each in page["fields"]}
    assert {homes[name] for name in state.visible_fields} <= set(state.visible_sections)
    assert 0.0 <= state.progress <= 1.0


@settings(modest, max_examples=150)
@given(st.data(), HIDDEN)
def test_edits_one_by_one_decide_the_same_as_starting_over(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(strategies.documents()))
    survey = compiled(document)
    evaluation = survey.evaluate(data.draw(strategies.answers_to(document)), hidden_values, today=TODAY)
    for name, value in data.draw(strategies.edits_of(document)):
        evaluation = survey.change(evaluation, name, value)
        assert evaluation == survey.evaluate(evaluation.answers, hidden_values, today=TODAY)


@modest
@given(st.data())
def test_the_generated_function_decides_what_the_steps_decide(data: st.DataObject) -> None:
    """A whole evaluation runs one function for all; an evaluation of nothing, edited into being, goes step by step."""
    document = data.draw(strategies.judging(strategies.documents()))
    survey = compiled(document)
    answers = data.draw(strategies.answers_to(document) | strategies.hostile_answers_to(document))
    step_by_step = survey.evaluate({}, today=TODAY)
    for name, value in answers.items():
        step_by_step = survey.change(step_by_step, name, value)
    kept = {k: v for k, v in answers.items() if v is not None or survey.has_default(k)}
    assert step_by_step == survey.evaluate(kept, today=TODAY)


@modest
@given(st.data())
def test_what_is_stored_is_accepted_unchanged_and_decides_the_same(data: st.DataObject) -> None:
    document = data.draw(strategies.documents())
    survey = compiled(document)
    evaluation = survey.evaluate(data.draw(strategies.answers_to(document)))
    assume("constraint_failed" not in {issue.code for issue in evaluation.errors})
    given_answers = {n: value for n, value in evaluation.stored.items() if survey.fields[n].calculate is None}
    accepted = survey.accept(given_answers)
    assert (accepted.values, accepted.removed, accepted.issues) == (given_answers, (), ())
    cleared = {name: None for name, value in evaluation.answers.items() if name not in evaluation.stored}
    again = survey.evaluate(cleared | evaluation.stored)
    if "option_not_available" in {issue.code for issue in evaluation.errors}:  # its constraint was not asked yet
        assume("constraint_failed" not in {issue.code for issue in again.errors})
    assert (again.state, again.stored) == (replace(evaluation.state, defaults=again.state.defaults), evaluation.stored)
    assert again.state.defaults == {}


@modest
@given(st.data(), HIDDEN)
def test_no_answers_however_hostile_make_the_engine_raise(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(strategies.documents()))
    survey = compiled(document)
    answers = data.draw(strategies.hostile_answers_to(document))
    evaluation = survey.evaluate(answers, hidden_values, today=TODAY)
    accepted = survey.accept(answers)
    told = [issue.to_json() for issue in (*evaluation.errors, *evaluation.draft_errors, *accepted.issues)]
    everything = [evaluation.state.to_json(), evaluation.stored, accepted.values, told]
    json.dumps(everything, ensure_ascii=False, allow_nan=False).encode("utf-8")


@modest
@given(strategies.HOSTILE)
def test_no_document_however_hostile_makes_reading_raise_anything_else(document: Any) -> None:
    try:
        from_document(document)
    except DefinitionError as error:
        json.dumps([issue.to_json() for issue in error.issues], ensure_ascii=False).encode("utf-8")


@modest
@given(st.data())
def test_one_hostile_member_is_refused_with_issues_or_runs(data: st.DataObject) -> None:
    document = to_document(from_document(data.draw(strategies.documents())))
    place: Any = document
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = data.draw(strategies.HOSTILE)
            break
        place = place[key]
    try:
        compile_survey(from_document(document)).evaluate({})
    except DefinitionError as error:
        assert error.issues
        json.dumps([issue.to_json() for issue in error.issues], ensure_ascii=False).encode("utf-8")


@modest
@given(strategies.JSON, strategies.JSON)
def test_what_is_carried_comes_back_exactly(guidance: Any, review: Any) -> None:
    carried = {"name": "f", "label": "F", "field_type": "text", "guidance": {"g": guidance}, "review": {"r": review}}
    document = {"title": "T", "translations": {"de": {"x": guidance}}}
    document["sections"] = [{"name": "s", "title": "S", "fields": [carried]}]
    written: Any = to_document(from_document(document))
    field = written["sections"][0]["fields"][0]
    assert (field["guidance"], field["review"]) == ({"g": guidance}, {"r": review})
    assert written["translations"] == {"de": {"x": guidance}}
