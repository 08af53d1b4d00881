"""Each type of question as a field of ours: its type, its settings, its options; what of it has no place here is told.

Conditions wait until every question has its name; `logic` adds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.choices import Choice, choices, labelled, options
from surveyapp.formats.service.surveyjs.nodes import Scalar
from surveyapp.formats.service.surveyjs.objects import Json, Part
from surveyapp.formats.service.surveyjs.phrases import Phrase
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.values import (
    BOOLEAN,
    DATE,
    MANY,
    MOMENT,
    NUMBER,
    OBJECT,
    ONE,
    TEXT,
    Value,
    is_date,
    moment,
)
from surveyapp.formats.service.surveyjs.wording import Wording
from surveyapp.logic.fields.rating import MOST_STEPS

KINDS: Mapping[str, str] = {
    "text": TEXT, "text_area": TEXT, "number": NUMBER, "rating": NUMBER, "date": DATE, "time": MOMENT,
    "datetime": MOMENT, "boolean": BOOLEAN, "radio": ONE, "dropdown": ONE, "checkbox": MANY, "multi_select": MANY,
    "ranking": MANY, "matrix": OBJECT, "file": OBJECT, "multiple_files": OBJECT, "note": OBJECT,
}  # fmt: skip
INPUTS: Mapping[str, str] = {
    "number": "number", "range": "number", "date": "date", "datetime": "datetime", "datetime-local": "datetime",
    "time": "time",
}  # fmt: skip
LONGEST = {"text": 10_000, "text_area": 100_000}
MOST_PLACEHOLDER = 500


@dataclass(slots=True)
class Condition:
    """An expression of the source that decides something, and where it stands."""

    source: str
    place: str


@dataclass(slots=True)
class Question:
    """A question on its way: what it was, the field it becomes, and the conditions it stands under."""

    part: Part
    path: str
    kind: str
    has: Json
    conditions: list[Condition] = field(default_factory=list)
    hidden: bool = False
    repeat: Repeat | None = None
    choices: list[Choice] = field(default_factory=list)
    shown_if: list[Phrase] = field(default_factory=list)
    required_if: list[Phrase] = field(default_factory=list)
    asked_too: list[tuple[Phrase, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.has["name"])

    @property
    def value(self) -> Value:
        """Its answer as expressions read it."""
        known = tuple(each.value for each in self.choices)
        return Value(KINDS[self.has["field_type"]], phrases.name(self.name), options=known)


Make = Callable[["Making"], None]


@dataclass(slots=True)
class Making:
    """What the makers of fields share: the question, and the words of its document."""

    question: Question
    words: Wording

    @property
    def part(self) -> Part:
        return self.question.part

    def become(self, field_type: str, **config: object) -> None:
        """Give the field its type and settings; those that are None are none."""
        self.question.has["field_type"] = field_type
        self.question.has["config"].update({key: value for key, value in config.items() if value is not None})

    def offer(self, *usual: Scalar) -> None:
        """Give the field its options."""
        self.question.choices = choices(self.part, self.words, self.question.name, usual)
        self.question.has["options"] = options(self.question.choices)


def _text(making: Making) -> None:
    part, given = making.part, making.part.text("inputType") or "text"
    mask = part.text("maskType")
    field_type = INPUTS.get(given, "text")
    if field_type == "number":
        making.become("number", min_value=_limit(part, "min"), max_value=_limit(part, "max"))
    elif field_type in ("date", "datetime", "time"):
        making.become(field_type)
        making.question.has["config"].update(_dates(part, field_type))
    else:
        making.become("text", max_length=_longest(part, "text"), placeholder=_placeholder(making))
    if mask not in ("", "none"):
        part.report.changed(part.at("maskType"), "mask", "Answers are typed without a mask.")
    if given in ("month", "week", "color"):
        part.report.changed(part.at("inputType"), "input_type", f"A {given} is typed as text.")


def _limit(part: Part, key: str) -> float | int | None:
    found = part.number(key)
    return round(found, 4) if isinstance(found, float) else found


def _dates(part: Part, field_type: str) -> Json:
    """Limits that are constants; those that are expressions become constraints."""
    kept = {}
    for key in ("min", "max"):
        written = part.text(key)
        if not written or written.startswith("="):
            continue
        found = written[:10] * is_date(written) if field_type == "date" else moment(written)
        if found and ("T" in found) == (field_type == "datetime"):
            kept[f"{key}_{field_type}"] = found
        else:
            part.report.lost(part.at(key), "limit", f"{written[:40]!r} is no {field_type}.")
    return kept


def _longest(part: Part, field_type: str) -> int | None:
    found = part.number("maxLength")
    return min(int(found), LONGEST[field_type]) if found is not None and found >= 1 else None


def _placeholder(making: Making) -> str | None:
    key = "placeholder" if "placeholder" in making.part.has else "placeHolder"
    said = making.words.say(making.part, key, "label", "fields", making.question.name, "placeholder")
    return said[:MOST_PLACEHOLDER] or None


def _comment(making: Making) -> None:
    making.become("text_area", max_length=_longest(making.part, "text_area"), placeholder=_placeholder(making))


def _choice(field_type: str) -> Make:
    def make(making: Making) -> None:
        making.become(field_type)
        making.offer()

    return make


def _pictures(making: Making) -> None:
    making.become("checkbox" if making.part.flag("multiSelect") else "radio")
    making.offer()
    making.part.report.changed(making.part.place, "pictures", "Choices are words here; the pictures are left out.")


def _boolean(making: Making) -> None:
    """A yes-or-no question; one whose answers are other values is a choice between the two."""
    true, false = making.part.has.get("valueTrue"), making.part.has.get("valueFalse")
    if true in (None, True) and false in (None, False):
        return making.become("boolean", has_na=False)
    making.become("radio")
    named = ((true, True, "labelTrue", "Yes"), (false, False, "labelFalse", "No"))
    texts = [words if (words := making.words.say(making.part, key, "option")) else usual for _, _, key, usual in named]
    made = [
        {"value": value if value is not None else usual, "text": text}
        for (value, usual, _, _), text in zip(named, texts, strict=True)
    ]
    making.question.choices = choices(
        Part({"choices": made}, making.part.place, making.part.report), making.words, making.question.name
    )
    making.question.has["options"] = options(making.question.choices)
    return None


def _rating(making: Making) -> None:
    """A scale of whole numbers, or a choice where the values are others."""
    part = making.part
    low, high, step = part.number("rateMin"), part.number("rateMax"), part.number("rateStep")
    count = part.number("rateCount")
    low = 1 if low is None else low
    high = low + count - 1 if high is None and count else 5 if high is None else high
    whole = low == int(low) and high == int(high) and (step in (None, 1)) and 0 < high - low <= MOST_STEPS
    if not part.has.get("rateValues") and whole:
        labels = {
            f"{end}_label": making.words.say(part, key, "option") or None
            for end, key in (("min", "minRateDescription"), ("max", "maxRateDescription"))
        }
        return making.become("rating", min_value=int(low), max_value=int(high), **labels)
    if part.has.get("rateValues"):
        source = {"choices": part.has["rateValues"]}
    else:
        source = {"choicesMin": low, "choicesMax": high, "choicesStep": step}
    making.become("radio")
    making.question.choices = choices(Part(source, part.place, part.report), making.words, making.question.name)
    making.question.has["options"] = options(making.question.choices)
    return None


def _slider(making: Making) -> None:
    low, high = _limit(making.part, "min"), _limit(making.part, "max")
    making.become("number", min_value=0 if low is None else low, max_value=100 if high is None else high)


def _matrix(making: Making) -> None:
    """A table of single choices; a required one asks for any row."""
    part, name = making.part, making.question.name
    rows = [(value, label) for value, label, _, _ in labelled(part, "rows", making.words)]
    making.become("matrix", rows=[{"value": value, "label": label} for value, label in dict(rows).items()])
    columns = Part({"choices": part.has.get("columns")}, part.place, part.report)
    making.question.choices = choices(columns, making.words, name)
    making.question.has["options"] = options(making.question.choices)
    if making.question.has["is_required"] or part.text("requiredIf"):
        making.question.has["config"]["any_row"] = True


def _file(making: Making) -> None:
    making.become("multiple_files" if making.part.flag("allowMultiple") else "file")


def _signature(making: Making) -> None:
    making.become("file")
    making.part.report.changed(making.part.place, "signature", "A signature is uploaded as a file.")


def _note(making: Making) -> None:
    """Its words are the label, as far as they fit, and else the help below it."""
    making.become("note")
    said = making.words.say(making.part, "html", "prose")
    making.question.has["is_required"] = False
    if not said:
        return
    first, _, rest = said.partition("\n")
    making.question.has["label"] = first[:500]
    making.question.has["help"] = (first[500:] + rest) or None
    _translate_note(making)


def _translate_note(making: Making) -> None:
    html = making.part.has.get("html")
    if not isinstance(html, dict):
        return
    quiet = Part({"html": html}, making.part.place, making.part.report)
    making.words.say(quiet, "html", "label", "fields", making.question.name, "label")


def _image(making: Making) -> None:
    making.become("note")
    making.question.has["is_required"] = False
    making.part.report.lost(making.part.place, "image", "Pictures and films are not shown here.")


def _expression(making: Making) -> None:
    """A calculated answer; whether it is a number or a text shows when its expression is read."""
    making.become("text")
    making.question.has["is_required"] = False


MAKERS: Mapping[str, Make] = {
    "text": _text,
    "comment": _comment,
    "radiogroup": _choice("radio"),
    "buttongroup": _choice("radio"),
    "dropdown": _choice("dropdown"),
    "checkbox": _choice("checkbox"),
    "tagbox": _choice("multi_select"),
    "imagepicker": _pictures,
    "ranking": _choice("ranking"),
    "boolean": _boolean,
    "rating": _rating,
    "slider": _slider,
    "matrix": _matrix,
    "file": _file,
    "signaturepad": _signature,
    "html": _note,
    "image": _image,
    "expression": _expression,
}

__all__ = ["KINDS", "MAKERS", "Condition", "Making", "Question"]
