"""Sections, fields and options one by one (B01-B14, B22)."""

from __future__ import annotations

import pytest

from tests.factories.surveys import WORK, YES_NO, author, faults

NOBODY = "0190b2c4-0000-7000-8000-000000000000"


def names(parts):
    return [part["name"] for part in parts]


def test_a_survey_grows_section_by_section_field_by_field_option_by_option(api):
    written = author(api.as_admin())
    section = written.section("Work", description="About work")
    field = written.field(section, "Employed?", "radio", is_required=True)
    for option in YES_NO:
        written.send("POST", f"/fields/{field['id']}/options", option, 201)
    document = written.definition()["sections"][0]
    assert (document["name"], document["title"], document["description"]) == ("work", "Work", "About work")
    assert document["fields"][0]["name"] == "employed" and document["fields"][0]["is_required"] is True
    assert document["fields"][0]["options"] == YES_NO


def test_every_write_moves_the_surveys_etag_and_needs_it(api):
    written = author(api.as_admin())
    section = written.section()
    assert written.revision == 2
    assert written.caller.get(f"/sections/{section['id']}").headers["ETag"] == '"2"'
    assert written.caller.post(f"{written.path}/sections", json={"title": "Blind"}).status_code == 428
    assert written.caller.post(f"{written.path}/sections", json={"title": "Stale"}, if_match=1).status_code == 412
    assert len(written.items(f"{written.path}/sections")) == 1


def test_sections_count_from_one_in_the_order_they_came(api):
    written = author(api.as_admin())
    made = [written.section(title) for title in ("First", "Second", "Third")]
    assert [section["order"] for section in made] == [1, 2, 3]


def test_a_part_put_at_a_place_makes_the_others_make_room(api):
    written = author(api.as_admin())
    for title in ("B", "C"):
        written.section(title)
    written.section("A", order=1)
    listed = written.items(f"{written.path}/sections")
    assert [(section["title"], section["order"]) for section in listed] == [("A", 1), ("B", 2), ("C", 3)]


def test_a_part_is_moved_by_its_order(api):
    written = author(api.as_admin())
    made = [written.section(title) for title in ("A", "B", "C")]
    written.send("PATCH", f"/sections/{made[0]['id']}", {"order": 3})
    assert names(written.items(f"{written.path}/sections")) == ["b", "c", "a"]


@pytest.mark.parametrize("kind", ["sections", "fields", "options", "rules", "dependencies"])
def test_siblings_take_a_whole_new_order_at_once(api, kind):
    document = {**WORK, "dependencies": WORK["dependencies"] + [{**WORK["dependencies"][0], "source_value": "no"}]}
    written = author(api.as_admin(), document=document)
    parts = written.parts()
    home = {"fields": f"/sections/{parts['work']['id']}", "options": f"/fields/{parts['city']['id']}"}
    path = f"{home.get(kind, written.path)}/{kind}"
    ids = [part["id"] for part in written.items(path)][::-1]
    assert written.send("PUT", f"{path}/order", {"ids": ids}, 200) == {"ids": ids}
    assert [(part["id"], part["order"]) for part in written.items(path)] == list(zip(ids, range(1, 9), strict=False))


@pytest.mark.parametrize("change", [lambda ids: ids[:-1], lambda ids: ids + ids[:1], lambda ids: ids[:-1] + [NOBODY]])
def test_an_order_that_is_no_permutation_is_refused(api, change):
    written = author(api.as_admin(), document=WORK)
    ids = [section["id"] for section in written.items(f"{written.path}/sections")]
    reply = written.try_("PUT", f"{written.path}/sections/order", json={"ids": change(ids)})
    assert reply.status_code == 422 and faults(reply) == [("not_a_permutation", "/ids")]


def test_a_field_keeps_everything_it_was_given(api):
    written = author(api.as_admin())
    sent = {
        "name": "age",
        "label": "Your age",
        "help": "In years",
        "field_type": "number",
        "is_required": True,
        "is_sensitive": True,
        "rule_logic": "or",
        "config": {"min_value": 0, "max_value": 120, "decimal_places": 0},
    }
    field = written.send("POST", f"/sections/{written.section()['id']}/fields", sent, 201)
    assert {key: field[key] for key in sent} == sent
    assert (field["order"], field["has_dependencies"], field["retired_at"]) == (1, False, None)
    assert written.get(f"/fields/{field['id']}") == field


