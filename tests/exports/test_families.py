"""Tables, rankings, times and files in the file: a place for everything that was answered."""

from __future__ import annotations

import pytest

from tests.factories.jobs import add_response, add_survey

OPTIONS = [{"value": "good", "label": "Good, really"}, {"value": "bad", "label": "=Bad"}]
DOCUMENT = {
    "title": "Families",
    "sections": [
        {
            "name": "page",
            "title": "Page",
            "fields": [
                {"name": "hello", "label": "Welcome", "field_type": "note"},
                {
                    "name": "views",
                    "label": "Views",
                    "field_type": "matrix",
                    "config": {"rows": [{"value": "speed", "label": "Speed"}, {"value": "price", "label": "Price"}]},
                    "options": OPTIONS,
                },
                {"name": "order", "label": "Order", "field_type": "ranking", "options": OPTIONS},
                {"name": "stars", "label": "Stars", "field_type": "rating"},
                {"name": "hour", "label": "Hour", "field_type": "time"},
                {"name": "begin", "label": "Begin", "field_type": "datetime"},
                {"name": "scan", "label": "Scan", "field_type": "file"},
                {"name": "photos", "label": "Photos", "field_type": "multiple_files"},
            ],
        }
    ],
}


def file(name):
    return {"name": name, "size": 1, "mime_type": "image/png", "stored_file_id": "x"}


ANSWERS = {
    "views": {"speed": "bad"},
    "order": ["bad", "good"],
    "stars": 4,
    "hour": "09:30",
    "begin": "2024-02-29T09:30:05",
    "scan": file("=scan.pdf"),
    "photos": [file("a.png"), file("b, c.png")],
}


@pytest.fixture
def survey(app, tenant_a):
    survey_id, [version_id] = add_survey(tenant_a, DOCUMENT)
    add_response(tenant_a, survey_id, version_id, ANSWERS)
    add_response(tenant_a, survey_id, version_id, {})
    return survey_id


def answered(exported, survey, **options):
    rows = exported.rows(survey, **options)
    return [{name: cell for name, cell in row.items() if not name.startswith("_")} for row in rows]


def test_a_row_of_a_table_is_a_column_and_a_note_is_none(exported, survey):
    full, empty = answered(exported, survey)
    assert full == {
        "views/speed": "bad",
        "views/price": "",
        "order": "bad|good",
        "stars": "4",
        "hour": "09:30",
        "begin": "2024-02-29T09:30:05",
        "scan": "'=scan.pdf",
        "photos": "a.png|b, c.png",
    }
    assert set(empty.values()) == {""}


def test_labels_stand_for_codes_of_rows_columns_and_places(exported, survey):
    full, _ = answered(exported, survey, labels="labels", header="labels")
    assert (full["Views/Speed"], full["Views/Price"], full["Order"]) == ("'=Bad", "", "'=Bad|Good, really")


def test_an_option_of_a_ranking_has_a_column_with_its_place(exported, survey):
    full, empty = answered(exported, survey, multiple="columns")
    assert (full["order/good"], full["order/bad"]) == ("2", "1")
    assert (empty["order/good"], empty["order/bad"]) == ("", "")
