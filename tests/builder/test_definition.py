"""The whole definition at once: replaced, copied; what keeps its name keeps its id (DESIGN 7)."""

from __future__ import annotations

import copy

import pytest

from tests.factories.surveys import WORK, YES_NO, author, faults
from tests.logic import bench_survey


def ids(written):
    """The id of everything in a survey, under what identifies it."""
    parts = written.parts()
    options = [
        (name, option["value"], option["id"]) for name, part in parts.items() for option in part.get("options", ())
    ]
    rules = [rule["id"] for rule in written.items(f"{written.path}/rules")]
    dependencies = [dependency["id"] for dependency in written.items(f"{written.path}/dependencies")]
    return {name: part["id"] for name, part in parts.items()}, options, rules, dependencies


def changed(change):
    document = copy.deepcopy(WORK)
    change(document)
    return document


def test_a_document_reads_back_complete(api):
    written = author(api.as_admin(), document=WORK)
    document = written.definition()
    assert document["title"] == "Work"
    assert document["sections"][0]["fields"][0]["options"] == YES_NO
    assert document["rules"][0] == {**WORK["rules"][0], "action": "show", "rule_group": None, "group_logic": "and"}
    assert document["dependencies"] == WORK["dependencies"]
    assert list(document) == [
        "title",
        "description",
        "language",
        "timezone",
        "translations",
        "sections",
        "rules",
        "dependencies",
    ]


def test_what_was_read_can_be_put_and_nothing_but_the_revision_changes(api):
    written = author(api.as_admin(), document=WORK)
    before, document = ids(written), written.definition()
    assert written.put(document) == document == written.definition()
    assert ids(written) == before


def test_a_document_sets_the_surveys_own_members(api):
    written = author(api.as_admin(), "Old")
    written.put({**WORK, "title": "New", "language": "de", "timezone": "Europe/Vienna"})
    survey = written.get(written.path)
    assert (survey["title"], survey["language"], survey["timezone"]) == ("New", "de", "Europe/Vienna")


def test_a_document_needs_the_etag_and_refuses_a_stale_one(api):
    written = author(api.as_admin(), document=WORK)
    assert written.caller.put(f"{written.path}/definition", json=WORK).status_code == 428
    assert written.caller.put(f"{written.path}/definition", json=WORK, if_match=1).status_code == 412


def test_parts_keep_their_ids_through_new_words_and_a_new_order(api):
    written = author(api.as_admin(), document=WORK)
    before = ids(written)

    def shuffle(document):
        document["sections"].reverse()
        document["sections"][1]["fields"].reverse()
        document["sections"][1]["title"] = "Employment"
        document["rules"].reverse()

    written.put(changed(shuffle))
    names, options, rules, dependencies = ids(written)
    assert names == before[0] and sorted(options) == sorted(before[1])
    assert rules == before[2][::-1] and dependencies == before[3]
    assert [section["name"] for section in written.definition()["sections"]] == ["home", "work"]


def test_a_field_that_moves_out_of_a_section_that_goes_keeps_its_id(api):
    written = author(api.as_admin(), document=WORK)
    before = written.parts()

    def merge(document):
        document["sections"][0]["fields"] += document["sections"].pop()["fields"]
        document["rules"].pop()

    written.put(changed(merge))
    after = written.parts()
    assert after["city"]["id"] == before["city"]["id"]
    assert after["city"]["section_id"] == before["work"]["id"]
    assert "home" not in after


def test_what_a_document_leaves_out_is_gone(api):
    written = author(api.as_admin(), document=WORK)
    city = written.parts()["city"]["id"]
    written.put({"title": "Bare"})
    assert written.items(f"{written.path}/sections") == []
    assert written.items(f"{written.path}/rules") == []
    assert written.caller.get(f"/fields/{city}").status_code == 404


def test_the_flag_of_dependent_fields_follows_the_document(api):
    written = author(api.as_admin(), document=WORK)
    assert written.parts()["city"]["has_dependencies"] is True
    written.put({**WORK, "dependencies": []})
    assert written.parts()["city"]["has_dependencies"] is False


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ([], "wrong_type", ""),
        (None, "required_key", "/title"),
        ({}, "required_key", "/title"),
        ({"title": "x", "sections": {}}, "wrong_type", "/sections"),
        ({"title": "x", "surprise": 1}, "unknown_key", "/surprise"),
        ({"title": "x", "sections": [{"name": "A", "title": "A"}]}, "bad_name", "/sections/0/name"),
        ({"title": "x", "sections": [{"name": "a", "title": "A"}] * 2}, "duplicate_name", "/sections/1/name"),
        ({"title": "x", "sections": [{"name": "a"}]}, "required_key", "/sections/0/title"),
        ({"title": "x", "sections": [7]}, "wrong_type", "/sections/0"),
        (changed(lambda d: d["rules"][0].update(target="nobody")), "unknown_field", "/rules/0/target"),
        (changed(lambda d: d["rules"][0].update(operator="between")), "operator_not_allowed", "/rules/0/operator"),
        (changed(lambda d: d["rules"][0].update(source_field="employer")), "rule_cycle", "/rules/0"),
        (changed(lambda d: d["dependencies"][0].update(source_field="x")), "unknown_field", "/dependencies/0/source"),
        ({"title": "a\0"}, "text_not_storable", "/title"),
        ({"title": "x", "translations": {"de": {"a": 2**60}}}, "number_too_large", "/translations/de/a"),
    ],
)
def test_a_document_that_cannot_be_is_refused_whole_with_its_places(api, document, code, pointer):
    written = author(api.as_admin(), document=WORK)
    before = written.definition()
    reply = written.try_("PUT", f"{written.path}/definition", json=document)
    assert reply.status_code == 422, reply.get_json()
    assert any(found == code and place.startswith(pointer) for found, place in faults(reply)), faults(reply)
    assert written.definition() == before


