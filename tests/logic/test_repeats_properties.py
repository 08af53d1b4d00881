"""What holds for every survey with sections that repeat, and all answers to it, checked on generated ones."""

import json
import re
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from surveyapp.logic.definition import from_document, to_document
from surveyapp.logic.explain import explain
from tests.logic import repeating, strategies
from tests.logic.making import Document, compiled

modest = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
TODAY = "2024-03-01"
HIDDEN = st.sampled_from(("empty", "raw"))


@modest
@given(repeating.documents())
def test_a_repeat_read_and_written_stays_as_it_is(document: Document) -> None:
    definition = from_document(document)
    assert from_document(json.loads(json.dumps(to_document(definition)))) == definition


@settings(modest, max_examples=80)
@given(st.data(), HIDDEN)
def test_edits_one_by_one_decide_the_same_as_starting_over(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(repeating.documents() | repeating.in_rounds()))
    survey = compiled(document)
    evaluation = survey.evaluate(data.draw(repeating.answers_to(document)), hidden_values, today=TODAY)
    for name, value in data.draw(repeating.edits_of(document)):
        evaluation = survey.change(evaluation, name, value)
        assert evaluation == survey.evaluate(evaluation.answers, hidden_values, today=TODAY)


@modest
@given(st.data())
def test_the_generated_function_decides_what_the_steps_decide(data: st.DataObject) -> None:
    document = data.draw(strategies.judging(repeating.documents() | repeating.in_rounds()))
    survey = compiled(document)
    answers = data.draw(repeating.answers_to(document) | repeating.hostile_answers_to(document))
    step_by_step = survey.evaluate({}, today=TODAY)
    for name, value in answers.items():
        step_by_step = survey.change(step_by_step, name, value)
    assert step_by_step == survey.evaluate(dict(step_by_step.answers), today=TODAY)


