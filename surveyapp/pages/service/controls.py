"""What a field is answered with: the kind of its control, and the choices of those that are more than one box.

A ranking asks a place for each option, a table an option for each row. The form knows only lists of text, so a choice
says both: `2.bus` is the second place for the bus, or the bus in the third row (rows count from 0).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.pages.service.answers import Raw
from surveyapp.pages.service.wording import Wording

Part = Mapping[str, Any]
Pairs = Iterable[tuple[str, str]]

CONTROLS = {
    "text": "text",
    "text_input": "text",
    "text_area": "text_area",
    "number": "number",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "dropdown": "select",
    "single_select": "select",
    "radio": "radio",
    "boolean": "radio",
    "rating": "scale",
    "checkbox": "checkbox",
    "multi_select": "checkbox",
    "ranking": "ranking",
    "matrix": "matrix",
    "note": "note",
}
SHORTEST_SCALE = 5
MOST_STEPS = 11
_NUMBERED = re.compile(r"(-?\d+)\s*(?:[(:\u2013-]?\s*(.+?)\)?)?")


@dataclass(frozen=True, slots=True)
class Choice:
    """An option on offer. On a scale the number stands for it and the rest of its label is a caption."""

    value: str
    label: str
    chosen: bool
    number: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a ranking or a table: its name in the form, what it asks, what can be chosen."""

    name: str
    label: str
    choices: Sequence[Choice]


def control(part: Part, choices: Sequence[Choice]) -> str:
    """What a question is answered with; what is worked out is only shown."""
    kind = CONTROLS[part["field_type"]]
    if part.get("calculate") is not None:
        return "calculated"
    if part["field_type"] == "rating":
        return "scale" if choices else "number"
    return "scale" if kind == "radio" and _is_scale(choices) else kind


def choices(part: Part, words: Wording, offered: Pairs, given: Raw) -> list[Choice]:
    """What is chosen from at once; a rating's steps, where they are few enough to be shown."""
    chosen = frozenset(given if isinstance(given, list) else [given])
    if part["field_type"] == "rating":
        return _steps(part, words, chosen)
    found = []
    for value, label in offered:
        numbered = _NUMBERED.fullmatch(label)
        number, caption = (numbered[1], numbered[2] or "") if numbered else ("", "")
        found.append(Choice(value, label, value in chosen, number, caption))
    return found


def rows(part: Part, words: Wording, offered: Pairs, given: Raw) -> list[Row]:
    """The lines of a ranking or a table, none of anything else."""
    pairs, chosen, name = list(offered), frozenset(given), f"a.{part['name']}"
    if part["field_type"] == "ranking":
        places = [str(place) for place in range(1, len(pairs) + 1)]
        return [Row(name, label, [_at(place, value, place, chosen) for place in places]) for value, label in pairs]
    if part["field_type"] != "matrix":
        return []
    asked = enumerate(part["config"].get("rows") or ())
    return [
        Row(f"{name}.{at}", words.row(part, row), [_at(str(at), value, label, chosen) for value, label in pairs])
        for at, row in asked
    ]


def _at(place: str, value: str, label: str, chosen: frozenset[str]) -> Choice:
    return Choice(f"{place}.{value}", label, f"{place}.{value}" in chosen)


def _steps(part: Part, words: Wording, chosen: frozenset[str]) -> list[Choice]:
    config = part["config"]
    low, high = (
        usual if config.get(key) is None else config[key] for key, usual in (("min_value", 1), ("max_value", 5))
    )
    if high - low >= MOST_STEPS:
        return []
    ends = {str(low): words.setting(part, "min_label"), str(high): words.setting(part, "max_label")}
    steps = map(str, range(low, high + 1))
    return [Choice(step, step, step in chosen, step, ends.get(step, "")) for step in steps]


def _is_scale(choices: Sequence[Choice]) -> bool:
    """Whether the options count upwards one by one, as a recommendation from 0 to 10 does."""
    if len(choices) < SHORTEST_SCALE or not all(choice.number for choice in choices):
        return False
    first = int(choices[0].number)
    return all(int(choice.number) == first + at for at, choice in enumerate(choices))
