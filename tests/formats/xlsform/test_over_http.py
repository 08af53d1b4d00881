"""A workbook over HTTP: imported, tried, exported, imported again; and refused with a problem, never an error."""

from __future__ import annotations

import io

import pytest

from tests.factories.surveys import faults
from tests.formats.xlsform.making import workbook

FORM = """
| type              | name  | label   | relevant      | required | constraint | choice_filter |
| integer           | age   | Age     |               | yes      | . < 120    |               |
| select_one place  | place | Place   | ${age} >= 18  |          |            | least <= ${age} |
| begin repeat      | kids  | Kids    |               |          |            |               |
| text              | kid   | Name    |               |          |            |               |
| end repeat        |       |         |               |          |            |               |
| username          | user  |         |               |          |            |               |
"""
CHOICES = "| list_name | name | label | least |\n| place | pub | Pub | 18 |\n| place | casino | Casino | 21 |"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(caller, content: bytes, name: str = "form.xlsx"):
    return caller.post("/surveys/import", data={"format": "xlsform", "file": (io.BytesIO(content), name)})


def test_a_workbook_becomes_a_survey_that_decides_as_the_form_did(api):
    admin = api.as_admin()
    reply = upload(admin, workbook(FORM, CHOICES))
    assert reply.status_code == 201
    made = reply.get_json()
    assert made["names"]["/data/kids[]/kid"] == "kid" and made["survey"]["status"] == "draft"
    assert [(loss["place"], loss["severity"]) for loss in made["report"]] == [("survey!A7", "lost")]
    tried = admin.post(f"/surveys/{made['survey']['id']}/evaluate", json={"answers": {"age": 19}}).get_json()
    assert [option["value"] for option in tried["state"]["options"]["place"]] == ["pub"]
    tried = admin.post(f"/surveys/{made['survey']['id']}/evaluate", json={"answers": {"age": 130}}).get_json()
    assert [error["code"] for error in tried["errors"]] == ["constraint_failed"]


def test_its_export_is_a_workbook_that_import_takes(api):
    admin = api.as_admin()
    survey = upload(admin, workbook(FORM, CHOICES)).get_json()["survey"]
    exported = admin.get(f"/surveys/{survey['id']}/export?format=xlsform")
    assert exported.status_code == 200 and exported.headers["Content-Type"] == MEDIA_TYPE
    assert exported.headers["Content-Disposition"].endswith('.xlsx"') and exported.headers["X-Loss-Count"] == "0"
    again = upload(admin, exported.get_data()).get_json()["survey"]
    documents = [admin.get(f"/surveys/{each['id']}/definition").get_json() for each in (survey, again)]
    assert documents[0] == documents[1]


def test_what_an_export_loses_can_be_read_beforehand(api):
    admin = api.as_admin()
    survey = upload(admin, workbook(FORM, CHOICES)).get_json()["survey"]
    assert admin.get(f"/surveys/{survey['id']}/export/report?format=xlsform").get_json() == {"report": []}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"type,name\ntext,a\n", "not_a_workbook"),
        (b"", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook_is_damaged"),
        (workbook("| type | name | label |\n| text | a | =1+1 |"), "workbook_has_formulas"),
        (workbook("| type | name | label |\n| begin group | a | A |"), "group_not_ended"),
    ],
    ids=["csv", "nothing", "broken xls", "formula", "open group"],
)
def test_a_file_that_is_no_form_is_refused_and_leaves_nothing(api, content, code):
    reply = upload(api.as_admin(), content)
    assert reply.status_code == 422 and faults(reply) == [(code, "/file")]
    assert api.as_admin().get("/surveys").get_json()["items"] == []


def test_a_workbook_beyond_the_limit_of_a_body_is_refused(api, app):
    reply = upload(api.as_admin(), b"PK\x03\x04" + bytes(app.config["MAX_CONTENT_LENGTH"]))
    assert reply.status_code == 413


def test_who_may_not_make_surveys_may_not_import_one(api):
    assert upload(api.as_role("data_viewer"), workbook(FORM, CHOICES)).status_code == 403