@modest
@given(st.data(), HIDDEN)
def test_the_order_of_answers_and_of_rules_carries_no_meaning(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(repeating.documents())
    answers = data.draw(repeating.answers_to(document))
    shuffled = {**document, "rules": data.draw(st.permutations(document["rules"]))}
    turned = {name: _turned(value) for name, value in reversed(answers.items())}
    expected = compiled(document).evaluate(answers, hidden_values, today=TODAY)
    assert compiled(shuffled).evaluate(turned, hidden_values, today=TODAY) == expected


def _turned(value: Any) -> Any:
    """Objects with their members the other way round."""
    if isinstance(value, list):
        return [_turned(each) for each in value]
    return {key: _turned(value[key]) for key in reversed(value)} if isinstance(value, dict) else value


@modest
@given(st.data(), HIDDEN)
def test_no_answers_however_hostile_make_the_engine_raise(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(repeating.documents() | repeating.in_rounds()))
    survey = compiled(document)
    answers = data.draw(repeating.hostile_answers_to(document))
    evaluation = survey.evaluate(answers, hidden_values, today=TODAY)
    accepted = survey.accept(answers)
    told = [issue.to_json() for issue in (*evaluation.errors, *evaluation.draft_errors, *accepted.issues)]
    why = [each.to_json() for each in explain(survey, answers, hidden_values, today=TODAY)]
    everything = [evaluation.state.to_json(), evaluation.stored, evaluation.review, accepted.values, told, why]
    json.dumps(everything, ensure_ascii=False, allow_nan=False).encode("utf-8")


@modest
@given(st.data(), HIDDEN)
def test_what_does_not_show_is_never_required_stored_or_faulted(data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.judging(repeating.documents() | repeating.in_rounds()))
    answers = data.draw(repeating.answers_to(document))
    evaluation = compiled(document).evaluate(answers, hidden_values, today=TODAY)
    state, visible = evaluation.state, set(evaluation.state.visible_fields)
    assert set(state.required_fields) <= visible
    assert state.options.keys() | state.guidance.keys() | state.defaults.keys() | set(evaluation.review) <= visible
    assert {name.partition("[")[0] for name in visible if "[" in name} <= state.repeats.keys()
    assert state.repeats.keys() <= set(state.visible_sections)
    assert set(_stored_names(evaluation.stored, document)) <= visible
    faulted = [issue.pointer.split("/")[2:] for issue in evaluation.errors]
    named = [f"{path[0]}[{path[1]}].{path[2]}" for path in faulted if len(path) == 3]
    assert set(named) <= visible | {
        name for name in named if name.rpartition(".")[2] not in strategies.names_of(document)
    }
    assert 0.0 <= state.progress <= 1.0


def _stored_names(stored: dict[str, Any], document: Document) -> list[str]:
    repeats = {part["name"] for part in document["sections"] if "repeat" in part}
    names = [name for name in stored if name not in repeats]
    for name in stored.keys() & repeats:
        rows = stored[name].items() if isinstance(stored[name], dict) else enumerate(stored[name])
        names += [f"{name}[{key}].{inner}" for key, row in rows for inner in row]
    return names


@modest
@given(st.data())
def test_instances_are_never_more_than_may_be(data: st.DataObject) -> None:
    document = data.draw(repeating.documents())
    state = compiled(document).evaluate(data.draw(repeating.hostile_answers_to(document))).state
    for part in document["sections"]:
        repeated = state.repeats.get(part["name"])
        if repeated is not None and not {"items", "for_each"} & part["repeat"].keys():
            assert len(repeated.instances) <= part["repeat"].get("max", 20)
            assert repeated.can_add <= (len(repeated.instances) < repeated.max)


@modest
@given(st.data())
def test_what_is_stored_is_accepted_unchanged_and_decides_the_same(data: st.DataObject) -> None:
    document = _without_givers(data.draw(repeating.documents()))
    survey = compiled(document)
    evaluation = survey.evaluate(data.draw(repeating.answers_to(document)))
    assume("constraint_failed" not in {issue.code for issue in evaluation.errors})
    accepted = survey.accept(evaluation.stored)
    assert (accepted.values, accepted.removed, accepted.issues) == (evaluation.stored, (), ())
    again = survey.evaluate(evaluation.stored)
    if "option_not_available" in {issue.code for issue in evaluation.errors}:  # its constraint was not asked yet
        assume("constraint_failed" not in {issue.code for issue in again.errors})
    assert (again.state, again.stored) == (evaluation.state, evaluation.stored)


def _without_givers(document: Document) -> Document:
    for each in (each for part in document["sections"] for each in part["fields"]):
        each.pop("calculate", None)
        each.pop("default", None)
    return document


def _without_reaching_out(document: Document) -> Document:
    """No expression reads a field of another section: from outside a repeat that is a list, judged otherwise."""
    for part in document["sections"]:
        own = {each["name"] for each in part["fields"]}
        for owner in (
            part,
            *part["fields"],
            *(option for each in part["fields"] for option in each.get("options", ())),
        ):
            for member in repeating.MEMBERS:
                if set(re.findall(r"\{(\w+)\}", owner.get(member) or "")) - own:
                    del owner[member]
    return document


@modest
@given(st.data())
def test_one_instance_decides_what_a_section_that_is_asked_once_does(data: st.DataObject) -> None:
    plain = _without_reaching_out(data.draw(strategies.documents()))
    several = repeating.repaired({**plain, "sections": [{**part, "repeat": {"min": 1}} for part in plain["sections"]]})
    once = {**several, "sections": [{**part, "repeat": None} for part in several["sections"]]}
    answers = data.draw(strategies.answers_to(once))
    rows, inside = {}, {}
    for part in once["sections"]:
        names = [each["name"] for each in part["fields"]]
        rows[part["name"]] = [{name: answers[name] for name in names if name in answers}]
        inside |= {name: f"{part['name']}[0].{name}" for name in names}
    expected = compiled(once).evaluate(answers, today=TODAY)
    decided = compiled(several).evaluate(rows, today=TODAY)
    assert decided.state.visible_sections == expected.state.visible_sections
    assert decided.state.visible_fields == tuple(inside[name] for name in expected.state.visible_fields)
    assert decided.state.required_fields == tuple(inside[name] for name in expected.state.required_fields)
    assert decided.state.calculated == {inside[name]: value for name, value in expected.state.calculated.items()}
    assert decided.state.progress == expected.state.progress
    assert [issue.code for issue in decided.errors] == [issue.code for issue in expected.errors]
