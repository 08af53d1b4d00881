"""Hypothesis strategies: surveys some of whose sections repeat, and answers to them.

They are made from plain ones: sections begin to repeat, what then reads a field from outside asks for one instance or
for the list of all, and what is still refused is taken out, so that what remains is accepted.
"""

import re
from typing import Any

from hypothesis import strategies as st

from surveyapp.logic.check import examine
from surveyapp.logic.definition import from_document
from surveyapp.logic.issues import worst
from tests.logic import strategies
from tests.logic.making import Document, field, option, section, survey

KEYS = ("a", "b", "c")
LISTED = {
    "text": ("X contains 'a'", "count(X) > 1", "'5' in X", "sum(X) > 4", "X notempty"),
    "number": ("sum(X) > 5", "X anyof [1, '5.0']", "max(X) >= 5", "avg(X) = 5", "X empty", "X noneof [0]"),
    "date": ("min(X) < '2024-06-01'", "X anyof ['2024-02-29']", "count(X) = 2"),
    "dropdown": ("X noneof ['a']", "count(X) > 1", "X contains 'b'"),
    "checkbox": ("X allof ['a', 'b']", "'0' in X", "count(X) > 2", "X notcontains 'c'"),
    "boolean": ("X anyof ['yes', 'na']", "X contains true", "X empty"),
}
ANY = ("count(X) > 0", "X empty", "X notempty")
HERE = (
    "{.number} > 1",
    "{.number} % 2 = 0",
    "at({F}, {.number} - 1) notempty",
    "values({F}) notempty",
    "{.item} = 'a'",
)
BEFORE = ("sum(at({F}, {.number} - 1), 1)", "iif({.number} = 1, 1, at({F}, {.number} - 1) * 2)")
MEMBERS = ("visible_if", "required_if", "constraint", "calculate", "default")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A survey that `check` accepts and that has sections which repeat, unless it has none at all."""
    document = draw(strategies.documents())
    types = {each["name"]: each["field_type"] for part in document["sections"] for each in part["fields"]}
    for part in document["sections"]:
        if draw(st.integers(0, 2)):
            part["repeat"] = draw(_repeats(types))
    if not any("repeat" in part for part in document["sections"]):
        document["sections"][0]["repeat"] = draw(_repeats(types))
    for part in document["sections"]:
        draw(_reading(document, part, types))
    return repaired(document)


@st.composite
def in_rounds(draw: st.DrawFn) -> Document:
    """A survey of numbers in a repeat that read each other: in their own instance those of a lower rank, in instances
    before it any."""
    names = [f"n{at}" for at in range(draw(st.integers(2, 5)))]
    ranked = draw(st.permutations(names))
    before = [f"at({{{name}}}, {{.number}} - {back})" for name in names for back in (1, 2)]
    inside = []
    for name in names:
        here = [f"{{{lower}}}" for lower in (*ranked[: ranked.index(name)], "seed")]
        inside.append(draw(_reading_before(name, [*here, *before])))
    kinds = ({"max": 4}, {"min": 2, "max": 3}, {"count": "{seed}", "max": 4}, {"items": [option(key) for key in KEYS]})
    last = field("total", "number", calculate=f"sum({{{names[-1]}}})")
    page, rows = section("page", field("seed", "number")), section("rows", *inside, repeat=draw(st.sampled_from(kinds)))
    return survey(*draw(st.permutations((page, rows, section("end", last)))), rules=[], dependencies=[])


@st.composite
def _reading_before(draw: st.DrawFn, name: str, read: list[str]) -> Document:
    one, other = st.sampled_from(read), st.sampled_from(read)
    conditions = st.builds(
        "{} {} {}".format, one, st.sampled_from(("> 2 or", "empty or", "< 5 and not")), other.map("{} = 3".format)
    )
    values = st.builds("{}({}, {}, 1)".format, st.sampled_from(("sum", "max", "count")), one, other)
    made = field(name, "number", config=draw(strategies.CONFIGS["number"]))
    for member in draw(st.sets(st.sampled_from(("visible_if", "required_if", "constraint")))):
        made[member] = draw(conditions)
    giving = draw(st.sampled_from(("calculate", "calculate", "default", None)))
    return made if giving is None else {**made, giving: draw(values)}


@st.composite
def _repeats(draw: st.DrawFn, types: dict[str, str]) -> Document:
    numbers = [name for name, kind in types.items() if kind in ("number", "rating")]
    choices = [name for name, kind in types.items() if kind in ("checkbox", "ranking")]
    kinds = ["open", "open", "items", *(["count"] if numbers else []), *(["for_each"] if choices else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "items":
        return {
            "items": [
                {"value": key, "label": key.upper()} for key in draw(st.lists(st.sampled_from(KEYS), unique=True))
            ]
        }
    if kind == "for_each":
        return {"for_each": draw(st.sampled_from(choices))}
    if kind == "count":
        counted = "{" + draw(st.sampled_from(numbers)) + "}"
        return {"count": draw(st.sampled_from((counted, f"{counted} / 2", "2"))), "max": draw(st.integers(1, 4))}
    low = draw(st.integers(0, 2))
    return {"min": low, "max": draw(st.integers(max(1, low), 4)), "start": low}


@st.composite
def _reading(draw: st.DrawFn, document: Document, part: Document, types: dict[str, str]) -> None:
    """Expressions that read fields of other sections which repeat ask a list, or one instance."""
    inside = {each["name"] for each in part["fields"]} if "repeat" in part else set()
    apart = {each["name"] for other in document["sections"] if "repeat" in other for each in other["fields"]} - inside
    for owner in (part, *part["fields"], *(offer for each in part["fields"] for offer in each.get("options", ()))):
        for member in MEMBERS:
            read = re.findall(r"\{(\w+)\}", owner.get(member) or "")
            if any(name in apart for name in read):
                owner[member] = draw(_from_outside(owner[member], member, read, apart, types))
    if inside and draw(st.booleans()):
        chosen = draw(st.sampled_from(part["fields"]))
        asked = draw(st.sampled_from(HERE)).replace("{F}", "{" + draw(st.sampled_from(sorted(inside))) + "}")
        chosen[draw(st.sampled_from(("visible_if", "required_if", "constraint")))] = asked
        numbers = [each for each in part["fields"] if each["field_type"] == "number" and "default" not in each]
        for each in numbers if draw(st.booleans()) else numbers[:1]:
            before = draw(st.sampled_from(numbers))["name"]
            each["calculate"] = draw(st.sampled_from(BEFORE)).replace("{F}", "{" + before + "}")


@st.composite
def _from_outside(
    draw: st.DrawFn, written: str, member: str, read: list[str], apart: set[str], types: dict[str, str]
) -> str:
    if member in ("calculate", "default") or draw(st.booleans()):
        place = draw(st.sampled_from(("1", "2", "'a'")))
        return re.sub(
            r"\{(\w+)\}", lambda found: f"at({found[0]}, {place})" if found[1] in apart else found[0], written
        )
    name = next(name for name in read if name in apart)
    return str(draw(st.sampled_from(LISTED.get(types[name], ANY)))).replace("X", "{" + name + "}")


def repaired(document: Document) -> Document:
    """The document without what is refused: rows of rules, and members."""
    while errors := worst(examine(from_document(document)).issues):
        paths = {tuple(issue.pointer.split("/")[1:]) for issue in errors}
        rows = {(path[0], int(path[1])) for path in paths if path[0] != "sections" and "visible_if" not in path}
        for path in paths:
            if (path[0], int(path[1])) not in rows:
                _taken_out(document, path)
        for kind, at in sorted(rows, reverse=True):
            document[kind].pop(at)
    return document


def _taken_out(document: Document, path: tuple[str, ...]) -> None:
    """The member that an issue points at; a repeat that cannot be becomes an open one."""
    if "repeat" in path:
        document["sections"][int(path[1])]["repeat"] = {}
        return
    place: Any = document
    for key in path[:-1]:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place.pop(path[-1], None)


def answers_to(document: Document) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that mostly fit."""
    return st.fixed_dictionaries({}, optional={name: _values(document, name) for name in names_of(document)})