def test_a_field_comes_with_its_options(api):
    written = author(api.as_admin())
    field = written.field(written.section(), "Country", "dropdown", options=YES_NO)
    assert [(option["value"], option["order"]) for option in field["options"]] == [("yes", 1), ("no", 2)]
    assert written.items(f"/fields/{field['id']}/options") == field["options"]


def test_new_options_replace_the_old_and_those_that_stay_keep_their_ids(api):
    written = author(api.as_admin())
    field = written.field(written.section(), "Country", "dropdown", options=YES_NO)
    kept = field["options"][1]
    offered = [{"value": "maybe", "label": "Maybe"}, {"value": "no", "label": "Never"}]
    changed = written.send("PATCH", f"/fields/{field['id']}", {"options": offered})
    assert [option["value"] for option in changed["options"]] == ["maybe", "no"]
    assert changed["options"][1] == {**kept, "label": "Never", "order": 2}


def test_an_option_is_changed_moved_and_deleted(api):
    written = author(api.as_admin())
    yes, no = written.field(written.section(), "Country", "dropdown", options=YES_NO)["options"]
    written.send("PATCH", f"/options/{no['id']}", {"label": "Nope", "order": 1})
    assert [option["label"] for option in written.items(f"/fields/{yes['field_id']}/options")] == ["Nope", "Yes"]
    written.send("DELETE", f"/options/{no['id']}", status=204)
    assert [option["order"] for option in written.items(f"/fields/{yes['field_id']}/options")] == [1]
    assert written.caller.get(f"/options/{no['id']}").status_code == 404


def test_a_field_moves_to_another_section_and_keeps_its_id(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    moved = written.send("PATCH", f"/fields/{parts['employed']['id']}", {"section_id": parts["home"]["id"], "order": 2})
    assert (moved["id"], moved["section_id"]) == (parts["employed"]["id"], parts["home"]["id"])
    document = written.definition()
    assert [names(section["fields"]) for section in document["sections"]] == [
        ["employer", "hours"],
        ["country", "employed", "city"],
    ]


def test_a_field_cannot_move_to_another_surveys_section(api):
    written, other = author(api.as_admin(), document=WORK), author(api.as_admin(), document=WORK)
    strange = {"section_id": other.parts()["home"]["id"]}
    reply = written.try_("PATCH", f"/fields/{written.parts()['employed']['id']}", json=strange)
    assert reply.status_code == 422 and faults(reply) == [("unknown_section", "/section_id")]


def test_a_deleted_field_takes_its_rules_and_dependencies_along(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    for name in ("employed", "country"):
        written.send("DELETE", f"/fields/{parts[name]['id']}", status=204)
    document = written.definition()
    assert [rule["target"] for rule in document["rules"]] == ["home"]
    assert document["dependencies"] == []
    assert written.caller.get(f"/fields/{parts['employed']['id']}").status_code == 404


def test_a_deleted_section_takes_its_fields_and_their_logic_along(api):
    written = author(api.as_admin(), document=WORK)
    written.send("DELETE", f"/sections/{written.parts()['home']['id']}", status=204)
    document = written.definition()
    assert names(document["sections"]) == ["work"]
    assert [rule["target"] for rule in document["rules"]] == ["employer"]
    assert document["dependencies"] == []


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("What is your age?", "what_is_your_age"),
        ("  Größe (cm) ", "grosse_cm"),
        ("2 cars?", "field_2_cars"),
        ("All", "field_all"),
        ("年齢", "field"),
        ("x" * 200, "x" * 56),
    ],
)
def test_a_name_left_out_is_made_from_the_label(api, label, name):
    written = author(api.as_admin())
    assert written.field(written.section(), label)["name"] == name


def test_names_made_from_equal_labels_differ(api):
    written = author(api.as_admin())
    section = written.section()
    assert [written.field(section, "Name")["name"] for _ in range(3)] == ["name", "name_2", "name_3"]


def test_a_draft_part_can_be_renamed_and_its_logic_follows(api):
    written = author(api.as_admin(), document=WORK)
    written.send("PATCH", f"/fields/{written.parts()['employed']['id']}", {"name": "has_job"})
    assert written.definition()["rules"][0]["source_field"] == "has_job"


