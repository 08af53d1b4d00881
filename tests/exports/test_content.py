"""What the file says."""

from __future__ import annotations

import copy

import pytest

from surveyapp.exports.service.sheet import SYSTEM, UNREADABLE
from surveyapp.transaction import transaction
from tenants.db import session
from tests.exports.conftest import DOCUMENT
from tests.factories.jobs import add_response, add_survey, job_of


def test_a_survey_without_responses_is_a_header(exported, survey):
    names = ["comment", "minutes", "means", "place", "happy", "salary"]
    assert exported.content(survey[0]).decode() == ",".join([*SYSTEM, *names]) + "\r\n"


def test_a_survey_that_was_never_published_has_the_systems_columns(exported, tenant_a):
    survey_id, _ = add_survey(tenant_a, DOCUMENT)
    with transaction(tenant_a):
        session.connection().exec_driver_sql(
            "UPDATE surveys SET status = 'draft', current_version = NULL WHERE id = %s", (survey_id,)
        )
    assert exported.content(survey_id).decode() == ",".join(SYSTEM) + "\r\n"


def test_a_response_is_one_row_with_what_the_system_knows_first(exported, survey, answered):
    response_id = answered({"comment": "fine", "minutes": 20})
    [row] = exported.rows(survey[0])
    assert list(row)[: len(SYSTEM)] == list(SYSTEM)
    assert (row["_response_id"], row["_status"], row["_version"]) == (str(response_id), "completed", "1")
    assert row["_started_at"].endswith("Z")
    assert (row["comment"], row["minutes"], row["place"]) == ("fine", "20", "")


def test_rows_come_in_the_order_in_which_people_began(exported, survey, answered):
    made = [str(answered({"minutes": number})) for number in range(5)]
    assert [row["_response_id"] for row in exported.rows(survey[0])] == made


def test_more_than_one_batch_comes_whole(exported, survey, answered, monkeypatch):
    monkeypatch.setattr("surveyapp.exports.service.writing.BATCH", 2)
    for number in range(5):
        answered({"minutes": number})
    assert [row["minutes"] for row in exported.rows(survey[0])] == ["0", "1", "2", "3", "4"]


def test_unfinished_responses_are_left_out_unless_asked_for(exported, survey, answered):
    answered({"comment": "done"})
    answered({"comment": "half"}, completed=False)
    assert [row["comment"] for row in exported.rows(survey[0])] == ["done"]
    both = exported.rows(survey[0], status="all")
    assert [(row["comment"], row["_status"]) for row in both] == [("done", "completed"), ("half", "in_progress")]


def test_line_breaks_quotes_and_commas_survive(exported, survey, answered):
    said = 'first,\r\n"second"\nthird'
    answered({"comment": said})
    assert exported.rows(survey[0])[0]["comment"] == said


def test_lines_end_as_rfc_4180_says(exported, survey, answered):
    answered({"comment": "fine"})
    content = exported.content(survey[0])
    assert content.count(b"\r\n") == 2
    assert content.endswith(b"\r\n")


def test_it_begins_with_a_byte_order_mark_only_when_asked(exported, survey):
    assert exported.content(survey[0], bom=True).startswith(b"\xef\xbb\xbf_response_id")
    assert exported.content(survey[0]).startswith(b"_response_id")