def hostile_answers_to(document: Document) -> st.SearchStrategy[dict[Any, Any]]:
    """Anything at all, also where instances are looked for; no name that JavaScript would put before the others."""
    inner = st.sampled_from((*strategies.names_of(document), *KEYS, "0", "\ud800"))
    row = strategies.HOSTILE | st.dictionaries(inner, strategies.HOSTILE, max_size=3)
    value = strategies.HOSTILE | st.lists(row, max_size=6) | st.dictionaries(inner, row, max_size=4)
    names = st.sampled_from((*names_of(document), *strategies.names_of(document), "", "\ud800"))
    return st.dictionaries(names, value, max_size=6)


def edits_of(document: Document) -> st.SearchStrategy[list[tuple[str, Any]]]:
    """A run of single changes."""
    kinds = st.sampled_from(("fitting", "fitting", "fitting", "none", "hostile"))

    def one(name: str) -> st.SearchStrategy[tuple[str, Any]]:
        values = {"fitting": _values(document, name), "none": st.none(), "hostile": strategies.HOSTILE}
        return st.tuples(st.just(name), kinds.flatmap(values.__getitem__))

    return st.lists(st.sampled_from((*names_of(document), "nobody")).flatmap(one), min_size=1, max_size=8)


def names_of(document: Document) -> tuple[str, ...]:
    """What answers are keyed by."""
    return tuple(
        name
        for part in document["sections"]
        for name in ([part["name"]] if "repeat" in part else [each["name"] for each in part["fields"]])
    )


def _values(document: Document, name: str) -> st.SearchStrategy[Any]:
    part = next((part for part in document["sections"] if part["name"] == name), None)
    if part is None:
        known = name in strategies.names_of(document)
        return strategies.values_of(document, name) if known else strategies.HOSTILE
    fields = {each["name"]: strategies.values_of(document, each["name"]) for each in part["fields"]}
    row = st.none() | st.fixed_dictionaries({}, optional=fields)
    if "items" in part["repeat"] or "for_each" in part["repeat"]:
        return st.dictionaries(st.sampled_from(strategies.VALUES), row, max_size=4)
    return st.lists(row, max_size=5)
