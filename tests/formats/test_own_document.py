"""Our own document in and out: as JSON and as a file, refused with its places, and nothing lost on the way."""

from __future__ import annotations

import io
import json

import pytest

from surveyapp.formats import schemas
from surveyapp.formats.service import exporting, importing
from tests.factories.surveys import WORK, author, faults


def upload(caller, content: bytes, format: str = "surveyapp"):
    return caller.post("/surveys/import", data={"format": format, "file": (io.BytesIO(content), "survey.json")})


def test_an_imported_document_is_a_draft_of_its_own(api):
    reply = api.as_admin().post("/surveys/import", json={"format": "surveyapp", "document": WORK})
    assert reply.status_code == 201
    imported = reply.get_json()
    assert imported["names"] == {
        name: name for name in ("work", "employed", "employer", "hours", "home", "country", "city")
    }
    survey = api.as_admin().get(f"/surveys/{imported['survey']['id']}").get_json()
    assert survey == imported["survey"] and survey["status"] == "draft"


def test_an_import_reports_what_its_author_should_look_at(api):
    document = {"title": "x", "sections": [{"name": "a", "title": "A"}]}
    reply = api.as_admin().post("/surveys/import", json={"format": "surveyapp", "document": document})
    [finding] = reply.get_json()["report"]
    assert (finding["place"], finding["code"], finding["severity"]) == ("/sections", "no_fields", "publish")


def test_a_refused_import_points_into_its_document_and_leaves_nothing(api):
    document = {"title": "x", "sections": [{"name": "a"}]}
    reply = api.as_admin().post("/surveys/import", json={"format": "surveyapp", "document": document})
    assert faults(reply) == [("required_key", "/document/sections/0/title")]
    assert api.as_admin().get("/surveys").get_json()["items"] == []


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"format": "word", "document": {}}, "out_of_range", "/format"),
        ({"document": {}}, "required", "/format"),
        ({"format": "surveyapp"}, "required", "/document"),
        ({"format": "surveyapp", "document": []}, "wrong_type", "/document"),
        ({"format": "surveyapp", "document": None}, "null_not_allowed", "/document"),
    ],
)
def test_an_import_that_is_none_is_refused(api, body, code, pointer):
    reply = api.as_admin().post("/surveys/import", json=body)
    assert reply.status_code == 422 and (code, pointer) in faults(reply)


def test_an_export_is_what_import_takes(api):
    written = author(api.as_admin(), document=WORK)
    export = written.caller.get(f"{written.path}/export")
    assert export.headers["Content-Disposition"] == f'attachment; filename="survey-{written.id}.json"'
    body = {"format": "surveyapp", "document": export.get_json()}
    imported = written.caller.post("/surveys/import", json=body).get_json()["survey"]
    assert written.get(f"/surveys/{imported['id']}/definition") == export.get_json() == written.definition()


def test_a_document_may_come_as_a_file(api):
    reply = upload(api.as_admin(), json.dumps(WORK).encode())
    assert reply.status_code == 201
    stored = api.as_admin().get(f"/surveys/{reply.get_json()['survey']['id']}/definition").get_json()
    assert stored["rules"][0]["target"] == WORK["rules"][0]["target"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"PK\x03\x04"])
def test_a_file_that_is_no_json_is_refused(api, content):
    reply = upload(api.as_admin(), content)
    assert (reply.status_code, faults(reply)) == (422, [("malformed_json", "/file")])


def test_what_is_wrong_in_a_file_is_placed_in_the_file(api):
    reply = upload(api.as_admin(), b'{"title": "x", "sections": [{"name": "a"}]}')
    assert faults(reply) == [("required_key", "/file/sections/0/title")]


def test_a_file_cannot_be_sent_within_json(api):
    reply = api.as_admin().post("/surveys/import", json={"format": "surveyapp", "file": "{}"})
    assert reply.status_code == 422 and ("wrong_type", "/file") in faults(reply)


def test_a_document_and_a_file_at_once_are_refused(api):
    form = {"format": "surveyapp", "document": "{}", "file": (io.BytesIO(b"{}"), "survey.json")}
    reply = api.as_admin().post("/surveys/import", data=form)
    assert faults(reply) == [("wrong_type", "/document")]


def test_our_own_document_loses_nothing(api):
    written = author(api.as_admin(), document=WORK)
    assert written.get(f"{written.path}/export/report") == {"report": []}
    assert written.caller.get(f"{written.path}/export").headers["X-Loss-Count"] == "0"


def test_an_export_in_an_unknown_format_is_refused(api):
    written = author(api.as_admin(), document=WORK)
    assert written.caller.get(f"{written.path}/export?format=word").status_code == 422


def test_every_format_that_the_api_names_has_its_reader_and_writer():
    named = {*schemas.FORMATS, *schemas.FILE_FORMATS}
    assert named == {importing.OWN, *importing.READERS} == set(exporting.WRITERS)
    assert set(schemas.FILE_FORMATS) == importing.IN_FILES
