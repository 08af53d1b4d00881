"""Pages, panels, questions, choices, repeats, texts and validators of SurveyJS as a document of ours."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from tests.formats.surveyjs import codes, evaluate, fields, one


@pytest.mark.parametrize(
    ("question", "field_type", "config"),
    [
        ({"type": "text"}, "text", {}),
        ({"type": "text", "maxLength": 25, "placeholder": "Here"}, "text", {"max_length": 25, "placeholder": "Here"}),
        ({"type": "text", "inputType": "number", "min": 1, "max": 9.5}, "number", {"min_value": 1, "max_value": 9.5}),
        ({"type": "text", "inputType": "date", "min": "2024-01-01"}, "date", {"min_date": "2024-01-01"}),
        ({"type": "text", "inputType": "datetime-local"}, "datetime", {}),
        ({"type": "text", "inputType": "time"}, "time", {}),
        ({"type": "text", "inputType": "tel"}, "text", {}),
        ({"type": "comment"}, "text_area", {}),
        ({"type": "radiogroup", "choices": [1]}, "radio", {}),
        ({"type": "dropdown", "choices": [1]}, "dropdown", {}),
        ({"type": "checkbox", "choices": [1]}, "checkbox", {}),
        ({"type": "tagbox", "choices": [1]}, "multi_select", {}),
        ({"type": "ranking", "choices": [1]}, "ranking", {}),
        ({"type": "boolean"}, "boolean", {"has_na": False}),
        ({"type": "boolean", "valueTrue": "on", "valueFalse": "off"}, "radio", {}),
        ({"type": "rating"}, "rating", {"min_value": 1, "max_value": 5}),
        ({"type": "rating", "rateMin": 0, "rateMax": 10}, "rating", {"min_value": 0, "max_value": 10}),
        ({"type": "rating", "rateMin": 1, "rateMax": 9, "rateStep": 2}, "radio", {}),
        ({"type": "rating", "rateValues": ["bad", "good"]}, "radio", {}),
        ({"type": "slider"}, "number", {"min_value": 0, "max_value": 100}),
        ({"type": "file"}, "file", {}),
        ({"type": "file", "allowMultiple": True}, "multiple_files", {}),
        ({"type": "signaturepad"}, "file", {}),
        ({"type": "html", "html": "<b>Hi</b>"}, "note", {}),
        ({"type": "image", "imageLink": "x.png"}, "note", {}),
        ({"type": "matrix", "rows": ["a"], "columns": [1, 2]}, "matrix", {"rows": [{"value": "a", "label": "a"}]}),
    ],
)
def test_a_question_becomes_a_field_of_its_type(question, field_type, config):
    field, _ = one({"name": "q", **question})
    assert (field["field_type"], field["config"]) == (field_type, config)


def test_an_unknown_type_is_told_and_the_rest_is_read():
    imported = read({"elements": [{"type": "geopicker", "name": "a"}, {"type": "text", "name": "b"}]})
    assert list(fields(imported)) == ["b"]
    assert [(loss.place, loss.code) for loss in imported.report] == [("/elements/0", "unknown_type")]


def test_names_that_are_legal_are_kept_and_others_made_legal_once():
    names = ["legal_1", "Q1.1", "q1_1", "firstName", "to", "\u540d", "x" * 80]
    imported = read({"elements": [{"type": "text", "name": name} for name in names]})
    ours = [imported.names[name] for name in names]
    assert ours[:5] == ["legal_1", "q1_1", "q1_1_2", "first_name", "question_to"]
    assert len(set(ours)) == len(ours) and set(ours) == set(fields(imported))


def test_pages_become_sections_and_what_hides_them_goes_along():
    pages = [
        {"name": "first", "title": "One", "elements": [{"type": "text", "name": "a"}]},
        {"visibleIf": "{a} = 'x'", "elements": [{"type": "text", "name": "b"}]},
        {"name": "third", "visible": False, "elements": [{"type": "text", "name": "c"}]},
    ]
    imported = read({"pages": pages})
    told = [(part["name"], part["title"], part["visible_if"]) for part in imported.document["sections"]]
    assert told == [("first", "One", None), ("page2", "page2", "lower({a}) = 'x'"), ("third", "third", "false")]


def test_a_panel_hides_what_is_in_it_and_a_titled_one_is_a_section():
    inner = {"type": "panel", "name": "inner", "visibleIf": "{b} = true", "elements": [{"type": "text", "name": "c"}]}
    outer = {"type": "panel", "name": "outer", "title": "Outer", "visibleIf": "{a} notempty", "elements": [inner]}
    after = {"type": "text", "name": "d"}
    questions = [{"type": "text", "name": "a"}, {"type": "boolean", "name": "b"}, outer, after]
    imported = read({"pages": [{"name": "p", "elements": questions}]})
    sections = imported.document["sections"]
    assert [section["name"] for section in sections] == ["p", "outer", "p_2"]
    assert sections[1]["visible_if"] == "{a} notempty and {b} = true"
    assert fields(imported)["c"]["visible_if"] == "{b} = true"


def test_a_page_of_which_nothing_shows_does_not_show():
    questions = [{"type": "text", "name": name, "visibleIf": f"{{a}} = {at}"} for at, name in enumerate("bc")]
    pages = [{"name": "p", "elements": [{"type": "text", "name": "a"}]}, {"name": "q", "elements": questions}]
    assert evaluate({"pages": pages}, {}).state.visible_sections == ("p",)
    assert evaluate({"pages": pages}, {"a": "1"}).state.visible_sections == ("p", "q")


def test_a_page_whose_questions_wait_for_each_other_is_left_as_it_is():
    questions = [
        {"type": "text", "name": "b", "visibleIf": "{a} = 1"},
        {"type": "text", "name": "c", "visibleIf": "{b} notempty"},
    ]
    pages = [{"name": "p", "elements": [{"type": "text", "name": "a"}]}, {"name": "q", "elements": questions}]
    imported = read({"pages": pages})
    assert imported.document["sections"][1]["visible_if"] is None and codes(imported.report) == []


def test_choices_are_texts_numbers_and_objects_each_once():
    question = {
        "type": "checkbox",
        "name": "q",
        "choices": [
            "a",
            2,
            {"value": 3, "text": "Three"},
            "a",
            {"value": None},
            {"value": "d", "visibleIf": "{t} = 1"},
        ],
        "showNoneItem": True,
        "showOtherItem": True,
        "otherText": "Else",
    }
    imported = read({"elements": [{"type": "text", "name": "t"}, question]})
    offered = [(o["value"], o["label"], o["visible_if"]) for o in fields(imported)["q"]["options"]]
    assert offered == [
        ("a", "a", None),
        ("2", "2", None),
        ("3", "Three", None),
        ("d", "d", "number({t}) = 1"),
        ("none", "None", None),
        ("other", "Else", None),
    ]
    assert codes(imported.report) == ["bad_choice", "none_is_exclusive", "duplicate_choice"]


def test_another_choice_is_described_in_a_box_that_is_demanded():
    source = {"elements": [{"type": "radiogroup", "name": "q", "choices": [1], "showOtherItem": True}]}
    assert read(source).names["q-Comment"] == "q_comment"
    chosen = evaluate(source, {"q": "other"})
    assert [issue.pointer for issue in chosen.errors] == ["/answers/q_comment"]
    assert evaluate(source, {"q": "1"}).state.visible_fields == ("q",)


def test_one_condition_for_all_choices_is_asked_of_each():
    question = {"type": "checkbox", "name": "q", "choices": ["x", "y"], "choicesVisibleIf": "{from} contains {item}"}
    imported = read({"elements": [{"type": "checkbox", "name": "from", "choices": ["x", "y"]}, question]})
    shown = [option["visible_if"] for option in fields(imported)["q"]["options"]]
    assert shown == ["{from} contains 'x'", "{from} contains 'y'"]


def test_choices_are_carried_from_another_question():
    source = {
        "elements": [
            {"type": "checkbox", "name": "a", "choices": ["x", {"value": "y", "text": "Why"}]},
            {"type": "ranking", "name": "b", "choicesFromQuestion": "a", "choicesFromQuestionMode": "selected"},
        ]
    }
    state = evaluate(source, {"a": ["y"]}).state
    assert [(option.value, option.label) for option in state.options["b"]] == [("y", "Why")]


def test_a_matrix_that_is_required_asks_for_any_row_and_one_by_row_for_each():
    matrix = {"type": "matrix", "name": "m", "rows": ["a", "b"], "columns": [1, 2], "isRequired": True}
    assert len(evaluate({"elements": [matrix]}, {}).errors) == 1
    assert evaluate({"elements": [matrix]}, {"m": {"a": 1}}).errors == ()
    each = {**matrix, "eachRowRequired": True}
    assert len(evaluate({"elements": [each]}, {"m": {"a": 1}}).errors) == 1


def test_panels_and_matrices_repeat():
    source = {
        "elements": [
            {
                "type": "paneldynamic",
                "name": "people",
                "panelCount": 1,
                "maxPanelCount": 3,
                "templateElements": [{"type": "text", "name": "who", "isRequired": True}],
            },
            {"type": "matrixdynamic", "name": "rows", "columns": [{"name": "who", "cellType": "text"}]},
            {"type": "matrixdropdown", "name": "fixed", "rows": ["a", "b"], "choices": [1], "columns": [{"name": "c"}]},
        ]
    }
    imported = read(source)
    repeats = {section["name"]: section["repeat"] for section in imported.document["sections"]}
    assert repeats["people"] == {"min": 0, "max": 3, "start": 1}
    assert repeats["rows"] == {"min": 0, "max": 200, "start": 2}
    assert repeats["fixed"] == {"items": [{"value": "a", "label": "a"}, {"value": "b", "label": "b"}]}
    assert imported.names["people[].who"] == "who" and imported.names["rows[].who"] == "rows_who"
    assert imported.names["fixed[].c"] == imported.names["fixed[a].c"] == "c"
    answers = {"people": [{"who": "Ann"}, {}], "fixed": {"a": {"c": 1}}}
    evaluation = evaluate(source, answers)
    assert [issue.pointer for issue in evaluation.errors] == ["/answers/people/1/who"]
    assert evaluation.stored["fixed"] == {"a": {"c": "1"}}


def test_two_repeats_of_one_value_are_asked_together():
    source = {
        "elements": [
            {"type": "matrixdynamic", "name": "m", "valueName": "v", "columns": [{"name": "a", "cellType": "text"}]},
            {
                "type": "paneldynamic",
                "name": "p",
                "valueName": "v",
                "templateElements": [{"type": "text", "name": "b"}, {"type": "text", "name": "a"}],
            },
        ]
    }
    imported = read(source)
    assert list(fields(imported)) == ["a", "b"]
    assert imported.names["v"] == imported.names["p"] == imported.names["m"] == "m"
    assert imported.names["v[].b"] == imported.names["p[].b"] == "b"


def test_only_the_rows_of_a_matrix_that_are_meant_show():
    cars = {"type": "checkbox", "name": "cars", "choices": ["Audi", "BMW"]}
    best = {"type": "matrixdropdown", "name": "best", "rows": ["Audi", "BMW"], "columns": [{"name": "c"}]}
    source = {"elements": [cars, {**best, "rowsVisibleIf": "{cars} contains {item}"}]}
    assert evaluate(source, {"cars": ["BMW"]}).state.visible_fields == ("cars", "best[BMW].c")


def test_what_repeats_inside_a_repeat_is_told():
    inner = {"type": "matrixdynamic", "name": "inner", "columns": [{"name": "a"}]}
    outer = {"type": "paneldynamic", "name": "outer", "templateElements": [{"type": "text", "name": "t"}, inner]}
    imported = read({"elements": [outer]})
    assert [(loss.place, loss.code) for loss in imported.report if loss.severity == "lost"] == [
        ("/elements/0/templateElements/1", "nested_repeat")
    ]


def test_texts_of_several_languages_are_ours_and_translations():
    question = {
        "type": "radiogroup",
        "name": "q",
        "title": {"default": "Colour", "de": "Farbe", "fr": "Couleur"},
        "choices": [{"value": "r", "text": {"default": "Red", "de": "Rot"}}],
    }
    imported = read({"title": {"default": "Survey", "de": "Umfrage"}, "elements": [question]})
    assert (imported.document["title"], fields(imported)["q"]["label"]) == ("Survey", "Colour")
    assert imported.document["translations"] == {
        "de": {"title": "Umfrage", "fields": {"q": {"label": "Farbe", "options": {"r": "Rot"}}}},
        "fr": {"fields": {"q": {"label": "Couleur"}}},
    }


def test_what_a_validator_says_is_translated_and_names_answers_as_here():
    text = {"default": "Not {myQuestion}.", "de": "Nicht {myQuestion}."}
    validator = {"type": "expression", "expression": "{myQuestion} <> 'x'", "text": text}
    question = {"type": "text", "name": "myQuestion", "validators": [validator]}
    imported = read({"elements": [question]})
    assert fields(imported)["my_question"]["constraint"]["message"] == "Not {my_question}."
    assert imported.document["translations"] == {"de": {"fields": {"my_question": {"message": "Nicht {my_question}."}}}}


def test_answers_in_texts_are_named_as_here():
    questions = [{"type": "text", "name": "firstName"}, {"type": "text", "name": "q", "title": "Hi {firstName}, {x}"}]
    imported = read({"elements": questions})
    assert fields(imported)["q"]["label"] == "Hi {first_name}, {x}"


def test_markup_is_taken_out_of_texts_and_told():
    field, report = one({"type": "html", "name": "q", "html": "<h1>Hi</h1><p>you &amp; me</p><script>x()</script>"})
    assert (field["label"], field["help"]) == ("Hi", "you & me")
    assert codes(report, "info") == ["markup"]


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ({"enableIf": "{q} = 1"}, "enable_if"),
        ({"readOnly": True}, "read_only"),
        ({"resetValueIf": "{a} = 1"}, "reset_value"),
        ({"choicesByUrl": {"url": "https://x"}}, "choices_by_url"),
    ],
)
def test_what_decides_something_and_has_no_place_here_is_lost(member, code):
    _, report = one({"type": "text", "name": "q", **member})
    [loss] = report
    assert (loss.place, loss.code, loss.severity) == (f"/elements/0/{next(iter(member))}", code, "lost")


def test_what_is_only_looks_is_noted():
    _, report = one({"type": "text", "name": "q", "titleLocation": "left"})
    assert [(loss.place, loss.severity) for loss in report] == [("/elements/0/titleLocation", "info")]


def test_conditions_in_a_circle_are_broken_and_told():
    questions = [
        {"type": "text", "name": "a", "visibleIf": "{b} = 'x'"},
        {"type": "text", "name": "b", "visibleIf": "{a} = 'x'"},
    ]
    imported = read({"elements": questions})
    lost = [loss for loss in imported.report if loss.severity == "lost"]
    assert lost and all(loss.place.startswith("/elements/") for loss in lost)
    compile_survey(from_document(imported.document))


def test_single_rows_of_a_matrix_have_conditions_of_their_own():
    rows = ["a", {"value": "b", "visibleIf": "{t} = 1"}]
    matrix = {"type": "matrixdropdown", "name": "m", "rows": rows, "columns": [{"name": "c"}]}
    source = {"elements": [{"type": "text", "name": "t"}, matrix]}
    assert evaluate(source, {}).state.visible_fields == ("t", "m[a].c")
    assert evaluate(source, {"t": "1"}).state.visible_fields == ("t", "m[a].c", "m[b].c")


def test_rows_of_a_table_that_would_hide_are_told():
    matrix = {"type": "matrix", "name": "m", "rows": ["a"], "columns": ["b"], "rowsVisibleIf": "{t} = {item}"}
    assert codes(read({"elements": [matrix]}).report) == ["rows"]


def test_a_question_called_as_its_page_keeps_the_name_in_names():
    imported = read({"pages": [{"name": "same", "elements": [{"type": "text", "name": "same"}]}]})
    [section] = imported.document["sections"]
    assert imported.names["same"] == section["fields"][0]["name"]


def test_questions_of_one_value_are_kept_apart_and_told():
    questions = [{"type": "text", "name": name, "valueName": "v"} for name in "ab"]
    imported = read({"elements": questions})
    assert len(fields(imported)) == 2 and codes(imported.report) == ["shared_value"]
