"""Documents that nobody meant: refused with a place and a reason, or read as far as can be; never an accident."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.formats.service.report import Unreadable
from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from tests.factories.surveys import faults

CONDITIONAL = {"type": "checkbox", "choices": list(range(1_000)), "choicesVisibleIf": "{item} > 5"}
CHOICES = "/document/elements/0/choices"


def nested(depth: int):
    part = {"type": "text", "name": "q"}
    for _ in range(depth):
        part = {"type": "panel", "elements": [part]}
    return {"elements": [part]}


@pytest.mark.parametrize("document", [None, [], "x", 5, True])
def test_what_is_no_object_is_refused(document):
    with pytest.raises(Unreadable) as refused:
        read(document)
    assert refused.value.faults[0]["code"] == "wrong_type"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (nested(100), "too_deep"),
        ({"elements": [{"type": "text", "name": "q", "choices": [{}] * 2_001}]}, None),
        ({"elements": [{"type": "radiogroup", "name": "q", "choices": list(range(10_000))}]}, "too_many_items"),
        ({"elements": [{"type": "text", "name": f"q{number}"} for number in range(2_001)]}, "too_many_items"),
        ({"pages": [{"elements": [{"type": "text"}] * 1_900}] * 3}, "too_many_questions"),
        ({"x": [[0] * 1_000] * 101}, "too_large"),
        ({"elements": [{**CONDITIONAL, "name": f"q{number}"} for number in range(11)]}, "too_many_conditions"),
        ({"elements": [{"type": "text", "name": "a\0b"}]}, "text_not_storable"),
        ({"title": "\ud800"}, "text_not_storable"),
    ],
)
def test_what_is_out_of_proportion_is_refused(document, code):
    if code is None:
        assert read(document).document["sections"]
        return
    with pytest.raises(Unreadable) as refused:
        read(document)
    assert refused.value.faults[0]["code"] == code


def test_names_that_are_traps_elsewhere_are_names():
    names = ["__proto__", "constructor", "toString", "hasOwnProperty", "length"]
    imported = read({"elements": [{"type": "text", "name": name, "visibleIf": "{__proto__} empty"} for name in names]})
    assert set(imported.names) >= set(names)
    compile_survey(from_document(imported.document))


ODD = st.sampled_from(
    [None, True, 0, -1, 1e300, 2**60, "", " ", "x" * 600, "{q", "{q} = ", {"a": 1}, [], [1, [2]], {"de": 5}, [None]]
)
MEMBERS = st.sampled_from(
    [
        "type", "name", "title", "visibleIf", "requiredIf", "choices", "validators", "defaultValue", "rows", "columns",
        "elements", "templateElements", "valueName", "min", "max", "rateMin", "rateMax", "rowCount", "panelCount",
        "choicesFromQuestion", "choicesVisibleIf", "defaultValueExpression", "expression", "inputType", "isRequired",
        "maxLength", "showOtherItem", "rateValues", "minSelectedChoices", "visible", "html", "cellType",
    ]
)  # fmt: skip
TYPES = st.sampled_from(
    ["text", "comment", "radiogroup", "checkbox", "rating", "matrix", "matrixdynamic", "matrixdropdown", "paneldynamic"]
    + ["panel", "expression", "html", "boolean", "multipletext", "ranking", "file"]
)


@given(st.lists(st.tuples(TYPES, st.dictionaries(MEMBERS, ODD, max_size=5)), max_size=5), st.dictionaries(MEMBERS, ODD))
def test_anything_at_all_is_read_or_refused(questions, survey):
    elements = [{"type": kind, "name": f"q{at}", **members} for at, (kind, members) in enumerate(questions)]
    try:
        imported = read({**survey, "elements": elements})
    except Unreadable:
        return
    compile_survey(from_document(imported.document))


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ([], "wrong_type", "/document"),
        (nested(60), "too_deep", "/document"),
        ({"elements": [{"type": "dropdown", "choices": ["x"] * 3_000}]}, "too_many_items", CHOICES),
    ],
)
def test_a_refusal_over_http_says_where_and_leaves_nothing(api, document, code, pointer):
    reply = api.as_admin().post("/surveys/import", json={"format": "surveyjs", "document": document})
    assert (reply.status_code, faults(reply)) == (422, [(code, pointer)])
    assert api.as_admin().get("/surveys").get_json()["items"] == []


def test_a_refused_file_is_named_as_the_file(api):
    form = {"format": "surveyjs", "file": (io.BytesIO(json.dumps([]).encode()), "x.json")}
    reply = api.as_admin().post("/surveys/import", data=form)
    assert faults(reply) == [("wrong_type", "/file")]
