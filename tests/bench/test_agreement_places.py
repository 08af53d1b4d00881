"""Names and answers of SurveyJS in ours, where one question there is more or less than one field here."""

from bench.agreement.surveyjs import Comparison

TEXTS = {"type": "multipletext", "name": "address", "items": [{"name": "street", "isRequired": True}, {"name": "town"}]}
PEOPLE = {
    "type": "paneldynamic",
    "name": "people",
    "panelCount": 1,
    "templateElements": [{"type": "text", "name": "who"}],
}
TIMES = {"type": "matrixdropdown", "name": "times", "rows": ["a"], "columns": [{"name": "n", "cellType": "text"}]}
FRUIT = {"type": "checkbox", "name": "fruit", "choices": ["fig", "pear"], "valuePropertyName": "kind"}
EATEN = {**PEOPLE, "name": "eaten", "valueName": "fruit"}


def differences(elements, answers, questions, stored=None, **expected):
    """What differs from what is expected of one case, which is valid and requires nothing where not said otherwise."""
    visible = {"pages": ["page1"], "panels": [], "questions": questions}
    usual = {"required": [], "valid": True, "errors": {}, "stored": answers if stored is None else stored}
    case = {"case": 1, "answers": answers, "expected": {"visible": visible, **usual, **expected}}
    return dict(Comparison("one", {"elements": elements}).case(case).differences)


def test_a_question_of_several_texts_is_one_question():
    assert differences([TEXTS], {"address": {"street": "High St"}}, ["address"]) == {}
    assert differences([TEXTS], {}, ["address"], valid=False) == {}
    assert "valid" in differences([TEXTS], {}, ["address"])


def test_an_empty_list_under_a_panel_is_no_answer():
    assert differences([PEOPLE], {"people": []}, ["people", "people[0].who"]) == {}


def test_what_repeats_inside_a_repeat_goes_by_its_path():
    panel = {**PEOPLE, "templateElements": [TIMES]}
    shown = ["people", "people[0].times", "people[0].times[a].n"]
    assert differences([panel], {"people": [{"times": {"a": {"n": "x"}}}]}, shown) == {}
    assert "stored" in differences([panel], {"people": [{"times": {"a": {"n": "x"}}}]}, shown, {"people": [{}]})


def test_choices_that_make_instances_go_by_what_was_chosen():
    answers = {"fruit": [{"kind": "pear", "who": "Ann"}, {"kind": "fig"}]}
    assert differences([FRUIT, EATEN], answers, ["fruit", "eaten", "eaten[0].who", "eaten[1].who"]) == {}
    assert "questions" in differences([FRUIT, EATEN], answers, ["fruit", "eaten", "eaten[0].who"])


def test_what_stands_in_a_panel_at_first_was_taken_away_there():
    panel = {**PEOPLE, "templateElements": [{"type": "text", "name": "who", "defaultValue": "Ann"}]}
    assert differences([panel], {}, ["people", "people[0].who"]) == {}
    assert "stored" in differences([panel], {}, ["people", "people[0].who"], {"people": [{"who": "Ann"}]})
