"""Explanations and synthetic respondents over HTTP; publishing tells what it changed."""

from __future__ import annotations

import copy

import pytest

from tests.factories.surveys import WORK, author, faults

ROSTER = {
    "title": "Roster",
    "sections": [
        {
            "name": "people",
            "title": "People",
            "repeat": {"max": 3},
            "fields": [
                {"name": "age", "label": "Age", "field_type": "number"},
                {"name": "job", "label": "Job", "field_type": "text", "visible_if": "{age} > 17"},
            ],
        }
    ],
}


def test_an_author_is_told_why_a_part_shows_on_the_answers_tried(api):
    written = author(api.as_admin(), document=WORK)
    body = {"answers": {"employed": "no"}, "field": "employer"}
    (told,) = written.caller.post(f"{written.path}/explain", json=body).get_json()["explained"]
    assert (told["name"], told["visible"], told["because"]) == ("employer", False, "conditions")
    assert [(each["pointer"], each["holds"], each["reads"]) for each in told["reasons"]] == [
        ("/rules/0", False, {"employed": "no"})
    ]


def test_an_author_is_told_why_an_answer_is_required(api):
    document = copy.deepcopy(WORK)
    document["sections"][0]["fields"][2]["required_if"] = "{employed} = 'yes'"
    written = author(api.as_admin(), document=document)
    for employed, required in (("yes", True), ("no", False)):
        body = {"answers": {"employed": employed}, "field": "hours"}
        (told,) = written.caller.post(f"{written.path}/explain", json=body).get_json()["explained"]
        assert (told["required"], told["because"]) == (required, "always")
        assert [(each["action"], each["holds"]) for each in told["reasons"]] == [("require", required)]


def test_without_answers_and_target_every_part_of_the_empty_form_is_explained(api):
    written = author(api.as_admin(), document=WORK)
    explained = written.get(f"{written.path}/explain")["explained"]
    assert [each["name"] for each in explained if each["visible"]] == ["work", "employed", "hours"]
    (home,) = written.get(f"{written.path}/explain?section=home")["explained"]
    assert (home["kind"], home["visible"]) == ("section", False)


def test_a_field_of_a_repeat_is_explained_in_all_instances_or_in_one(api):
    written = author(api.as_admin(), document=ROSTER)
    answers = {"people": [{"age": 5}, {"age": 40}]}

    def visible(field: str) -> list[tuple[str, bool]]:
        reply = written.caller.post(f"{written.path}/explain", json={"answers": answers, "field": field})
        return [(each["name"], each["visible"]) for each in reply.get_json()["explained"]]

    assert visible("job") == [("people[0].job", False), ("people[1].job", True)]
    assert visible("people[1].job") == [("people[1].job", True)]
    assert visible("people[2].job") == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"field": "nobody"}, "/field"),
        ({"field": "work[0].hours"}, "/field"),
        ({"section": "hours"}, "/section"),
        ({"section": "work", "field": "hours"}, "/section"),
        ({"answers": []}, "/answers"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_its_place(api, body, pointer):
    written = author(api.as_admin(), document=WORK)
    reply = written.caller.post(f"{written.path}/explain", json=body)
    assert reply.status_code == 422
    assert [place for _, place in faults(reply)] == [pointer]


def test_synthetic_respondents_walk_a_draft(api):
    written = author(api.as_admin(), document=WORK)
    reply = written.caller.post(f"{written.path}/dry-run", json={"respondents": 80, "seed": 7})
    told = reply.get_json()
    assert reply.status_code == 200
    assert (told["seed"], told["version"], told["respondents"], told["finished"]) == (7, None, 80, 80)
    assert told["never_reached"] == {"sections": [], "fields": [], "options": []}
    assert (told["coverage"], told["stuck"]) == (1.0, [])
    assert 2 <= told["questions"]["min"] <= told["questions"]["median"] <= told["questions"]["max"] == 5
    assert written.caller.post(f"{written.path}/dry-run", json={"respondents": 80, "seed": 7}).get_json() == told


def test_a_draft_can_be_walked_without_saying_how(api):
    written = author(api.as_admin(), document=ROSTER)
    told = written.caller.post(f"{written.path}/dry-run").get_json()
    again = written.caller.post(f"{written.path}/dry-run", json={"seed": told["seed"]}).get_json()
    assert (told["respondents"], again) == (200, told)


def test_a_version_is_walked_as_it_was_published(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    written.put({"title": "Nothing left"})
    told = written.caller.post(f"{written.path}/dry-run", json={"respondents": 10, "version": 1}).get_json()
    assert (told["version"], [each["name"] for each in told["sections"]]) == (1, ["work", "home"])
    assert written.caller.post(f"{written.path}/dry-run", json={"version": 2}).status_code == 404


@pytest.mark.parametrize("body", [{"respondents": 0}, {"respondents": 1001}, {"seed": -1}, {"seed": "x"}, {"n": 1}])
def test_more_than_a_request_can_bear_is_refused(api, body):
    written = author(api.as_admin(), document=WORK)
    assert written.caller.post(f"{written.path}/dry-run", json=body).status_code == 422


def test_walking_stores_nothing(api, count_queries):
    written = author(api.as_admin(), document=WORK)
    with count_queries() as statements:
        written.caller.post(f"{written.path}/dry-run", json={"respondents": 5})
    assert not [each for each in statements if each.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_publishing_tells_what_it_changed(api):
    written = author(api.as_admin(), document=ROSTER)
    assert written.publish()["changes"] == []
    once = copy.deepcopy(ROSTER)
    del once["sections"][0]["repeat"]
    once["sections"][0]["fields"][0]["field_type"] = "rating"
    written.put(once)
    previewed = written.caller.post(f"{written.path}/check").get_json()["changes"]
    published = written.publish()["changes"]
    assert published == previewed == written.get(f"{written.path}/versions/2/changes")["changes"]
    assert {(each["kind"], each["pointer"]) for each in published} == {
        ("breaking", "/sections/0/repeat"),
        ("lossy", "/sections/0/fields/0/field_type"),
    }
