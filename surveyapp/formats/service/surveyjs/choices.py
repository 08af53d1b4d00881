"""The choices of a question: texts, numbers or objects, and the special ones that SurveyJS adds itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from surveyapp.formats.service.surveyjs.nodes import Scalar
from surveyapp.formats.service.surveyjs.objects import Json, Part
from surveyapp.formats.service.surveyjs.values import spelled
from surveyapp.formats.service.surveyjs.wording import Wording
from surveyapp.logic.definition.reading import OPTION

MOST_NUMBERS = 200
SPECIAL = (
    (("showNoneItem", "hasNone"), "none", "noneText", "None"),
    (("showRefuseItem",), "refused", "refuseText", "Refuse to answer"),
    (("showDontKnowItem",), "dontknow", "dontKnowText", "Don't know"),
    (("showOtherItem", "hasOther"), "other", "otherText", "Other (describe)"),
)
OTHER = "other"
NO_SELECTION = ("showSelectAllItem", "hasSelectAll")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: our option's value and label, what the source called it, its condition and where that stands."""

    value: str
    label: str
    source: Scalar
    visible_if: str
    place: str
    special: bool = False


def choices(question: Part, words: Wording, name: str, usual: tuple[Scalar, ...] = ()) -> list[Choice]:
    """A question's choices in order, each value once."""
    kept: dict[str, Choice] = {}
    for each in (*_own(question, words, name, usual), *_numbers(question), *_special(question, words, name)):
        if each.value in kept:
            question.report.changed(each.place, "duplicate_choice", "A choice of this value stands here already.")
        kept.setdefault(each.value, each)
    if question.flag(*NO_SELECTION):
        question.report.noted(question.place, "select_all", "There is no choice here that selects all others.")
    return list(kept.values())


def has_other(question: Part) -> bool:
    """Whether respondents may describe a choice of their own."""
    return question.flag("showOtherItem", "hasOther")


def labelled(part: Part, key: str, words: Wording, *path: str) -> Iterator[tuple[str, str, Scalar, Part]]:
    """The items of a list of values: our value and label, the value there, and the item as an object."""
    for place, each in part.items(key):
        item = Part(each if isinstance(each, dict) else {"value": each}, place, part.report)
        value = _scalar(item.has.get("value", item.has.get("name")))
        written = spelled(value).strip()
        if value is None or not written or len(written) > OPTION:
            part.report.lost(place, "bad_choice", f"A value is text or a number of 1 to {OPTION} characters.")
            continue
        label = words.say(item, "text", "option", *path, written) or words.say(item, "title", "option") or written
        yield written, label, value, item


def _own(question: Part, words: Wording, name: str, usual: tuple[Scalar, ...]) -> Iterator[Choice]:
    if not question.has.get("choices"):
        yield from (Choice(spelled(each), spelled(each), each, "", question.place) for each in usual)
    for written, label, value, item in labelled(question, "choices", words, "fields", name, "options"):
        if item.text("enableIf"):
            item.report.lost(item.at("enableIf"), "enable_if", "A choice is offered or not; none is shown disabled.")
        yield Choice(written, label, value, item.text("visibleIf"), item.place)


def _numbers(question: Part) -> Iterator[Choice]:
    """`choicesMin` to `choicesMax`."""
    low, high, step = (question.number(key) for key in ("choicesMin", "choicesMax", "choicesStep"))
    if high is None or (low or 0) >= high:
        return
    at, by = Decimal(str(low or 0)), Decimal(str(step or 1))
    for _ in range(MOST_NUMBERS):
        if at > Decimal(str(high)) or by <= 0:
            return
        written = format(at.normalize(), "f")
        yield Choice(written, written, at, "", question.place)
        at += by


def _special(question: Part, words: Wording, name: str) -> Iterator[Choice]:
    for flags, value, key, usual in SPECIAL:
        if question.flag(*flags):
            label = words.say(question, key, "option", "fields", name, "options", value) or usual
            yield Choice(value, label, value, "", question.place, special=True)
            if value == "none":
                detail = "Choosing it does not take the others back; it can be chosen beside them."
                question.report.changed(question.place, "none_is_exclusive", detail)


def _scalar(value: Any) -> Scalar:
    if isinstance(value, float):
        return Decimal(repr(value)) if abs(value) < 1e15 else None
    return value if isinstance(value, bool | int | str) else None


def options(chosen: list[Choice]) -> list[Json]:
    """Choices as a field's options."""
    return [{"value": each.value, "label": each.label, "visible_if": None} for each in chosen]
