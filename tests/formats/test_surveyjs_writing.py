"""Our surveys as SurveyJS documents: what is said there, what is lost, and that it comes back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from surveyapp.formats.service.surveyjs import read, write
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document, to_document
from tests.factories.surveys import WORK, author
from tests.logic.strategies import documents

YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]


def survey(*fields, **members):
    document = {"title": "x", "sections": [{"name": "s", "title": "S", "fields": list(fields)}], **members}
    return from_document(document)


def elements(definition):
    [page] = write(definition).content["pages"]
    return {element["name"]: element for element in page["elements"]}


def field(name, field_type="text", **members):
    return {"name": name, "label": name.upper(), "field_type": field_type, **members}


A, N = field("a", "radio", options=YES_NO), field("n", "number")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("{a} = 'yes'", "{a} = 'yes'"),
        ("{a} != 'yes' and {n} > 3", "{a} != 'yes' and {n} > 3"),
        ("{a} empty or ({n} >= 1 and {n} <= 2)", "{a} empty or ({n} >= 1 and {n} <= 2)"),
        ("not ({n} = 1)", "!({n} = 1)"),
        ("{a} anyof ['yes', 'no']", "{a} anyof ['yes', 'no']"),
        ("{n} * 2 + 1 > 3", "(({n} * 2) + 1) > 3"),
        ("sum({n}, 1) = 2", "sum({n}, 1) = 2"),
        ("today() > date('2024-01-01')", "today() > '2024-01-01'"),
    ],
)
def test_a_condition_is_written_as(ours, theirs):
    definition = survey(A, N, field("q", visible_if=ours))
    assert elements(definition)["q"]["visibleIf"] == theirs


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("{k} anyof {l}", "({l} notempty and {k} anyof {l})"),
        ("{k} allof {l}", "({l} notempty and {k} allof {l})"),
        ("{k} noneof {l}", "({l} empty or {k} noneof {l})"),
        ("{k} anyof ['yes']", "{k} anyof ['yes']"),
    ],
)
def test_nothing_is_found_in_an_empty_list(ours, theirs):
    several = [field(name, "checkbox", options=YES_NO) for name in ("k", "l")]
    assert elements(survey(*several, field("q", visible_if=ours)))["q"]["visibleIf"] == theirs


def test_rules_and_dependencies_are_conditions_there():
    definition = from_document(WORK)
    pages = {page["name"]: page for page in write(definition).content["pages"]}
    shown = {element["name"]: element for page in pages.values() for element in page["elements"]}
    assert shown["employer"]["visibleIf"] == "{employed} = 'yes'"
    dependent = [choice for choice in shown["city"]["choices"] if "visibleIf" in choice]
    assert dependent


def test_what_is_required_anyway_is_required_by_no_condition():
    required = field("b", is_required=True, required_if="{a} = 'yes'")
    made = elements(survey(A, required, field("c", required_if="{a} = 'yes'")))
    assert made["b"]["isRequired"] and "requiredIf" not in made["b"]
    assert made["c"]["requiredIf"] == "{a} = 'yes'"


def test_a_constraint_of_no_answer_lets_none_pass():
    plain, empty = "{n} > 3", {"expression": "{n} > 3", "also_empty": True}
    made = elements(survey(field("n", "number", constraint=plain), field("m", "number", constraint=empty)))
    assert made["n"]["validators"][0]["expression"] == "{n} empty or ({n} > 3)"
    assert made["m"]["validators"][0]["expression"] == "{n} > 3"


def test_what_cannot_be_written_is_told_with_its_place():
    written = write(survey(field("q", is_sensitive=True, constraint="regex({.}, 'a+') or {.} = 'b'")))
    told = {(loss.place, loss.code) for loss in written.report}
    assert ("/sections/0/fields/0/is_sensitive", "sensitive") in told
    assert ("/sections/0/fields/0/constraint", "expression_lost") in told


def test_a_pattern_of_the_answer_is_a_validator_of_its_own():
    said = {"expression": "regex({.}, '[a-z]+|x') and {.} != 'abc'", "message": "Small letters."}
    [pattern, rest] = elements(survey(field("q", constraint=said)))["q"]["validators"]
    assert pattern == {"type": "regex", "regex": "^(?:[a-z]+|x)$", "text": "Small letters."}
    assert rest["expression"] == "{q} empty or ({q} != 'abc')"


def test_a_pattern_comes_back_the_same_however_often_it_is_written():
    once = read(write(survey(field("q", constraint="regex({.}, '[a-z]+|x')"))).content).document
    assert once["sections"][0]["fields"][0]["constraint"] == "regex({q}, '(?:[a-z]+|x)')"
    again = read(write(from_document(once)).content).document
    assert again["sections"][0]["fields"][0]["constraint"] == "regex({q}, '(?:[a-z]+|x)')"


@pytest.mark.parametrize("field_type", ["boolean", "radio", "checkbox", "rating", "time", "text_area"])
def test_a_calculated_field_of_a_type_that_no_expression_has_is_told(field_type):
    options = {"options": YES_NO} if field_type in ("radio", "checkbox") else {}
    written = write(survey(field("q", field_type, calculate="''", **options)))
    assert ("/sections/0/fields/0/field_type", "calculated") in {(loss.place, loss.code) for loss in written.report}


def test_a_limit_of_the_size_of_files_is_counted_in_bytes():
    assert elements(survey(field("q", "file", config={"max_file_size_mb": 1.5})))["q"]["maxSize"] == 1_572_864


@pytest.mark.parametrize(("operator", "said"), [("equals", "false"), ("not_equals", "true"), ("in", "false")])
def test_a_comparison_with_nothing_is_what_it_comes_to(operator, said):
    rule = {"target_type": "field", "target": "q", "source_field": "k", "operator": operator, "value": []}
    asked = survey(field("k", "checkbox", options=YES_NO), field("q"), rules=[{**rule, "action": "show"}])
    assert elements(asked)["q"]["visibleIf"] == said


def test_an_option_of_a_dependency_keeps_its_own_condition():
    fed = {"value": "z", "label": "Z", "visible_if": "{n} > 3"}
    told = {"dependent_field": "b", "source_field": "a", "source_value": "yes", "dependent_options": [fed]}
    own = [{"value": "y", "label": "Y", "visible_if": "{n} > 5"}, {"value": "z", "label": "Z"}]
    choices = elements(survey(A, N, field("b", "radio", options=own), dependencies=[told]))["b"]["choices"]
    assert [choice["visibleIf"] for choice in choices] == [
        "!({a} = 'yes') and {n} > 5",
        "({a} = 'yes' and {n} > 3) or !({a} = 'yes')",
    ]


def test_a_page_without_questions_is_told():
    document = {"title": "x", "sections": [{"name": "s", "title": "S", "fields": []}]}
    assert ("/sections/0", "empty_section") in {
        (loss.place, loss.code) for loss in write(from_document(document)).report
    }


def test_translations_are_texts_of_several_languages():
    translated = {"de": {"fields": {"q": {"label": "Frage", "message": "Nein"}}}}
    constraint = {"expression": "{.} != 'x'", "message": "No"}
    written = elements(survey(field("q", constraint=constraint), translations=translated))["q"]
    assert written["title"] == {"default": "Q", "de": "Frage"}
    assert written["validators"][0]["text"] == {"default": "No", "de": "Nein"}


def test_a_repeat_comes_back_as_it_was():
    document = {
        "title": "x",
        "sections": [
            {
                "name": "people",
                "title": "People",
                "repeat": {"min": 1, "max": 4},
                "fields": [field("age", "number"), field("job", visible_if="{age} >= 18")],
            },
        ],
    }
    again = read(write(from_document(document)).content).document["sections"][0]
    assert again["repeat"] == {"min": 1, "max": 4, "start": 1}
    assert [each["visible_if"] for each in again["fields"]] == [None, "{age} >= 18"]


@settings(deadline=None)
@given(documents())
def test_any_survey_can_be_written_and_what_was_written_read(document):
    definition = from_document(document)
    again = from_document(read(write(definition).content).document)
    compile_survey(again)
    kept = {each.name for each in definition.fields}
    assert {each.name for each in again.fields} >= kept


@settings(deadline=None)
@given(documents())
def test_our_own_document_comes_back_exactly(document):
    once = to_document(from_document(document))
    assert to_document(from_document(once)) == once


def test_an_export_is_a_file_with_its_losses_counted(api):
    written = author(api.as_admin(), document=WORK)
    export = written.caller.get(f"{written.path}/export?format=surveyjs")
    assert export.headers["Content-Disposition"] == f'attachment; filename="survey-{written.id}.json"'
    assert [page["name"] for page in export.get_json()["pages"]] == ["work", "home"]
    report = written.get(f"{written.path}/export/report?format=surveyjs")["report"]
    assert export.headers["X-Loss-Count"] == str(len(report))
    imported = written.caller.post("/surveys/import", json={"format": "surveyjs", "document": export.get_json()})
    assert imported.status_code == 201


def kept_off(name, **members):
    return field(name, "number", calculate="{n} + 1", config={"is_displayed": False}, **members)


def test_what_is_kept_off_the_page_is_a_calculated_value_and_comes_back():
    written = write(survey(N, kept_off("more")))
    assert written.content["calculatedValues"] == [
        {"name": "more", "expression": "({n} + 1)", "includeIntoResult": True}
    ]
    fields = {each["name"]: each for each in read(written.content).document["sections"][0]["fields"]}
    assert fields["more"]["config"] == {"is_displayed": False}
    assert fields["more"]["calculate"]


def test_what_is_kept_off_the_page_under_a_condition_is_shown_there_and_told():
    written = write(survey(N, kept_off("more", visible_if="{n} > 3")))
    assert "calculatedValues" not in written.content
    assert ("/sections/0/fields/1/config/is_displayed", "displayed") in {
        (each.place, each.code) for each in written.report
    }