@pytest.mark.parametrize("said", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－1", "＠x"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(exported, survey, answered, said):
    answered({"comment": said})
    assert exported.rows(survey[0])[0]["comment"] == "'" + said


def test_a_negative_number_stays_a_number(exported, survey, answered):
    answered({"minutes": -5})
    answered({"minutes": -0.25})
    answered({"minutes": "-12345678901234567890.5"})
    assert [row["minutes"] for row in exported.rows(survey[0])] == ["-5", "-0.25", "-12345678901234567890.5"]


def test_numbers_are_written_without_exponent(exported, survey, answered):
    answered({"minutes": 1e-7})
    answered({"minutes": 0})
    assert [row["minutes"] for row in exported.rows(survey[0])] == ["0.0000001", "0"]


def test_several_choices_stand_in_one_column(exported, survey, answered):
    answered({"means": ["bus", "bike"], "place": "town", "happy": "yes"})
    [row] = exported.rows(survey[0])
    assert (row["means"], row["place"], row["happy"]) == ("bus|bike", "town", "yes")


def test_choices_can_be_written_as_their_labels(exported, survey, answered):
    answered({"means": ["bus", "bike"], "place": "town", "happy": "na"})
    [row] = exported.rows(survey[0], labels="labels")
    assert (row["means"], row["place"], row["happy"]) == ("Bus|Bicycle", "Town", "N/A")


def test_several_choices_can_have_a_column_each(exported, survey, answered):
    answered({"means": ["bus", "bike"]})
    answered({})
    first, second = exported.rows(survey[0], multiple="columns")
    assert [first[f"means/{option}"] for option in ("bike", "bus", "foot")] == ["1", "1", "0"]
    assert [second[f"means/{option}"] for option in ("bike", "bus", "foot")] == ["", "", ""]
    assert "means" not in first


def test_columns_can_be_headed_by_labels(exported, survey, answered):
    answered({"means": ["bus"], "minutes": 3})
    [row] = exported.rows(survey[0], header="labels", multiple="columns")
    assert (row["How long?"], row["How do you travel?/Bus"]) == ("3", "1")


def test_a_heading_that_a_spreadsheet_would_run_is_made_harmless(exported, tenant_a):
    document = copy.deepcopy(DOCUMENT)
    document["sections"][0]["fields"][0]["label"] = "=cmd()"
    survey_id, _ = add_survey(tenant_a, document)
    assert "'=cmd()" in exported.content(survey_id, header="labels").decode()


def test_versions_share_the_columns_and_no_answer_is_lost(exported, tenant_a):
    newer = copy.deepcopy(DOCUMENT)
    fields = newer["sections"][0]["fields"]
    fields.pop(1)
    fields.insert(0, {"name": "age", "label": "Age", "field_type": "number"})
    survey_id, versions = add_survey(tenant_a, DOCUMENT, newer)
    add_response(tenant_a, survey_id, versions[0], {"minutes": 7})
    add_response(tenant_a, survey_id, versions[1], {"age": 41})
    first, second = exported.rows(survey_id)
    assert (first["_version"], first["minutes"], first["age"]) == ("1", "7", "")
    assert (second["_version"], second["minutes"], second["age"]) == ("2", "", "41")
    assert list(first)[len(SYSTEM)] == "age"


def test_sensitive_answers_are_opened(exported, survey, answered):
    answered({"comment": "fine"}, sensitive={"salary": "=41000"})
    assert exported.rows(survey[0])[0]["salary"] == "'=41000"


def test_a_sealed_answer_that_does_not_open_does_not_keep_the_others_back(exported, survey, answered, tenant_a):
    response_id = answered({}, sensitive={"salary": "41000"})
    answered({}, sensitive={"salary": "52000"})
    with transaction(tenant_a):
        session.connection().exec_driver_sql(
            "UPDATE survey_responses SET sealed = jsonb_build_object('salary', 'bm90IG91cnM=') WHERE id = %s",
            (response_id,),
        )
    assert [row["salary"] for row in exported.rows(survey[0])] == [UNREADABLE, "52000"]


def test_the_result_tells_rows_columns_size_checksum_and_name(exported, survey, answered):
    answered({"comment": "fine"})
    ended = exported.run(survey[0])
    result = ended["result"]
    assert (result["rows"], result["columns"]) == (1, len(SYSTEM) + 6)
    assert result["file_name"].startswith("trip-to-work-")
    assert (ended["progress"], ended["error"]) == (1.0, None)


def test_another_organizations_responses_are_never_in_it(exported, survey, answered, tenant_b):
    answered({"comment": "ours"})
    survey_id, [version_id] = add_survey(tenant_b, DOCUMENT)
    add_response(tenant_b, survey_id, version_id, {"comment": "theirs"})
    assert [row["comment"] for row in exported.rows(survey[0])] == ["ours"]


def test_a_survey_deleted_before_its_export_ran_fails_the_job(exported, survey, tenant_a):
    started = exported.start(survey[0])
    with transaction(tenant_a):
        session.connection().exec_driver_sql("DELETE FROM surveys WHERE id = %s", (survey[0],))
    exported_job = exported.finish(started)
    assert (exported_job["state"], exported_job["error"]["code"]) == ("failed", "not_found")
    assert job_of(tenant_a, exported_job["id"]).file_path is None