@pytest.mark.parametrize(
    ("path", "document", "fault"),
    [
        ("sections", {"title": ""}, ("blank", "/title")),
        ("sections", {"title": "x" * 256}, ("text_too_long", "/title")),
        ("sections", {"title": 5}, ("wrong_type", "/title")),
        ("sections", {}, ("required", "/title")),
        ("sections", {"title": "x", "name": "Work"}, ("bad_name", "/name")),
        ("sections", {"title": "x", "name": "all"}, ("reserved_name", "/name")),
        ("sections", {"title": "x", "name": "work"}, ("duplicate_name", "/name")),
        ("sections", {"title": "x", "order": 0}, ("out_of_range", "/order")),
        ("sections", {"title": "x", "order": "1"}, ("wrong_type", "/order")),
        ("sections", {"title": "x", "order": 10**18}, ("out_of_range", "/order")),
        ("sections", {"title": "x", "rule_logic": "xor"}, ("out_of_range", "/rule_logic")),
        ("sections", {"title": "x", "id": NOBODY}, ("unknown_field", "/id")),
        ("fields", {"label": "x"}, ("required", "/field_type")),
        ("fields", {"label": "x", "field_type": "hologram"}, ("unknown_field_type", "/field_type")),
        ("fields", {"label": "x" * 501, "field_type": "text"}, ("text_too_long", "/label")),
        ("fields", {"label": "x", "field_type": "text", "name": "hours"}, ("duplicate_name", "/name")),
        ("fields", {"label": "x", "field_type": "text", "name": "a_"}, ("bad_name", "/name")),
        ("fields", {"label": "x", "field_type": "text", "is_required": "yes"}, ("wrong_type", "/is_required")),
        ("fields", {"label": "x", "field_type": "text", "is_required": 1}, ("wrong_type", "/is_required")),
        ("fields", {"label": "x", "field_type": "text", "config": []}, ("wrong_type", "/config")),
        (
            "fields",
            {"label": "x", "field_type": "text", "config": {"min_length": "2"}},
            ("bad_config", "/config/min_length"),
        ),
        ("fields", {"label": "x", "field_type": "text", "options": YES_NO}, ("options_not_allowed", "/options")),
        (
            "fields",
            {"label": "x", "field_type": "radio", "options": YES_NO + YES_NO[:1]},
            ("duplicate_option", "/options/2/value"),
        ),
        (
            "fields",
            {"label": "x", "field_type": "radio", "options": [{"value": " ", "label": "x"}]},
            ("blank", "/options/0/value"),
        ),
        (
            "fields",
            {"label": "x", "field_type": "radio", "options": [{"value": 1, "label": "x"}]},
            ("wrong_type", "/options/0/value"),
        ),
        ("options", {"value": "yes", "label": "Again"}, ("duplicate_option", "/value")),
        ("options", {"value": "x" * 256, "label": "x"}, ("text_too_long", "/value")),
        ("options", {"value": "x"}, ("required", "/label")),
    ],
)
def test_a_part_that_cannot_be_is_refused_with_its_place_and_nothing_is_stored(api, path, document, fault):
    written = author(api.as_admin(), document=WORK)
    before, parts = written.definition(), written.parts()
    home = {"fields": f"/sections/{parts['work']['id']}", "options": f"/fields/{parts['city']['id']}"}
    reply = written.try_("POST", f"{home.get(path, written.path)}/{path}", json=document)
    assert reply.status_code == 422, reply.get_json()
    assert fault in faults(reply)
    assert written.definition() == before


def test_all_that_is_wrong_is_told_at_once(api):
    written = author(api.as_admin())
    sent = {"label": " ", "field_type": "text", "name": "Bad", "config": {"nonsense": 1}, "help": None}
    reply = written.try_("POST", f"/sections/{written.section()['id']}/fields", json=sent)
    assert {pointer for _, pointer in faults(reply)} >= {"/label", "/name"}


