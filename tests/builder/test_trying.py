"""Looking a draft over and trying answers on it."""

from __future__ import annotations

import copy

import pytest

from tests.factories.surveys import WORK, author, faults
from tests.logic import bench_survey

CODE = {"name": "code", "label": "Code", "field_type": "text"}


def test_a_sound_draft_can_be_published(api):
    written = author(api.as_admin(), document=WORK)
    review = written.caller.post(f"{written.path}/check").get_json()
    assert review["can_publish"] is True
    assert not [issue for issue in review["issues"] if issue["severity"] != "warning"]


def test_what_is_missing_is_told_before_publishing(api):
    written = author(api.as_admin())
    written.section("Empty")
    review = written.caller.post(f"{written.path}/check").get_json()
    assert review["can_publish"] is False
    assert [(issue["code"], issue["severity"]) for issue in review["issues"]] == [("no_fields", "publish")]


def test_a_check_tells_the_place_inside_an_expression(api):
    document = copy.deepcopy(WORK)
    document["sections"][1]["fields"].append({**CODE, "visible_if": "{hours} > 1 and {employed} = 'perhaps'"})
    written = author(api.as_admin(), document=document)
    issues = written.caller.post(f"{written.path}/check").get_json()["issues"]
    assert [(issue["code"], issue["position"]) for issue in issues] == [
        ("condition_never_holds", 27),
        ("unreachable", None),
    ]


def test_a_check_tells_what_publishing_would_do_to_the_data(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    assert written.caller.post(f"{written.path}/check").get_json()["changes"] == []
    less = copy.deepcopy(WORK)
    less["sections"][1]["fields"].pop()
    written.put({**less, "dependencies": []})
    changes = written.caller.post(f"{written.path}/check").get_json()["changes"]
    assert ("lossy", True) in {(change["kind"], "city" in change["detail"]) for change in changes}


def test_answers_are_tried_on_the_draft(api):
    written = author(api.as_admin(), document=WORK)
    tried = written.caller.post(f"{written.path}/evaluate", json={"answers": {"employed": "no", "hours": 90}})
    result = tried.get_json()
    assert tried.status_code == 200
    assert "employer" not in result["state"]["visible_fields"]
    assert [error["pointer"] for error in result["errors"]] == ["/answers/hours"]
    assert result["stored"] == {"employed": "no"}


def test_answers_are_tried_as_of_a_day(api):
    born = {"name": "born", "label": "Born", "field_type": "date"}
    adult = {"name": "adult", "label": "Adult", "field_type": "text", "visible_if": "age({born}) >= 18"}
    document = {"title": "x", "sections": [{"name": "a", "title": "A", "fields": [born, adult]}]}
    written = author(api.as_admin(), document=document)
    for day, shows in (("2026-01-14", False), ("2026-01-15", True)):
        trial = {"answers": {"born": "2008-01-15"}, "today": day}
        state = written.caller.post(f"{written.path}/evaluate", json=trial).get_json()["state"]
        assert ("adult" in state["visible_fields"]) is shows


def test_a_number_under_a_text_is_tried_as_it_would_be_typed(api):
    people = {"name": "people", "title": "P", "repeat": {}, "fields": [{**CODE, "name": "pin"}]}
    document = {"title": "x", "sections": [{"name": "a", "title": "A", "fields": [CODE]}, people]}
    written = author(api.as_admin(), document=document)
    trial = {"answers": {"code": 4.50, "people": [{"pin": 7}, {"pin": "x"}]}}
    tried = written.caller.post(f"{written.path}/evaluate", json=trial).get_json()
    assert tried["stored"] == {"code": "4.5", "people": [{"pin": "7"}, {"pin": "x"}]}
    for other in (True, [1], {"a": 1}):
        tried = written.caller.post(f"{written.path}/evaluate", json={"answers": {"code": other}}).get_json()
        assert [error["code"] for error in tried["errors"]] == ["wrong_type"]


def test_trying_again_after_a_change_sees_the_change(api):
    written = author(api.as_admin(), document=WORK)
    answers = {"answers": {"employed": "no"}}
    written.caller.post(f"{written.path}/evaluate", json=answers)
    written.put({**WORK, "rules": []})
    state = written.caller.post(f"{written.path}/evaluate", json=answers).get_json()["state"]
    assert "employer" in state["visible_fields"]


def test_hidden_answers_may_be_made_to_count(api):
    document = copy.deepcopy(WORK)
    document["rules"].append(
        {"target_type": "field", "target": "hours", "source_field": "employer", "operator": "is_not_empty"}
    )
    written = author(api.as_admin(), document=document)
    body = {"answers": {"employed": "no", "employer": "ACME"}}
    shown = {
        mode: written.caller.post(f"{written.path}/evaluate", json={**body, "hidden_values": mode}).get_json()["state"]
        for mode in ("empty", "raw")
    }
    assert "hours" not in shown["empty"]["visible_fields"]
    assert "hours" in shown["raw"]["visible_fields"]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"answers": []}, "wrong_type", "/answers"),
        ({"answers": "x"}, "wrong_type", "/answers"),
        ({}, "required", "/answers"),
        ({"answers": {}, "hidden_values": "maybe"}, "out_of_range", "/hidden_values"),
    ],
)
def test_what_is_no_trial_is_refused_with_its_place(api, body, code, pointer):
    written = author(api.as_admin(), document=WORK)
    reply = written.caller.post(f"{written.path}/evaluate", json=body)
    assert reply.status_code == 422
    assert pointer in {place for _, place in faults(reply)}, faults(reply)


@pytest.mark.parametrize(
    ("answers", "code", "pointer"),
    [
        ({"nobody": 1}, "unknown_field", "/answers/nobody"),
        ({"hours": "many"}, "not_a_number", "/answers/hours"),
        ({"employed": "perhaps"}, "unknown_option", "/answers/employed"),
    ],
)
def test_answers_that_cannot_be_are_told_beside_what_the_others_decide(api, answers, code, pointer):
    written = author(api.as_admin(), document=WORK)
    reply = written.caller.post(f"{written.path}/evaluate", json={"answers": {"employed": "yes", **answers}})
    assert reply.status_code == 200
    tried = reply.get_json()
    assert (code, pointer) in {(error["code"], error["pointer"]) for error in tried["errors"]}
    assert pointer.rpartition("/")[2] not in tried["stored"]


def test_the_generated_survey_decides_its_cases_over_http(api):
    written = author(api.as_admin(), document=bench_survey.document())
    wrong = []
    for number, case in enumerate(bench_survey.cases()[:16]):
        reply = written.caller.post(f"{written.path}/evaluate", json={"answers": case["answers"]})
        state = reply.get_json()["state"]
        if set(state["visible_fields"]) != set(case["expected"]["visible_fields"]):
            wrong.append(number)
    assert wrong == []
