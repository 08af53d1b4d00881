"""A question of several texts: a field for each, of which can be asked together whether anything is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.objects import Json, Part
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.values import OBJECT, Value, emptiness
from surveyapp.formats.service.surveyjs.wording import Wording

REQUIRED = "That anything is answered is asked of its first text."


def texts(element: Part, words: Wording, own: str) -> Iterator[Part]:
    """Each text as a question; where one of them is required, the first is while `own`, the whole, is empty."""
    title = words.say(element, "title", "label") or element.text("name")
    for at, item in enumerate(element.parts("items")):
        label = f"{title}: {words.say(item, 'title', 'label') or item.text('name')}"
        more = _required(element, own) if at == 0 else {}
        has = {"type": "text", **item.has, "title": label, "name": item.text("name"), **more}
        yield Part(has, item.place, element.report)


def _required(element: Part, own: str) -> Json:
    source = "true" if element.flag("isRequired") else element.text("requiredIf")
    if not source:
        return {}
    element.report.changed(element.place, "required_group", REQUIRED)
    return {"requiredIf": f"({source}) and {own} empty"}


def whole(made: Sequence[Question]) -> Value:
    """All of its texts together."""
    filled = phrases.either(emptiness(each.value, "notempty") for each in made)
    return Value(OBJECT, phrases.name(made[0].name), filled=filled)
