"""A section that repeats in the file: its columns once for each instance, as many as the responses hold."""

from __future__ import annotations

import copy

import pytest

from surveyapp.exports.service.sheet import UNREADABLE
from surveyapp.transaction import transaction
from tenants.db import session
from tests.factories.jobs import add_response, add_survey

COUNTRIES = [{"value": "us", "label": "United States"}, {"value": "de", "label": "Germany"}]
DOCUMENT = {
    "title": "Family",
    "sections": [
        {
            "name": "start",
            "title": "Start",
            "fields": [{"name": "where", "label": "Where?", "field_type": "checkbox", "options": COUNTRIES}],
        },
        {
            "name": "people",
            "title": "People",
            "repeat": {"max": 4},
            "fields": [
                {"name": "name", "label": "Name", "field_type": "text"},
                {"name": "age", "label": "Age", "field_type": "number"},
            ],
        },
        {
            "name": "visits",
            "title": "Visits",
            "repeat": {"for_each": "where"},
            "fields": [{"name": "times", "label": "Times", "field_type": "number"}],
        },
    ],
}


def changed(**people):
    document = copy.deepcopy(DOCUMENT)
    document["sections"][1].update(people)
    return document


def sealed():
    fields = copy.deepcopy(DOCUMENT["sections"][1]["fields"])
    fields[1]["is_sensitive"] = True
    return changed(fields=fields)


def answered(exported, survey, **options):
    rows = exported.rows(survey, **options)
    return [{name: cell for name, cell in row.items() if not name.startswith("_")} for row in rows]


@pytest.fixture
def survey(app, tenant_a):
    return add_survey(tenant_a, DOCUMENT)


def test_as_many_instances_have_columns_as_the_longest_answer_has(exported, survey, tenant_a):
    survey_id, [version] = survey
    add_response(tenant_a, survey_id, version, {"people": [{"name": "Ann", "age": 30}, {}, {"name": "=Bob"}]})
    add_response(tenant_a, survey_id, version, {"people": [{"name": "Cem"}], "visits": {"de": {"times": 2}}})
    first, second = answered(exported, survey_id)
    assert first == {
        "where": "",
        "people[1].name": "Ann",
        "people[1].age": "30",
        "people[2].name": "",
        "people[2].age": "",
        "people[3].name": "'=Bob",
        "people[3].age": "",
        "visits[us].times": "",
        "visits[de].times": "",
    }
    assert (second["people[1].name"], second["people[3].name"], second["visits[de].times"]) == ("Cem", "", "2")


def test_instances_are_headed_by_labels(exported, survey, tenant_a):
    survey_id, [version] = survey
    add_response(tenant_a, survey_id, version, {"people": [{"age": 3}], "visits": {"us": {"times": 1}}})
    [row] = answered(exported, survey_id, header="labels")
    assert (row["People[1]/Age"], row["Visits[United States]/Times"]) == ("3", "1")


def test_unfinished_responses_widen_the_file_only_where_they_are_in_it(exported, survey, tenant_a):
    survey_id, [version] = survey
    add_response(tenant_a, survey_id, version, {"people": [{"age": 3}]})
    add_response(tenant_a, survey_id, version, {"people": [{"age": 4}, {"age": 5}]}, completed=False)
    assert "people[2].age" not in answered(exported, survey_id)[0]
    assert answered(exported, survey_id, status="all")[1]["people[2].age"] == "5"


def test_a_sealed_repeat_has_as_many_as_the_survey_allows(exported, app, tenant_a):
    survey_id, [version] = add_survey(tenant_a, sealed())
    add_response(tenant_a, survey_id, version, {}, sensitive={"people": [{"name": "Ann"}, {"age": 7}]})
    [row] = answered(exported, survey_id)
    assert (row["people[1].name"], row["people[2].age"], row["people[4].age"]) == ("Ann", "7", "")
    assert "people[5].age" not in row


def test_a_sealed_repeat_that_does_not_open_says_so(exported, app, tenant_a):
    survey_id, [version] = add_survey(tenant_a, sealed())
    add_response(tenant_a, survey_id, version, {}, sensitive={"people": [{"age": 7}]})
    with transaction(tenant_a):
        session.connection().exec_driver_sql("""UPDATE survey_responses SET sealed = '{"people": "bm90IG91cnM="}'""")
    [row] = answered(exported, survey_id)
    assert row["people[1].age"] == UNREADABLE


def test_a_repeat_of_another_kind_in_an_older_version_keeps_its_columns(exported, app, tenant_a):
    newer = changed(repeat={"items": [{"value": "me", "label": "Me"}]})
    survey_id, [old, new] = add_survey(tenant_a, DOCUMENT, newer)
    add_response(tenant_a, survey_id, old, {"people": [{"name": "Ann"}]})
    add_response(tenant_a, survey_id, new, {"people": {"me": {"name": "Bob"}}})
    first, second = answered(exported, survey_id)
    assert (first["people[1].name"], first["people[me].name"]) == ("Ann", "")
    assert (second["people[1].name"], second["people[me].name"]) == ("", "Bob")


def test_several_choices_of_an_instance_can_have_a_column_each(exported, app, tenant_a):
    likes = {"name": "likes", "label": "Likes", "field_type": "checkbox", "options": COUNTRIES}
    survey_id, [version] = add_survey(tenant_a, changed(fields=[likes]))
    add_response(tenant_a, survey_id, version, {"people": [{"likes": ["de"]}, {}]})
    [row] = answered(exported, survey_id, multiple="columns")
    assert [row[f"people[1].likes/{each}"] for each in ("us", "de")] == ["0", "1"]
    assert row["people[2].likes/us"] == ""
