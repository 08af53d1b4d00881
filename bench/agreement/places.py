"""The names of a SurveyJS definition and of the survey imported from it, each way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bench.agreement.several import grouped, several, spread
from bench.agreement.wiped import REPEATING, wiped
from surveyapp.formats.service.report import Imported
from surveyapp.logic.compile import CompiledSurvey
from surveyapp.logic.state import State

CONTAINERS = ("pages", "elements", "questions")
PANELS = ("panel", "flowpanel")
PANEL = {"paneldynamic"}
TEXTS = ("text", "text input")
LEAST_GUESS = 1e15
_INSTANCE = re.compile(r"^(.+?)\[([^\]]*)\]\.(.+)$", re.DOTALL)

Json = Mapping[str, Any]


class Places:
    """Names both ways. What SurveyJS does not count among its questions (comments, calculated values) is none."""

    def __init__(self, source: Json, imported: Imported, survey: CompiledSurvey) -> None:
        self.names, self.survey = imported.names, survey
        self.fields = {field.name: field for field in survey.definition.fields}
        self.repeats = {section.name for section in survey.definition.sections if section.repeat is not None}
        self.kept_apart = {name for name in self.names if name.endswith("-Comment")}
        self.kept_apart |= {
            str(each.get("name")) for each in source.get("calculatedValues", ()) if isinstance(each, dict)
        }
        self.unfolding = {self.names[path] for path in _unfolding(source) if path in self.names}
        self.items = several(source)
        self.grouped = grouped(self.names, self.items)
        self.tree: dict[str, dict[str, set[str]]] = {"pages": {}, "panels": {}}
        self.lists: dict[str, set[str]] = {}
        self.chosen_as: dict[str, str] = {}
        self.order: dict[str, list[str]] = {}
        self.wiped = wiped(source, self.names, survey.definition)
        self.features = frozenset(self._walk(source))

    def ours(self, name: str) -> str:
        """What a name of theirs is here, `panel[0].question` as `ours[0].field`; itself when it is nothing here."""
        nested = _INSTANCE.match(name)
        if not nested:
            return self.names.get(name, f"?{name}")
        group, key, inner = nested.groups()
        field, repeat = self.names.get(f"{group}[].{inner}", f"?{inner}"), self.names.get(group, group)
        if repeat in self.order:
            key = self.order[repeat][int(key)]
        return f"{repeat}[{key}].{field}"

    def mapped(self, names: Iterable[str]) -> list[str]:
        """Several."""
        return [self.ours(name) for name in names]

    def questions(self, names: Iterable[str]) -> list[str]:
        """The questions that show there."""
        return self.mapped(names)

    def plain(self, fields: Iterable[str]) -> list[str]:
        """Fields of ours that are questions there; what unfolds below a row is none before it is unfolded, and one of
        several texts never is.
        """
        return [name for name in self._questions(fields) if name.rpartition(".")[2] not in self.grouped]

    def _questions(self, fields: Iterable[str]) -> list[str]:
        apart = {self.names[name] for name in self.kept_apart if name in self.names} | self.unfolding
        there = set(self.names.values()) - apart
        return [name for name in fields if name.rpartition(".")[2] in there]

    def _together(self, name: str) -> str:
        """A field by its question's name, where that is of several texts."""
        head, dot, field = name.rpartition(".")
        return f"{head}{dot}{self.grouped.get(field, field)}"

    def shown(self, state: State) -> list[str]:
        """Fields and repeats that show here."""
        return [*map(self._together, self._questions(state.visible_fields)), *state.repeats]

    def containers(self, shown: Iterable[str], kind: str) -> Iterator[str]:
        """The pages or panels of which something shows."""
        there = {name.split("[")[0] for name in shown} | {name.rpartition(".")[2] for name in shown if "]." not in name}
        return (name for name, members in self.tree[kind].items() if members & there)

    def answers(self, given: Json) -> dict[str, Any]:
        """Answers by our names; numbers in texts as a form sends them, what belongs to no question left out, and so an
        empty list where it means there that nobody answered.
        """
        said = {name: value for name, value in given.items() if value != [] or self.lists.get(name) != PANEL}
        said = dict(spread(dict(self._chosen(said)), self.items))
        known = {self.names[name]: self._answer(name, value) for name, value in said.items() if self._is_known(name)}
        return {**self.wiped.at_first, **known}

    def _chosen(self, given: Json) -> Iterator[tuple[str, Any]]:
        """The same with choices that are kept as a member of instances as choices, and the instances by these."""
        self.order = {}
        for name, value in given.items():
            objects = value if name in self.chosen_as and isinstance(value, list) else []
            if not objects:
                yield name, value
                continue
            member = self.chosen_as[name]
            keys = [canonical(each.get(member)) if isinstance(each, dict) else canonical(each) for each in objects]
            yield name, keys
            for repeat in self._following(name):
                self.order[self.names[repeat]] = keys
                rest = [{key: each[key] for key in each if key != member} for each in objects if isinstance(each, dict)]
                yield repeat, dict(zip(keys, rest, strict=False))

    def _following(self, name: str) -> list[str]:
        """The repeats that go by what was chosen under a name."""
        sections = self.survey.definition.sections
        going = {each.name for each in sections if each.repeat and each.repeat.for_each == self.names.get(name)}
        return [theirs for theirs, ours in self.names.items() if ours in going and "[" not in theirs]

    def _is_known(self, name: str) -> bool:
        ours = self.names.get(name)
        field = self.fields.get(ours or "")
        calculated = field is not None and (field.calculate is not None or field.field_type == "note")
        return ours is not None and not calculated and (field is not None or ours in self.repeats)

    def _answer(self, name: str, value: Any) -> Any:
        ours = self.names[name]
        if ours not in self.repeats:
            return self._spelled(ours, value)
        if isinstance(value, list):
            return [self._instance(name, each) for each in value]
        if isinstance(value, dict):
            given = {key: self._instance(name, each) for key, each in value.items()}
            return {**self.wiped.at_first.get(ours, {}), **given}
        return value

    def _instance(self, name: str, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        found = (each for key, value in given.items() for each in self._leaves(f"{name}[].{key}", value))
        known = {path: value for path, value in found if self._is_known(path)}
        empty = self.wiped.inside.get(self.names[name], {})
        return {**empty, **{self.names[path]: self._spelled(self.names[path], value) for path, value in known.items()}}

    def _leaves(self, path: str, value: Any) -> Iterator[tuple[str, Any]]:
        """An answer by its path; of a repeat inside a repeat each answer by its own, `panel[].matrix[row].column`."""
        field = self.fields.get(self.names.get(path, ""))
        texts = self.items.get(path.rpartition("[].")[2])
        if texts is not None and isinstance(value, dict):
            yield from ((f"{path}.{text}", each) for text, each in value.items())
            return
        times = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        if (field is not None and field.field_type != "note") or not times:
            yield path, value
            return
        for key, each in times:
            for inner, answer in each.items() if isinstance(each, dict) else ():
                yield from self._leaves(f"{path}[{key}].{inner}", answer)

    def _spelled(self, ours: str, value: Any) -> Any:
        is_text = self.fields[ours].field_type in ("text", "text_area")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return number_text(value) if is_text and is_number else value

    def offered(self, name: str) -> list[str]:
        """What a question offers whatever is answered."""
        field = self.fields.get(self.ours(name).rpartition(".")[2])
        return [option.value for option in field.options] if field else []

    def at(self, pointer: str) -> str:
        """The field that an error is about, as the state names it; a comment's is its question's."""
        _, _, name, *rest = pointer.split("/")
        if name in self.repeats and len(rest) > 1:
            return self._question(f"{name}[{rest[0]}].{rest[1]}")
        return self._question(name)

    def _question(self, ours: str) -> str:
        head, dot, field = ours.rpartition(".")
        for path in self.kept_apart:
            if self.names.get(path) == field and path.endswith("-Comment"):
                return f"{head}{dot}{self.names[path.removesuffix('-Comment')]}"
        return ours

    def stored(self, expected: Json) -> dict[str, str]:
        """What was kept there, by our names; empty values and what belongs to nothing here left out."""
        kept = spread(dict(self._chosen(expected)), self.items)
        known = {name: value for name, value in kept if name in self.names}
        flat: dict[str, str] = {}
        for name, value in known.items():
            flat.update(self._flat(self.names[name], value, name))
        return flat

    def flat(self, stored: Json) -> dict[str, str]:
        """What is kept here in the same manner."""
        flat: dict[str, str] = {}
        for name, value in stored.items():
            flat.update(self._flat(name, value, None))
        return flat

    def _flat(self, ours: str, value: Any, theirs: str | None) -> Iterator[tuple[str, str]]:
        if ours in self.repeats and isinstance(value, list | dict):
            instances = enumerate(value) if isinstance(value, list) else value.items()
            for key, each in instances:
                for field, answer in self._kept(each, theirs):
                    if field and not is_blank(answer):
                        yield f"{ours}[{key}].{field}", canonical(answer)
        elif not is_blank(value):
            yield ours, canonical(value)

    def _kept(self, instance: Any, theirs: str | None) -> Iterator[tuple[str, Any]]:
        """What an instance holds, by our names."""
        given = instance.items() if isinstance(instance, dict) else ()
        if theirs is None:
            yield from ((field, answer) for field, answer in given if field in self.names.values())
            return
        for inner, answer in given:
            for path, each in self._leaves(f"{theirs}[].{inner}", answer):
                yield self.names.get(path, ""), each

    def _walk(self, source: Json) -> Iterator[str]:
        """The features of a definition, its containers filed on the way."""
        pages = source.get("pages") or [{key: source.get(key) for key in ("elements", "questions")}]
        for at, page in enumerate(pages):
            yield from self._contained(page, "pages", page.get("name") or f"page{at + 1}", ())
        if source.get("firstPageIsStarted") is True:
            self.tree["pages"].pop(next(iter(self.tree["pages"]), ""), None)
        yield from (f"survey.{key}" for key in ("triggers", "calculatedValues") if source.get(key))

    def _contained(self, part: Json, kind: str, name: str, above: tuple[set[str], ...]) -> Iterator[str]:
        members = self.tree[kind].setdefault(name, set())
        for key in CONTAINERS:
            for element in part.get(key) or ():
                word, called = element.get("type", "text"), element.get("name", "")
                yield word
                if word in REPEATING:
                    self.lists.setdefault(element.get("valueName") or element.get("name", ""), set()).add(word)
                if element.get("valuePropertyName"):
                    self.chosen_as[element.get("valueName") or element["name"]] = element["valuePropertyName"]
                if word in PANELS:
                    yield from self._contained(element, "panels", called, (*above, members))
                for each in (*above, members):
                    each.add(f"?{called}" if called in self.items else self.names.get(called, ""))
                yield from (key for key in element if key in FEATURES)


def _unfolding(part: Any) -> Iterator[str]:
    """The questions below the rows of matrices."""
    for each in part if isinstance(part, list) else part.values() if isinstance(part, dict) else ():
        yield from _unfolding(each)
    if isinstance(part, dict):
        yield from (f"{part.get('name')}[].{each.get('name')}" for each in part.get("detailElements") or ())


FEATURES = (
    "visibleIf", "requiredIf", "enableIf", "validators", "choicesVisibleIf", "choicesFromQuestion", "valueName",
    "defaultValue", "defaultValueExpression", "setValueExpression", "resetValueIf", "rowsVisibleIf", "showOtherItem",
    "templateVisibleIf", "showCommentArea", "inputType", "valuePropertyName", "detailElements",
)  # fmt: skip


def number_text(value: float) -> str:
    """A number as a form would send it."""
    return str(int(value)) if value == int(value) and abs(value) < LEAST_GUESS else repr(value)


def is_blank(value: Any) -> bool:
    """What says nothing."""
    return value is None or value == [] or value == {} or (isinstance(value, str) and not value.strip())


def canonical(value: Any) -> str:
    """An answer in one spelling: 4 and "4", true and yes are the same."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list):
        return json_list([canonical(each) for each in value])
    if isinstance(value, dict):
        return json_list([f"{key}={canonical(each)}" for key, each in sorted(value.items())])
    return str(value).strip()


def json_list(parts: list[str]) -> str:
    return f"[{', '.join(parts)}]"