def test_nesting_without_end_is_a_problem_and_not_a_crash(api):
    written = author(api.as_admin())
    deep = '{"title": "x", "translations": ' + '{"a": ' * 900 + "1" + "}" * 901
    headers = {"Content-Type": "application/json"}
    reply = written.try_("PUT", f"{written.path}/definition", data=deep, headers=headers)
    assert reply.status_code in (400, 422)


def test_a_document_of_two_hundred_fields_takes_a_handful_of_statements(api, count_queries):
    document = bench_survey.document()
    written = author(api.as_admin())
    with count_queries() as statements:
        written.put(document)
    writes = [statement for statement in statements if statement.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) <= 8, writes
    assert len(statements) <= 20, statements
    stored = written.definition()
    assert len(stored["rules"]) == len(document["rules"]) and len(stored["dependencies"]) == 50


def test_putting_the_same_two_hundred_fields_again_writes_no_part(api, count_queries):
    document = bench_survey.document()
    written = author(api.as_admin(), document=document)
    with count_queries() as statements:
        written.put(document)
    tables = ("sections", "fields", "field_options", "conditional_rules", "field_dependencies")
    touched = [
        statement
        for statement in statements
        if statement.startswith(("INSERT", "UPDATE", "DELETE")) and any(f" {table} " in statement for table in tables)
    ]
    assert touched == []


def test_one_change_in_two_hundred_fields_writes_one_row(api, count_queries):
    document = bench_survey.document()
    written = author(api.as_admin(), document=document)
    document["sections"][3]["fields"][2]["label"] = "Changed"
    with count_queries() as statements:
        written.put(document)
    assert [statement.split()[1] for statement in statements if statement.startswith("UPDATE")].count("fields") == 1


def test_a_copy_says_the_same_under_another_title_and_is_a_draft(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    copied = written.caller.post(f"{written.path}/duplicate").get_json()
    assert (copied["title"], copied["status"], copied["current_version"]) == ("Copy of Work", "draft", None)
    definition = written.get(f"/surveys/{copied['id']}/definition")
    assert {**definition, "title": "Work"} == written.definition()


def test_a_copy_has_parts_of_its_own(api):
    written = author(api.as_admin(), document=WORK)
    copied = written.caller.post(f"{written.path}/duplicate", json={"title": "Mine"}).get_json()
    sections = written.items(f"/surveys/{copied['id']}/sections")
    assert copied["title"] == "Mine"
    assert {section["id"] for section in sections}.isdisjoint(part["id"] for part in written.parts().values())


def test_a_copy_of_a_long_title_fits(api):
    written = author(api.as_admin(), "x" * 255)
    assert len(written.caller.post(f"{written.path}/duplicate").get_json()["title"]) == 255


def test_a_copy_reads_like_any_survey(api):
    written = author(api.as_admin(), document=WORK)
    copied = written.caller.post(f"{written.path}/duplicate").get_json()
    assert written.get(f"/surveys/{copied['id']}") == copied


@pytest.mark.parametrize(("path", "body"), [("duplicate", {"title": 5}), ("duplicate", {"title": " "})])
def test_a_copy_needs_a_title_that_can_be(api, path, body):
    written = author(api.as_admin(), document=WORK)
    assert written.caller.post(f"{written.path}/{path}", json=body).status_code == 422


def test_a_default_is_kept_by_the_document_and_by_the_field(api):
    written = author(api.as_admin(), document=WORK)
    hours = written.parts()["hours"]
    assert hours["default"] is None
    assert written.send("PATCH", f"/fields/{hours['id']}", {"default": "40 - 2"}, 200)["default"] == "40 - 2"
    document = written.definition()
    assert document["sections"][0]["fields"][2]["default"] == "40 - 2"
    copied = author(api.as_admin(), document=document)
    assert copied.definition() == document
    refused = written.try_("PATCH", f"/fields/{hours['id']}", json={"default": "'much'"})
    assert faults(refused) == [("type_clash", "/default")]
