"""A respondent's way through a published form: what is answered next, on what the server says shows by now.

The server decides what shows, what is required and offered, and what is wrong; of the engine only the types are asked,
which a browser has as well. Who speaks to the server, and how fast, is the caller's: the demo's seeding and
`./dev load` walk the same way.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.demo.respondents import Question, Respondent
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.definition.parts import OPEN
from surveyapp.logic.program import CompiledField
from surveyapp.logic.rehearsal.constants import constants
from surveyapp.logic.rehearsal.walking import is_asked

MOST_TRIES = 25
State = Mapping[str, Any]
Errors = Sequence[Mapping[str, Any]]
_IN_A_REPEAT = re.compile(r"/answers/([^/]+)/(.+)/([^/]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to answer: a field, `key` naming the instance where its section repeats. Named as the state does."""

    name: str
    field: CompiledField
    key: str | None

    @property
    def instance(self) -> str | None:
        """What its neighbours in the same instance share; None outside of repeats."""
        return self.name.rpartition("].")[0] or None


class Form:
    """A published form, compiled once and walked by many."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.program = compile_survey(from_document(dict(definition))).program
        self.constants = constants(self.program)

    def place(self, name: str) -> Place:
        """The place that the state calls so."""
        instance, is_inside, field = name.rpartition("].")
        return Place(name, self.program.by_name[field], instance.partition("[")[2] if is_inside else None)

    def is_open(self, section: str) -> bool:
        """Whether a respondent says how often this section is asked."""
        return self.program.repeats[section].kind == OPEN

    def number_of(self, section: str) -> int:
        """The place of a repeating section among all."""
        return self.program.repeats[section].section

    def section_of(self, field: CompiledField) -> str:
        return self.program.section_names[field.section]


class Walk:
    """One respondent's work: the answers so far, and how often each place was answered. Some take one section at a
    time, as the page does; the others save all that shows at once."""

    def __init__(self, form: Form, person: Respondent, *, by_section: bool = False) -> None:
        self.form, self.person, self.by_section = form, person, by_section
        self.answers: dict[str, Any] = {}
        self.tries: Counter[str] = Counter()
        self.section: str | None = None

    def following(self, state: State, errors: Errors = ()) -> dict[str, Any]:
        """The answers to save next, nothing at the end: how often open repeats are asked, then what shows and is new,
        then once more what is refused, which a page would not let pass."""
        if self.by_section and (mended := self._given(self._refused(state, errors), state)):
            return mended
        while places := self._new(state):
            if given := self._begun(state, places[0]) or self._given(self._settled(places, state), state):
                return given
        return self._begun(state) or self._given(self._refused(state, errors), state)

    def _new(self, state: State) -> list[Place]:
        """What nobody has answered yet, of one section or of all."""
        places = [self.form.place(name) for name in state["visible_fields"] if name not in self.tries]
        asked = [place for place in places if is_asked(place.field)]
        return [place for place in asked if place.field.section == asked[0].field.section] if self.by_section else asked

    def _begun(self, state: State, ahead: Place | None = None) -> dict[str, Any]:
        """How often an open repeat is asked; of sections one at a time only the repeats up to the place ahead."""
        for name, repeat in state.get("repeats", {}).items():
            is_near = ahead is None or not self.by_section or self.form.number_of(name) <= ahead.field.section
            if self.form.is_open(name) and name not in self.answers and is_near:
                many = self.person.many(repeat["min"], repeat["max"])
                self.answers[name], self.section = [{} for _ in range(many)], name
                return {name: self.answers[name]}
        return {}

    def _settled(self, places: list[Place], state: State) -> list[Place]:
        """Those that hang on no other answer; else one, in each instance."""
        first: dict[str | None, Place] = {}
        for place in places:
            first.setdefault(place.instance, place)
        return [place for place in places if place.name not in state["options"]] or list(first.values())

    def _refused(self, state: State, errors: Errors) -> list[Place]:
        """What is wrong and may be answered once more."""
        shown, wrong = set(state["visible_fields"]), _named(errors)
        return [self.form.place(name) for name in wrong if name in shown and self.tries[name] < MOST_TRIES]

    def _given(self, places: Iterable[Place], state: State) -> dict[str, Any]:
        """The answers to these places, by name; of a repeat as a whole, since it is replaced as a whole."""
        changed: dict[str, Any] = {}
        for place in places:
            self.tries[place.name] += 1
            value = self.person.answer(self._question(place, state))
            if value is not None or self.tries[place.name] > 1:
                name = self._put(place, value)
                changed[name] = self.answers[name]
        return changed

    def _question(self, place: Place, state: State) -> Question:
        own = (option.value for option in place.field.own.options)
        offers = state["options"].get(place.name)
        return Question(
            field=place.field,
            key=place.key,
            is_required=place.name in state["required_fields"],
            has_default=place.name in state.get("defaults", {}),
            offered=list(own) if offers is None else [offer["value"] for offer in offers],
            constants=self.form.constants.get(place.field.name, ()),
            tries=self.tries[place.name],
        )

    def _put(self, place: Place, value: object) -> str:
        """Note an answer; under which name it is saved."""
        self.section = self.form.section_of(place.field)
        if place.key is None:
            self.answers[place.field.name] = value
            return place.field.name
        self._instance(self.section, place.key)[place.field.name] = value
        return self.section

    def _instance(self, section: str, key: str) -> dict[str, Any]:
        if self.form.program.repeats[section].is_keyed:
            instance: dict[str, Any] = self.answers.setdefault(section, {}).setdefault(key, {})
            return instance
        instances: list[dict[str, Any]] = self.answers.setdefault(section, [])
        instances.extend({} for _ in range(int(key) + 1 - len(instances)))
        return instances[int(key)]


def _named(errors: Errors) -> Iterator[str]:
    """The places that errors point at, as a state calls them."""
    for error in errors:
        inside = _IN_A_REPEAT.fullmatch(error["pointer"])
        yield f"{inside[1]}[{_plain(inside[2])}].{inside[3]}" if inside else error["pointer"].rpartition("/")[2]


def _plain(part: str) -> str:
    """A part of a JSON Pointer as it was before it was escaped."""
    return part.replace("~1", "/").replace("~0", "~")