@pytest.mark.parametrize("kind", ["sections", "fields", "options", "rules", "dependencies"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_a_part_that_is_not_there_is_not_found(api, kind, method):
    reply = api.as_admin().open(method, f"/{kind}/{NOBODY}", json={}, if_match=1)
    assert (reply.status_code, reply.get_json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_another_organizations_parts_do_not_exist(api, tenant_b, method):
    written = author(api.as_admin(), document=WORK)
    parts, stranger = written.parts(), api.as_admin(tenant_b)
    addresses = [
        f"/sections/{parts['work']['id']}",
        f"/fields/{parts['city']['id']}",
        f"/options/{parts['city']['options'][0]['id']}",
        f"/rules/{written.items(f'{written.path}/rules')[0]['id']}",
        f"/dependencies/{written.items(f'{written.path}/dependencies')[0]['id']}",
    ]
    statuses = [stranger.open(method, path, json={}, if_match=written.revision).status_code for path in addresses]
    assert statuses == [404] * 5


def test_everybody_in_the_organization_reads_and_only_editors_write(api):
    written = author(api.as_admin(), document=WORK)
    viewer = api.as_data_viewer()
    assert viewer.get(f"{written.path}/definition").status_code == 200
    assert viewer.get(f"{written.path}/sections").status_code == 200
    reply = viewer.post(f"{written.path}/sections", json={"title": "x"}, if_match=written.revision)
    assert reply.get_json()["code"] == "permission_is_missing"


ROSTER = {"count": None, "for_each": None, "items": None, "min": 1, "max": 4, "start": 2}


def test_a_section_repeats_by_the_document_and_by_the_section(api):
    written = author(api.as_admin())
    people = written.section("People", repeat=ROSTER)
    written.field(people, "First name")
    assert (people["repeat"], written.section("Home")["repeat"]) == (ROSTER, None)
    document = written.definition()
    assert [section["repeat"] for section in document["sections"]] == [ROSTER, None]
    assert author(api.as_admin(), document=document).definition() == document
    assert written.send("PATCH", f"/sections/{people['id']}", {"repeat": None}, 200)["repeat"] is None
    assert written.definition()["sections"][0]["repeat"] is None


def test_a_repeat_that_cannot_be_is_refused_where_it_stands(api):
    written = author(api.as_admin())
    people = written.section("People")
    for repeat, fault in (
        ({"max": "many"}, ("wrong_type", "/repeat/max")),
        ({"times": 3}, ("unknown_key", "/repeat/times")),
        ({"for_each": "nobody"}, ("unknown_field", "/repeat/for_each")),
    ):
        reply = written.try_("PATCH", f"/sections/{people['id']}", json={"repeat": repeat})
        assert (reply.status_code, faults(reply)) == (422, [fault])


def test_a_copy_repeats_what_its_original_repeats(api):
    written = author(api.as_admin())
    written.section("People", repeat=ROSTER)
    copied = written.send("POST", f"{written.path}/duplicate", {}, 201)
    assert written.get(f"/surveys/{copied['id']}/definition")["sections"][0]["repeat"] == ROSTER


TABLE = {"rows": [{"value": "speed", "label": "Speed"}]}


@pytest.mark.parametrize(
    ("field_type", "values"),
    [
        ("rating", {"config": {"min_value": 0, "max_value": 10, "min_label": "Never"}}),
        ("ranking", {"options": YES_NO}),
        ("matrix", {"config": TABLE, "options": YES_NO}),
        ("time", {"config": {"min_time": "09:00"}}),
        ("datetime", {"config": {"max_datetime": "2030-01-01T00:00"}}),
        ("file", {"config": {"allowed_file_types": [".pdf"], "max_file_size_mb": 2}}),
        ("multiple_files", {"config": {"max_files_count": 3}}),
        ("note", {"help": "Take your time."}),
    ],
)
def test_every_family_is_kept_by_the_field_and_by_the_document(api, field_type, values):
    written = author(api.as_admin())
    made = written.field(written.section(), "Question", field_type, **values)
    assert made["field_type"] == field_type
    document = written.definition()
    stored = document["sections"][0]["fields"][0]
    assert {key: stored[key] for key in values} == values
    assert author(api.as_admin(), document=document).definition() == document


def test_a_survey_that_asks_for_files_is_tried_and_checked_and_not_published(api):
    written = author(api.as_admin())
    written.field(written.section(), "Passport", "file")
    file = {"name": "me.pdf", "size": 5, "mime_type": "application/pdf", "stored_file_id": "1"}
    tried = written.send("POST", f"{written.path}/evaluate", {"answers": {"passport": file}}, 200)
    assert (tried["errors"], tried["stored"]) == ([], {"passport": file})
    reply = written.try_("POST", f"{written.path}/publish")
    assert (reply.status_code, faults(reply)) == (422, [("uploads_not_available", "/sections/0/fields/0/field_type")])
