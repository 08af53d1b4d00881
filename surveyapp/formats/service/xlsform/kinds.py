"""What each type of question becomes here. pyxform's own table says what a type binds; ours follows from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyxform.constants import RANK, SELECT_ALL_THAT_APPLY, SELECT_ONE, SELECT_ONE_EXTERNAL
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from surveyapp.formats.service.xlsform import places
from surveyapp.formats.service.xlsform.tree import Node
from surveyapp.formats.service.xlsform.xpath import values

ASKED, NOTE, CALCULATED, ABSENT = "asked", "note", "calculated", "absent"
KEPT_OFF = {"is_displayed": False}
SELECTS = (SELECT_ONE, SELECT_ALL_THAT_APPLY, RANK, SELECT_ONE_EXTERNAL)
FILES = (".csv", ".xml", ".geojson")
MEDIA_COLUMNS = frozenset(("image", "big-image", "audio", "video"))
COMPACT = frozenset(("minimal", "autocomplete", "search"))


@dataclass(frozen=True, slots=True)
class Kind:
    """`role` says whether it is asked, shown, calculated or not here at all; `why` what was given up for it, and
    `is_blank` that expressions find it without an answer then. `constraint` is what an answer must be in any case."""

    role: str
    field_type: str = ""
    answer: str = values.TEXT
    config: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    is_harmless: bool = False
    is_blank: bool = False
    constraint: str = ""


_BOUND = {
    "int": Kind(ASKED, "number", values.NUMBER, {"decimal_places": 0}),
    "decimal": Kind(ASKED, "number", values.NUMBER),
    "date": Kind(ASKED, "date", values.DATE),
    "time": Kind(ASKED, "time", values.TIME),
    "dateTime": Kind(ASKED, "datetime", values.DATETIME),
    "binary": Kind(ASKED, "file", values.FILE),
    "string": Kind(ASKED, "text"),
    "barcode": Kind(ASKED, "text"),
    **{
        each: Kind(ASKED, "text", why=f"{what} on the map is asked for as text.", constraint=places.constraint(each))
        for each, what in (("geopoint", "A place"), ("geotrace", "A line"), ("geoshape", "A shape"))
    },
}
_OWN = {
    "start": Kind(ABSENT, why="Every response tells when it began.", is_harmless=True),
    "end": Kind(ABSENT, why="Every response tells when it was completed.", is_harmless=True),
    "audit": Kind(ABSENT, why="Every response tells its timings.", is_harmless=True),
    "calculate": Kind(CALCULATED, answer="", config=KEPT_OFF),
    "hidden": Kind(CALCULATED, answer="", config=KEPT_OFF),
}
_LATER = ("xml-external", "csv-external", "start-geopoint", "background-audio", "background-geopoint", "osm")
_START, _END, _TODAY = (
    ("start", "start time", "get start time"),
    ("end", "end time", "get end time"),
    ("today", "get today"),
)


def kind(node: Node) -> Kind:
    """What a question becomes."""
    written = node.type
    if written in SELECTS:
        return _select(node)
    if written in _OWN or written in (*_START, *_END):
        return _OWN[written if written in _OWN else "start" if written in _START else "end"]
    if written in _TODAY:
        return Kind(CALCULATED, "date", values.DATE, KEPT_OFF)
    if written in _LATER or written.startswith("osm"):
        return Kind(ABSENT, why=f'"{written}" cannot be asked here.')
    known = QUESTION_TYPE_DICT.get(written, {})
    bind = known.get("bind", {})
    if "jr:preload" in bind:
        return Kind(ABSENT, why="What a device knows of its user is not asked for.", is_blank=True)
    if known.get("control", {}).get("tag") == "trigger":
        return Kind(ASKED, "boolean", values.BOOLEAN, {"has_na": False})
    if bind.get("readonly") == "true()":
        return Kind(NOTE, "note")
    if bind.get("calculate") or "control" not in known:
        return _OWN["calculate"]
    return _range(node) if written == "range" else _asked(node, _BOUND[bind.get("type", "string")])


def _asked(node: Node, found: Kind) -> Kind:
    if found.field_type == "text" and "multiline" in node.row["appearance"].split():
        return Kind(ASKED, "text_area")
    return found


def _select(node: Node) -> Kind:
    from_file = node.offers.lower().endswith(FILES) or node.type == SELECT_ONE_EXTERNAL
    if from_file or node.offers.startswith("${"):
        what = "a file beside the workbook" if from_file else "other answers"
        return Kind(ASKED, "text", why=f"The options come from {what}; the question asks for text.")
    is_compact = not COMPACT.isdisjoint(node.row["appearance"].split())
    if node.type == RANK:
        return Kind(ASKED, "ranking", values.CHOICES)
    if node.type == SELECT_ONE:
        return Kind(ASKED, "dropdown" if is_compact else "radio", values.CHOICE)
    return Kind(ASKED, "multi_select" if is_compact else "checkbox", values.CHOICES)


def _range(node: Node) -> Kind:
    """Numbers from `start` to `end`; whole ones unless a parameter is not."""
    given = parameters(node)
    limits = {ours: given[theirs] for ours, theirs in (("min_value", "start"), ("max_value", "end")) if theirs in given}
    whole = all("." not in given.get(each, "") for each in ("start", "end", "step"))
    low, high = limits.get("min_value", "1"), limits.get("max_value", "10")
    numbers = [values.numeral(each) for each in (low, high)]
    config = {key: each for key, each in zip(("min_value", "max_value"), numbers, strict=True) if each is not None}
    if len(config) == 2 and float(config["min_value"]) > float(config["max_value"]):
        config = {"min_value": config["max_value"], "max_value": config["min_value"]}
    return Kind(ASKED, "number", values.NUMBER, {**config, "decimal_places": 0} if whole else config)


def parameters(node: Node) -> dict[str, str]:
    """`start=1 end=5; step=2` by name."""
    parts = node.row["parameters"].replace(";", " ").replace(",", " ").split()
    return {name.lower(): value for name, _, value in (part.partition("=") for part in parts) if value}
