"""`has_dependencies` is true exactly while another field drives the options, by whatever way that came about (L08)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.factories.surveys import WORK, YES_NO, Author, author

DRIVEN = {
    "dependent_field": "hobby",
    "source_field": "employed",
    "source_value": "yes",
    "dependent_options": [{"label": "Chess", "value": "chess"}],
}


@pytest.fixture
def written(api) -> Author:
    """A survey in which `country` of the section `home` drives `city`."""
    return author(api.as_admin(), document=WORK)


def flagged(written: Author) -> set[str]:
    return {name for name, part in written.parts().items() if part.get("has_dependencies")}


def test_only_the_field_that_is_driven_has_it(written):
    assert flagged(written) == {"city"}


@pytest.mark.parametrize("published", [False, True], ids=["deleted", "retired"])
def test_it_falls_with_the_field_that_drove_it(written, published):
    if published:
        written.publish()
    written.send("DELETE", f"/fields/{written.parts()['country']['id']}", status=204)
    assert flagged(written) == set()


def test_it_falls_with_the_section_of_the_field_that_drove_it(written):
    parts = written.parts()
    written.send("PATCH", f"/fields/{parts['city']['id']}", {"section_id": parts["work"]["id"]})
    assert flagged(written) == {"city"}
    written.send("DELETE", f"/sections/{parts['home']['id']}", status=204)
    assert flagged(written) == set()


def test_it_stays_until_the_last_dependency_goes(written):
    parts = written.parts()
    values = {"source_value": "no", "dependent_options": YES_NO}
    written.send("POST", f"{written.path}/dependencies", ids(parts, "country", "city") | values, 201)
    first, second = written.items(f"{written.path}/dependencies")
    written.send("DELETE", f"/dependencies/{first['id']}", status=204)
    assert flagged(written) == {"city"}
    written.send("DELETE", f"/dependencies/{second['id']}", status=204)
    assert flagged(written) == set()


def test_it_moves_with_a_dependency_that_is_given_another_field(written):
    parts = written.parts()
    [dependency] = written.items(f"{written.path}/dependencies")
    written.send("PATCH", f"/dependencies/{dependency['id']}", ids(parts, "employed", "country"))
    assert flagged(written) == {"country"}


def test_it_follows_a_document(written):
    document = copy.deepcopy(WORK)
    document["sections"][1]["fields"].append(choice("hobby"))
    written.put({**document, "dependencies": [DRIVEN]})
    assert flagged(written) == {"hobby"}
    written.put({**document, "dependencies": []})
    assert flagged(written) == set()


def test_a_document_that_leaves_the_driving_field_out_takes_it_down(written):
    document = copy.deepcopy(WORK)
    del document["sections"][1]["fields"][0]
    written.put({**document, "dependencies": []})
    assert flagged(written) == set()


def test_a_copy_and_an_import_have_it_too(written):
    copied = written.caller.post(f"{written.path}/duplicate").get_json()
    imported = written.caller.post("/surveys/import", json={"format": "surveyapp", "document": WORK}).get_json()
    for survey in (copied, imported["survey"]):
        assert flagged(Author(written.caller, survey)) == {"city"}


def test_nobody_sets_it_by_hand(written):
    reply = written.try_("PATCH", f"/fields/{written.parts()['hours']['id']}", json={"has_dependencies": True})
    assert reply.status_code == 422
    assert flagged(written) == {"city"}


def ids(parts: dict[str, Any], source: str, dependent: str) -> dict[str, str]:
    return {"source_field_id": parts[source]["id"], "dependent_field_id": parts[dependent]["id"]}


def choice(name: str) -> dict[str, Any]:
    return {"name": name, "label": name, "field_type": "dropdown", "options": YES_NO}
