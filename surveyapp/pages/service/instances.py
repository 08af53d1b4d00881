"""Sections that repeat, as a form has them: a field of a repeat is a question of its own in each instance, under the
name that the state gives it (`people[0].age`), and the answers of all of them go back as one.

A plain section goes through the same functions unchanged, so whoever shows or saves a section need not ask.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.state import State

Part = Mapping[str, Any]
Answers = Mapping[str, object]
Rows = dict[str, dict[str, object]]
Order = Sequence[str | None]

MOST = 200
_NAME = re.compile(r"([a-z][a-z0-9_]*)\[(.*)\]\.([a-z][a-z0-9_]*)", re.ASCII | re.DOTALL)
_BREAKS = re.compile(r"[\t\n\f\r %]")


@dataclass(frozen=True, slots=True)
class Instance:
    """One time that a section is asked. `number` counts from 1; `label` is that of its option, where it has one."""

    section: str
    key: str
    number: int
    label: str | None

    @property
    def name(self) -> str:
        """As the state calls it."""
        return f"{self.section}[{self.key}]"

    def holding(self, field: str) -> str:
        """The name of a field in this instance."""
        return f"{self.name}.{field}"


def instances(section: Part, state: State) -> list[Instance]:
    """Those of a section that repeats and shows; none of any other."""
    repeated = state.repeats.get(section["name"])
    if repeated is None:
        return []
    labels = repeated.labels or [None] * len(repeated.instances)
    keyed = enumerate(zip(repeated.instances, labels, strict=True), 1)
    return [Instance(section["name"], key, number, label) for number, (key, label) in keyed]


def parts(section: Part, state: State) -> Iterator[tuple[Part, Instance | None]]:
    """The questions of a section in order, each with the instance it is asked in; `origin` is then the field's name."""
    if not section.get("repeat"):
        yield from ((part, None) for part in section["fields"])
    for each in instances(section, state):
        for part in section["fields"]:
            yield {**part, "name": each.holding(part["name"]), "origin": part["name"]}, each


def part_of(section: Part, name: str) -> Part | None:
    """The question of this name, also in an instance that does not show any more; None for no question."""
    found = _NAME.fullmatch(name) if section.get("repeat") else None
    if section.get("repeat") and (found is None or found[1] != section["name"]):
        return None
    field = found[3] if found else name
    part = next((part for part in section["fields"] if part["name"] == field), None)
    return part if part is None or found is None else {**part, "name": name, "origin": field}


def spread(document: Part, state: State, answers: Answers) -> dict[str, object]:
    """The answers by question."""
    found = dict(answers)
    for section in document["sections"]:
        if not section.get("repeat"):
            continue
        rows = _rows(found.pop(section["name"], None))
        for each in instances(section, state):
            found |= {each.holding(name): value for name, value in rows.get(each.key, {}).items()}
    return found


def gathered(
    section: Part, state: State, answers: Answers, order: Order | None = None
) -> Callable[[Answers], dict[str, object]]:
    """What turns changes of a section's questions into the answers to save: of a repeat the whole one, `answers` being
    what is stored by now. None takes an answer away; questions that nobody asked are left out. `order` says which
    instances there are to be, each by the key that is stored, None for a new one; the changes follow it."""

    def gather(changes: Answers) -> dict[str, object]:
        if not section.get("repeat"):
            return dict(changes)
        rows = _shown_rows(section, state, answers)
        if order is not None:
            rows = {str(at): dict(rows.get(key or "", {})) for at, key in enumerate(order)}
        kept = {part["name"] for part in section["fields"] if part.get("default") is not None}
        for name, value in changes.items():
            _put(rows, section, state, name, value, kept)
        return {section["name"]: _whole(section, rows)} if changes or order is not None else {}

    return gather


def added(section: Part, state: State, answers: Answers) -> object:
    """A repeat's answer with one more instance."""
    rows = _shown_rows(section, state, answers)
    return _whole(section, {**rows, str(len(rows)): {}})


def removed(section: Part, state: State, answers: Answers, key: str) -> object:
    """A repeat's answer without this instance."""
    rows = _shown_rows(section, state, answers)
    left = [row for each, row in rows.items() if each != key]
    return _whole(section, {str(at): row for at, row in enumerate(left)})


def place_of(pointer: str) -> str:
    """The question that a JSON Pointer into the answers means; the repeat's own name where it means no instance's."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("/answers/").split("/")]
    return f"{steps[0]}[{steps[1]}].{steps[2]}" if len(steps) > 2 else steps[0]


def is_open(section: Part) -> bool:
    """Whether a respondent says how many instances there are."""
    repeat = section.get("repeat")
    return repeat is not None and not any(repeat.get(key) for key in ("count", "for_each", "items"))


def home_of(name: str) -> str:
    """The section's name of a question in a repeat; of any other its own."""
    return name.partition("[")[0]


def mark(name: str) -> str:
    """A name as an id of the page, in which nothing may break a line."""
    return _BREAKS.sub(lambda found: f"%{ord(found[0]):x}", name)


def _shown_rows(section: Part, state: State, answers: Answers) -> Rows:
    """What is stored, and nothing for an instance that shows and holds nothing yet."""
    shown: Rows = {each.key: {} for each in instances(section, state)} if _is_numbered(section) else {}
    return shown | _rows(answers.get(section["name"]))


def _put(rows: Rows, section: Part, state: State, name: str, value: object, kept: set[str]) -> None:
    found = _NAME.fullmatch(name)
    if found is None or found[1] != section["name"]:
        return
    key, field = found[2], found[3]
    known = {each.key for each in instances(section, state)} | rows.keys()
    if key not in known and not (_is_numbered(section) and key.isascii() and key.isdigit() and int(key) < MOST):
        return
    row = rows.setdefault(key, {})
    if value is None and field not in kept:
        row.pop(field, None)
    else:
        row[field] = value


def _is_numbered(section: Part) -> bool:
    return not (section["repeat"].get("for_each") or section["repeat"].get("items"))


def _rows(answer: object) -> Rows:
    """A repeat's answer by key. The rows are new, for somebody to write into."""
    pairs = enumerate(answer) if isinstance(answer, list) else answer.items() if isinstance(answer, dict) else ()
    return {str(key): dict(row) if isinstance(row, dict) else {} for key, row in pairs}


def _whole(section: Part, rows: Rows) -> object:
    if not _is_numbered(section):
        return {key: row for key, row in rows.items() if row}
    return [rows.get(str(at), {}) for at in range(max(map(int, rows), default=-1) + 1)]
