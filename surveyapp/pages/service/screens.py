"""Everything a template shows, decided before it: templates only write it down."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from surveyapp.logic.piping import piped
from surveyapp.logic.state import State
from surveyapp.logic.values import is_empty
from surveyapp.pages.service import controls
from surveyapp.pages.service.answers import Raw, options, parted, raw
from surveyapp.pages.service.controls import Choice, Row
from surveyapp.pages.service.journey import Journey
from surveyapp.pages.service.messages import message
from surveyapp.pages.service.saving import Fault
from surveyapp.pages.service.wording import Wording

Part = Mapping[str, Any]
Conflicts = Mapping[str, Raw]

REQUIRED = "answer_required"


@dataclass(frozen=True, slots=True)
class Question:
    """A field as it is asked."""

    name: str
    label: str
    help: str | None
    control: str
    required: bool
    visible: bool
    value: Raw = field(repr=False)
    choices: Sequence[Choice] = field(repr=False)
    rows: Sequence[Row] = field(repr=False)
    marker: str
    placeholder: str = ""
    config: Part = field(default_factory=dict)
    error: str | None = None
    conflict: str | None = None
    guidance: str | None = None
    filled: bool = False

    @property
    def inputmode(self) -> str | None:
        """The phone's keyboard for a number; iOS has no minus on either, so numbers below zero keep the full one."""
        if self.control != "number" or float(self.config.get("min_value") or 0) < 0:
            return None
        return "numeric" if self.config.get("decimal_places") == 0 else "decimal"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors."""

    label: str
    message: str
    href: str


@dataclass(frozen=True, slots=True)
class Read:
    """One line of the review: a question, its answer, where to change it."""

    label: str
    answer: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Survey:
    """One response's survey in one language: the source of every screen."""

    wording: Wording
    document: Part
    state: State
    answers: Mapping[str, object] = field(repr=False)
    draft_faults: Sequence[Fault] = ()

    @property
    def journey(self) -> Journey:
        return Journey.of(self.document, self.state)

    @property
    def held(self) -> dict[str, object]:
        """The answers, with the defaults that stand in while nobody gave or took one away."""
        return {**self.state.defaults, **self.answers}

    def awaits(self, part: Part) -> bool:
        """Whether a question is there to be answered and nobody has."""
        return part.get("calculate") is None and not _is_note(part) and is_empty(self.held.get(part["name"]))

    def heading(self, section: Part, key: str) -> str | None:
        """A section's `title` or `description`, with the answers that it names."""
        return self._said(self.wording.section(section, key))

    def text(self, part: Part, key: str) -> str | None:
        """A field's `label` or `help`, with the answers that it names."""
        return self._said(self.wording.field(part, key))

    def texts(self, section: str) -> dict[str, str]:
        """What changes with answers in the texts of a section, by the place where the page shows it."""
        part = self.journey.section(section)
        found = {f"section-{key}": self.wording.section(part, key) for key in ("title", "description")}
        for name, field_ in self.fields(section).items():
            found |= {f"l-{name}": self.wording.field(field_, "label"), f"h-{name}": self.wording.field(field_, "help")}
        return {place: str(self._said(text)) for place, text in found.items() if text and "{" in text}

    def calculated(self, section: str) -> dict[str, str]:
        """What a section's calculated fields show."""
        return {name: str(self._words(name)) for name in self.fields(section) if name in self.state.calculated}

    def _said(self, text: str | None) -> str | None:
        return piped(text, self._words) if text and "{" in text else text

    def _words(self, name: str) -> str | None:
        """The answer of a field that shows, in words; None where there is no such field."""
        part = self.every_field().get(name)
        if part is None:
            return None
        faulty = any(fault.name == name for fault in self.draft_faults)
        value = None if faulty or name not in self.state.visible_fields else self._value(name)
        return self.shown(part, raw(part, value))

    def _value(self, name: str) -> object:
        return self.state.calculated[name] if name in self.state.calculated else self.held.get(name)

    def place(self, section: str) -> str:
        """How far along a section is; nothing while there seems to be only one, for it may open others."""
        number, count = self.journey.number(section), len(self.journey.open)
        return self.wording.say("Section %(number)s of %(count)s", number=number, count=count) if count > 1 else ""

    def fields(self, section: str) -> dict[str, Part]:
        """The fields of a section by name."""
        return {each["name"]: each for each in self.journey.section(section)["fields"]}

    def every_field(self) -> dict[str, Part]:
        """All fields by name."""
        return {each["name"]: each for section in self.document["sections"] for each in section["fields"]}

    def faults(self, names: Iterable[str]) -> list[Fault]:
        """What keeps these fields from being submitted, in their order."""
        wanted = list(names)
        found = {fault.name: fault for fault in (*self._missing(wanted), *self.draft_faults)}
        return [found[name] for name in wanted if name in found]

    def _missing(self, names: Iterable[str]) -> list[Fault]:
        required, fields = frozenset(self.state.required_fields), self.every_field()
        return [Fault(name, REQUIRED, "") for name in names if name in required and self._is_open(fields[name])]

    def _is_open(self, part: Part) -> bool:
        """Whether a required question lacks its answer, or a table the answer to one of its rows."""
        value = self.held.get(part["name"])
        rows = part["config"].get("rows") or () if part["field_type"] == "matrix" else ()
        return is_empty(value) or (isinstance(value, dict) and any(is_empty(value.get(row["value"])) for row in rows))

    def offers(self, part: Part) -> list[tuple[str, str]]:
        """What a choice offers right now, as (value, label)."""
        if part["field_type"] == "boolean":
            return list(self.wording.booleans())
        live = self.state.options.get(part["name"])
        pairs = [(o.value, o.label) for o in live] if live is not None else _pairs(part["options"])
        return [(value, self.wording.option(part, value, label)) for value, label in pairs]

    def marker(self, part: Part) -> str:
        """A field with what it offers, so that a form says what it was asked and not only what it answers."""
        offered = "\n".join(value for value, _ in self.offers(part))
        return f"{part['name']}.{crc32(offered.encode('utf-8', 'replace')):08x}"

    def questions(
        self, section: str, given: Mapping[str, Raw], faults: Sequence[Fault], conflicts: Conflicts
    ) -> list[Question]:
        """The fields of a section, those that do not show included: the script may show them later."""
        problems = {fault.name: fault for fault in reversed(faults)}
        return [
            self._question(part, given[name], problems.get(name), conflicts.get(name))
            for name, part in self.fields(section).items()
        ]

    def base(self, section: str) -> str:
        """What is stored of a section, for the form to bring back."""
        stored = {name: raw(part, self.held.get(name)) for name, part in self.fields(section).items()}
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))

    def troubles(self, faults: Iterable[Fault], here: str | None) -> list[Trouble]:
        """The summary of errors; one in another section leads there."""
        fields = self.every_field()
        return [
            Trouble(
                str(self.text(fields[fault.name], "label")),
                message(self.wording, fields[fault.name], fault),
                self.address(fault.name, here),
            )
            for fault in faults
            if fault.name in fields
        ]

    def address(self, name: str, here: str | None) -> str:
        """Where a field can be answered, from the section that is open."""
        section = self.journey.holding(name)
        return f"#f-{name}" if section == here else f"?at={section}#f-{name}"

    def review(self) -> list[tuple[str, list[Read]]]:
        """Every visible question with its answer, by section."""
        shown = frozenset(self.state.visible_fields)
        return [
            (
                str(self.heading(self.journey.section(name), "title")),
                [self._read(part) for each, part in self.fields(name).items() if each in shown and not _is_note(part)],
            )
            for name in self.journey.open
        ]

    def shown(self, part: Part, value: Raw) -> str:
        """A raw answer in words."""
        labels = dict(_pairs(_ever_offered(self.document, part)))
        if isinstance(value, list):
            said = [self.wording.option(part, each, labels.get(each, each)) for each in options(part, value)]
            asked = self._rows_of(part, value) if part["field_type"] == "matrix" else [""] * len(said)
            return ", ".join(row + each for row, each in zip(asked, said, strict=True))
        if part["field_type"] == "boolean":
            return dict(self.wording.booleans()).get(value, value)
        if part["field_type"] == "date" and value:
            return self.wording.day(value)
        if part["field_type"] == "datetime":
            return self.wording.moment(value)
        return self.wording.option(part, value, labels.get(value, value))

    def _rows_of(self, part: Part, chosen: Iterable[str]) -> list[str]:
        """What goes before each choice in a table."""
        rows = part["config"].get("rows") or ()
        asked = [parted(each)[0] for each in chosen]
        return [f"{self.wording.row(part, rows[at])}: " if 0 <= at < len(rows) else "" for at in asked]

    def _read(self, part: Part) -> Read:
        said = self.shown(part, raw(part, self._value(part["name"])))
        href = self.address(part["name"], None) if part.get("calculate") is None else None
        return Read(str(self.text(part, "label")), said, href)

    def _question(self, part: Part, given: Raw, fault: Fault | None, stored: Raw | None) -> Question:
        name = part["name"]
        offered = self.offers(part)
        listed = [*offered, *self._gone(part, offered, given)]
        choices = controls.choices(part, self.wording, listed, given)
        return Question(
            name=name,
            label=str(self.text(part, "label")),
            help=self.text(part, "help"),
            control=controls.control(part, choices),
            required=name in self.state.required_fields,
            visible=name in self.state.visible_fields,
            value=given if part.get("calculate") is None else str(self._words(name)),
            choices=choices,
            rows=controls.rows(part, self.wording, listed, given),
            marker=self.marker(part),
            placeholder=self.wording.setting(part, "placeholder"),
            config=part["config"],
            error=message(self.wording, part, fault) if fault else None,
            conflict=None if stored is None else self.shown(part, stored) or self.wording.say("no answer"),
            guidance=_text_or_none(self.state.guidance.get(name)),
            filled=name in self.state.defaults and name not in self.answers,
        )

    def _gone(self, part: Part, offered: Sequence[tuple[str, str]], given: Raw) -> list[tuple[str, str]]:
        """What was chosen and is no longer offered: it stays in sight until another choice is made."""
        if not _ever_offered(self.document, part):
            return []
        now = {value for value, _ in offered}
        chosen = dict.fromkeys(options(part, given))
        gone = self.wording.say("(no longer available)")
        return [(value, f"{self.shown(part, value)} {gone}") for value in chosen if value and value not in now]


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _is_note(part: Part) -> bool:
    return bool(part["field_type"] == "note")


def _pairs(options: Iterable[Part]) -> list[tuple[str, str]]:
    return [(option["value"], option["label"]) for option in options]


def _ever_offered(document: Part, part: Part) -> list[Part]:
    by_others = [d for d in document["dependencies"] if d["dependent_field"] == part["name"]]
    return [*(option for each in by_others for option in each["dependent_options"]), *part["options"]]
