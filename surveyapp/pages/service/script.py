"""What the script is told of a survey, so that it can decide by itself what an answer changes: the engine's nodes, with
every label and piped text in the respondent's language, and the sentences for what can be wrong with an answer.

It hangs on a version and a language and on nothing else, so a browser keeps it. A sentence that names a limit is told
with its field, the others once.
"""

from collections.abc import Mapping
from typing import Any

from surveyapp.pages.service import wording
from surveyapp.pages.service.journey import is_displayed
from surveyapp.pages.service.messages import FAILED, MESSAGES, N_, message
from surveyapp.pages.service.saving import Fault
from surveyapp.pages.service.wording import Part, Wording
from surveyapp.responses.service import Plan

LIMITED = {
    "min_value": ("number_too_small",),
    "max_value": ("number_too_large",),
    "decimal_places": ("too_many_decimal_places",),
    "min_date": ("date_too_early",),
    "max_date": ("date_too_late",),
    "min_time": ("time_too_early",),
    "max_time": ("time_too_late",),
    "min_datetime": ("datetime_too_early",),
    "max_datetime": ("datetime_too_late",),
    "min_length": ("text_too_short",),
    "max_length": ("text_too_long",),
}
BARE: Part = {"field_type": "text", "config": {}}


def told(plan: Plan, language: str) -> dict[str, Any]:
    """All of it, as JSON."""
    words = wording.in_language(plan.definition, language)
    fields = {field["name"]: field for field in _fields(plan.definition)}
    return {
        "logic": _translated(plan.logic, fields, words),
        "said": {code: message(words, BARE, Fault("", code, "")) for code in _common()} | {"other": _other(words)},
        "own": {name: own for name, field in fields.items() if (own := _own(words, field))},
        "kept_off": [name for name, field in fields.items() if not is_displayed(field)],
        "booleans": dict(words.booleans()),
        "place": words.say(N_("Section %(number)s of %(count)s")),
    }


def _fields(document: Part) -> list[Part]:
    return [field for section in document["sections"] for field in section["fields"]]


def _translated(logic: dict[str, Any], fields: Mapping[str, Part], words: Wording) -> dict[str, Any]:
    """The nodes, their texts changed in place."""
    for section in logic["sections"]:
        for item in section.get("repeat", {}).get("items", []):
            item["label"] = words.item(section, item["value"], item["label"])
    for field in logic["fields"]:
        if "message" in field:
            field["message"] = words.translated(fields[field["name"]], "message") or field["message"]
        offers = [field.get("options", []), *(offer["options"] for offer in field.get("offers", []))]
        for option in (option for offer in offers for option in offer):
            option["label"] = words.option(fields[field["name"]], option["value"], option["label"])
        for row in field.get("rows", []):
            row["label"] = words.row(fields[field["name"]], row)
    for pipe in logic["pipes"]:
        name = logic[pipe["kind"]][pipe["slot"]]["name"]
        said = words.section if pipe["kind"] == "sections" else words.field
        pipe["text"] = said({"name": name, pipe["member"]: pipe["text"]}, pipe["member"])
    return {**logic, "language": words.language}


def _common() -> list[str]:
    """The codes whose sentence is the same for every field."""
    limited = {code for codes in LIMITED.values() for code in codes}
    return [code for code in MESSAGES if code not in limited]


def _own(words: Wording, field: Part) -> dict[str, str]:
    codes = [code for key in field["config"] for code in LIMITED.get(key, ()) if code in MESSAGES]
    return {code: message(words, field, Fault(field["name"], code, "")) for code in codes}


def _other(words: Wording) -> str:
    return message(words, BARE, Fault("", FAILED, ""))
