"""A survey as a workbook: what pyxform takes, and what comes back as it was."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from surveyapp.formats.service.xlsform import read, write
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document, to_document

TEXTS = st.text(
    st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F) | st.sampled_from(" ?.,='\"<&-"), min_size=1
).map(lambda text: " ".join(text.split()) or "x")
OPTIONS = st.lists(st.sampled_from(["a", "b", "cc", "1", "10"]), min_size=2, max_size=4, unique=True)
NAMES = ("n0", "c0", "m0", "t0", "d0")
CONDITIONS = (
    "{n0} > 3",
    "{n0} != 5 or {t0} empty",
    "{c0} = 'a'",
    "{c0} anyof ['a', 'b'] and not ({n0} <= 2)",
    "{m0} contains 'a'",
    "{m0} notcontains 'a'",
    "{t0} = 'x'",
    "{t0} contains 'x'",
    "{d0} >= '2020-01-01'",
    "{d0} < today()",
    "{n0} * 2 + 1 > len({t0})",
    "len({m0}) = 2",
    "regex({t0}, '[a-z]+')",
    "iif({n0} > 3, {t0}, {c0}) = 'a'",
    "{t0} = {c0}",
    "startswith({t0}, 'x')",
)
FIXED: list[dict[str, Any]] = [
    {"name": "n0", "label": "N", "field_type": "number", "config": {"decimal_places": 0}},
    {"name": "t0", "label": "T", "field_type": "text"},
    {"name": "d0", "label": "D", "field_type": "date"},
    {"name": "c0", "label": "C", "field_type": "radio", "options": [{"value": v, "label": v} for v in ("a", "b")]},
    {"name": "m0", "label": "M", "field_type": "checkbox", "options": [{"value": v, "label": v} for v in ("a", "b")]},
]


@st.composite
def questions(draw: Any, number: int) -> dict[str, Any]:
    kind = draw(
        st.sampled_from(["text", "text_area", "number", "date", "time", "radio", "dropdown", "checkbox", "note"])
    )
    field: dict[str, Any] = {"name": f"q{number}", "label": draw(TEXTS), "field_type": kind}
    if kind in ("radio", "dropdown", "checkbox"):
        field["options"] = [{"value": value, "label": draw(TEXTS)} for value in draw(OPTIONS)]
        if draw(st.booleans()):
            field["options"][0]["visible_if"] = draw(st.sampled_from(CONDITIONS))
    if draw(st.booleans()):
        field["visible_if"] = draw(st.sampled_from(CONDITIONS))
    if draw(st.booleans()) and kind != "note":
        field["help"] = draw(TEXTS)
        field |= draw(st.sampled_from([{"is_required": True}, {"required_if": CONDITIONS[0]}, {}]))
    if kind == "number" and draw(st.booleans()):
        field |= draw(st.sampled_from([{"constraint": "{.} > 3"}, {"default": "5"}]))
    return field


@st.composite
def surveys(draw: Any) -> dict[str, Any]:
    fields = [draw(questions(number)) for number in range(draw(st.integers(1, 5)))]
    second: dict[str, Any] = {"name": "more", "title": draw(TEXTS), "fields": fields}
    if draw(st.booleans()):
        second["visible_if"] = draw(st.sampled_from(CONDITIONS))
    return {"title": draw(TEXTS), "sections": [{"name": "first", "title": "First", "fields": FIXED}, second]}


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """A document without its expressions, of which only the presence is compared; `decisions` compares the rest."""
    for section in document["sections"]:
        for part in (section, *section["fields"], *(o for f in section["fields"] for o in f["options"])):
            for member in ("visible_if", "required_if", "constraint", "default"):
                if part.get(member) is not None:
                    part[member] = "there"
    return document


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "n0": st.sampled_from([0, 2, 4, 5]),
        "t0": st.sampled_from(["a", "x", "xyz"]),
        "d0": st.sampled_from(["2019-12-31", "2020-01-01", "2030-01-01"]),
        "c0": st.sampled_from(["a", "b"]),
        "m0": st.sampled_from([["a"], ["b"], ["a", "b"]]),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(surveys(), st.lists(ANSWERS, min_size=3, max_size=3))
def test_what_was_written_comes_back_as_it_was_and_decides_the_same(document, trials):
    definition = from_document(document)
    written = write(definition)
    assert written.report == ()
    back = from_document(read(written.content).document)
    assert plain(to_document(back)) == plain(to_document(definition))
    first, second = compile_survey(definition), compile_survey(back)
    for answers in trials:
        values = first.accept(answers).values
        one, other = first.evaluate(values, today="2026-01-15"), second.evaluate(values, today="2026-01-15")
        assert one.state.to_json() == other.state.to_json() and one.errors == other.errors


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(surveys())
def test_pyxform_takes_what_was_written(document):
    form = convert(BytesIO(write(from_document(document)).content), file_type=".xlsx", validate=False).xform
    assert "<h:html" in form


RICH = {
    "title": "Everything",
    "description": "Hello",
    "timezone": "Europe/Vienna",
    "language": "en",
    "translations": {
        "de": {"fields": {"a": {"label": "Ja?", "options": {"x": "Ix"}}}, "sections": {"s": {"title": "S!"}}}
    },
    "sections": [
        {
            "name": "s",
            "title": "S",
            "fields": [
                {"name": "a", "label": "A", "field_type": "radio", "options": [{"value": "x", "label": "X"}]},
                {"name": "b", "label": "B {a}", "field_type": "boolean", "is_sensitive": True},
                {"name": "r", "label": "R", "field_type": "rating"},
                {"name": "n", "label": "N", "field_type": "number", "config": {"min_value": 1, "max_value": 9}},
                {"name": "k", "label": "K", "field_type": "number", "calculate": "{n} * 2"},
                {"name": "g", "label": "G", "field_type": "text", "guidance": {"text": "Help"}},
                {"name": "w", "label": "W", "field_type": "text", "review": {"always": True}},
                {"name": "age_", "label": "Age", "field_type": "number", "calculate": "age({d})"},
                {"name": "d", "label": "D", "field_type": "date"},
                {"name": "y", "label": "Y", "field_type": "dropdown", "options": [{"value": "o", "label": "O"}]},
            ],
        },
        {
            "name": "p",
            "title": "P",
            "repeat": {"min": 1, "max": 5},
            "fields": [{"name": "q", "label": "Q", "field_type": "text"}],
        },
        {
            "name": "l",
            "title": "L",
            "repeat": {"items": [{"value": "i", "label": "I"}, {"value": "j", "label": "J"}]},
            "fields": [{"name": "o", "label": "Of {.item}", "field_type": "text"}],
        },
    ],
    "rules": [{"target_type": "field", "target": "n", "source_field": "a", "operator": "equals", "value": "x"}],
    "dependencies": [
        {
            "dependent_field": "y",
            "source_field": "a",
            "source_value": "x",
            "dependent_options": [{"value": "z", "label": "Z"}],
        }
    ],
}
RICH["sections"][0]["fields"][7]["name"] = "years"  # type: ignore[index]


def rich():
    definition = from_document(RICH)
    return definition, write(definition)


def test_what_a_form_cannot_say_is_reported_where_it_stands_in_our_document():
    _, written = rich()
    assert {(loss.place, loss.code) for loss in written.report} == {
        ("/description", "description_lost"),
        ("/timezone", "timezone_lost"),
        ("/rules/0", "rule_changed"),
        ("/dependencies/0", "dependency_changed"),
        ("/sections/0/fields/1", "type_changed"),
        ("/sections/0/fields/1/is_sensitive", "sensitive_lost"),
        ("/sections/0/fields/2", "type_changed"),
        ("/sections/0/fields/3/config/min_value", "config_changed"),
        ("/sections/0/fields/3/config/max_value", "config_changed"),
        ("/sections/0/fields/6/review", "review_lost"),
        ("/sections/0/fields/7/calculate", "expression_lost"),
        ("/sections/1/repeat", "repeat_limits"),
    }


def test_rules_and_dependencies_go_on_deciding():
    _, written = rich()
    survey = compile_survey(from_document(read(written.content).document))
    state = survey.evaluate({"a": "x"}).state
    assert "n" in state.visible_fields and [option.value for option in state.options["y"]] == ["z"]
    state = survey.evaluate({}).state
    assert "n" not in state.visible_fields and [option.value for option in state.options["y"]] == ["o"]


def test_languages_loops_and_calculations_come_back():
    definition, written = rich()
    back = to_document(from_document(read(written.content).document))
    assert back["translations"] == to_document(definition)["translations"]
    first, _, loop = back["sections"]
    assert loop == to_document(definition)["sections"][2]
    assert next(field for field in first["fields"] if field["name"] == "k")["calculate"] == "{n} * 2"


INSTANCES = {
    "title": "Instances",
    "sections": [
        {
            "name": "people",
            "title": "People",
            "repeat": {"min": 0, "max": 200, "start": 1},
            "fields": [
                {"name": "age", "label": "Age", "field_type": "number"},
                {"name": "oldest", "label": "O", "field_type": "number", "calculate": "max(values({age}))"},
            ],
        },
        {
            "name": "trips",
            "title": "Trips",
            "repeat": {"items": [{"value": "bus", "label": "Bus"}, {"value": "rail", "label": "Rail"}]},
            "fields": [
                {"name": "times", "label": "Times", "field_type": "number"},
                {"name": "why", "label": "Why?", "field_type": "text", "visible_if": "{times} > 3"},
            ],
        },
        {
            "name": "whole",
            "title": "Whole",
            "fields": [
                {"name": "total", "label": "T", "field_type": "number", "calculate": "sum({age})"},
                {"name": "rail", "label": "R", "field_type": "number", "calculate": "at({times}, 'rail')"},
                {"name": "trips_in_all", "label": "S", "field_type": "number", "calculate": "sum({times})"},
            ],
        },
    ],
}


def test_what_is_asked_of_instances_is_said_so_that_pyxform_takes_it_and_comes_back():
    definition = from_document(INSTANCES)
    written = write(definition)
    assert [(loss.place, loss.code) for loss in written.report] == [
        ("/sections/2/fields/2/calculate", "expression_lost")
    ]
    assert convert(BytesIO(written.content), file_type=".xlsx", validate=False).xform
    back = to_document(from_document(read(written.content).document))
    told = {field["name"]: field for section in back["sections"] for field in section["fields"]}
    assert (told["oldest"]["calculate"], told["why"]["visible_if"]) == ("max(values({age}))", "{times} > 3")
    assert (told["total"]["calculate"], told["rail"]["calculate"]) == ("sum({age})", "at({times}, 'rail')")


def test_a_rich_survey_is_a_form_that_pyxform_takes():
    assert convert(BytesIO(rich()[1].content), file_type=".xlsx", validate=False).xform


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")', "http://x.example", "{=1}"])
def test_no_text_becomes_a_formula_or_a_link(text):
    document = {
        "title": text,
        "sections": [{"name": "s", "title": text, "fields": [{"name": "a", "label": text, "field_type": "text"}]}],
    }
    book = openpyxl.load_workbook(BytesIO(write(from_document(document)).content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert read(write(from_document(document)).content).document["title"] == text


def test_what_is_kept_off_the_page_is_a_calculate_and_comes_back():
    score = {
        "name": "k",
        "label": "K",
        "field_type": "number",
        "calculate": "{n} * 2",
        "config": {"is_displayed": False},
    }
    number = {"name": "n", "label": "N", "field_type": "number"}
    document = {"title": "T", "sections": [{"name": "s", "title": "S", "fields": [number, score]}]}
    written = write(from_document(document))
    sheet = openpyxl.load_workbook(BytesIO(written.content))["survey"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["begin_group", "decimal", "calculate", "end_group"]
    back = read(written.content).document["sections"][0]["fields"][1]
    assert (back["config"], back["calculate"], written.report) == ({"is_displayed": False}, "{n} * 2", ())


def written_of(field_type: str, **more: Any):
    field = {"name": "q", "label": "Q", "field_type": field_type, **more}
    return write(from_document({"title": "x", "sections": [{"name": "s", "title": "S", "fields": [field]}]}))


@pytest.mark.parametrize(
    ("field_type", "config", "told"),
    [
        ("number", {"min_value": 1}, ("config_changed", "min_value")),
        ("number", {"decimal_places": 2}, ("config_lost", "decimal_places")),
        ("time", {"min_time": "10:00"}, ("config_lost", "min_time")),
        ("rating", {"min_label": "Bad"}, ("config_lost", "min_label")),
        ("file", {"max_file_size_mb": 3}, ("config_lost", "max_file_size_mb")),
    ],
)
def test_a_setting_is_a_constraint_there_or_lost(field_type, config, told):
    written = written_of(field_type, config=config)
    told_places = [(loss.code, loss.place.rpartition("/")[2]) for loss in written.report if "config" in loss.place]
    assert told_places == [told]
    said = read(written.content).document["sections"][0]["fields"][0].get("constraint")
    assert (said is not None) is (told[0] == "config_changed" or field_type == "rating")


def test_a_scale_keeps_its_usual_ends():
    again = read(written_of("rating").content).document["sections"][0]["fields"][0]
    assert (again["field_type"], again["constraint"]) == ("number", "{.} >= 1 and {.} <= 5")


@pytest.mark.parametrize("field_type", ["boolean", "radio", "checkbox", "rating", "time", "text_area"])
def test_a_calculated_field_of_a_type_that_no_calculation_has_is_told(field_type):
    options = {"options": [{"value": "a", "label": "A"}]} if field_type in ("radio", "checkbox") else {}
    written = written_of(field_type, calculate="''", **options)
    assert ("/sections/0/fields/0", "type_changed") in {(loss.place, loss.code) for loss in written.report}


def test_a_section_without_questions_is_told():
    written = write(from_document({"title": "x", "sections": [{"name": "s", "title": "S", "fields": []}]}))
    assert [(loss.place, loss.code, loss.severity) for loss in written.report] == [
        ("/sections/0", "empty_section", "info")
    ]
