"""Everything a template shows, decided before it: templates only write it down."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zlib import crc32

from surveyapp.logic.expressions.nodes import ITEM_HERE, NUMBER_HERE
from surveyapp.logic.piping import piped, piped_names
from surveyapp.logic.state import State
from surveyapp.logic.values import is_empty
from surveyapp.pages.service import controls, instances
from surveyapp.pages.service.answers import Raw, options, parted, raw
from surveyapp.pages.service.instances import Instance, mark
from surveyapp.pages.service.journey import Journey, is_displayed
from surveyapp.pages.service.messages import FAILED, message
from surveyapp.pages.service.saving import Fault
from surveyapp.pages.service.shapes import Group, Question, Trouble
from surveyapp.pages.service.wording import Wording

Part = Mapping[str, Any]
Conflicts = Mapping[str, Raw]

REQUIRED = "answer_required"
TOO_FEW = "too_few_instances"
HERE = (NUMBER_HERE, ITEM_HERE)
_NUMBERED = re.compile(r"[a-z_]+[0-9]+")


@dataclass(frozen=True)
class Survey:
    """One response's survey in one language: the source of every screen."""

    wording: Wording
    document: Part
    state: State
    answers: Mapping[str, object] = field(repr=False)
    draft_faults: Sequence[Fault] = ()
    guided: frozenset[str] = frozenset()

    @cached_property
    def journey(self) -> Journey:
        return Journey.of(self.document, self.state)

    @cached_property
    def held(self) -> dict[str, object]:
        """The answers by question, with the defaults that stand in while nobody gave or took one away."""
        return {**self.state.defaults, **self.given}

    @cached_property
    def given(self) -> dict[str, object]:
        """The answers by question."""
        return instances.spread(self.document, self.state, self.answers)

    @cached_property
    def within(self) -> dict[str, Instance | None]:
        """Every question that there is, and the instance that it is asked in."""
        return {part["name"]: instance for part, instance in self.parts(self.document["sections"])}

    @cached_property
    def repeated(self) -> dict[str, list[Instance]]:
        """The instances of each section that repeats and shows."""
        every = {section["name"]: section for section in self.document["sections"]}
        return {name: instances.instances(every[name], self.state) for name in self.state.repeats}

    def parts(self, sections: Iterable[Part]) -> Iterator[tuple[Part, Instance | None]]:
        """The questions of some sections, each with the instance that it is asked in."""
        return (each for section in sections for each in instances.parts(section, self.state))

    def awaits(self, part: Part) -> bool:
        """Whether a question is there to be answered and nobody has."""
        return part.get("calculate") is None and not is_note(part) and is_empty(self.held.get(part["name"]))

    def heading(self, section: Part, key: str) -> str | None:
        """A section's `title` or `description`, with the answers that it names; of a repeat without those of any
        instance."""
        return self._said(self.wording.section(section, key))

    def title(self, section: Part) -> str:
        """What a section is called; nothing where its author has not said so: it has a tool's name (`page1`), or stands
        first and has that of the survey."""
        title = str(self.heading(section, "title"))
        is_told_above = title == self.wording.title(self.document) and self.journey.before(section["name"]) is None
        is_made = title == section["name"] and _NUMBERED.fullmatch(title) and not section.get("repeat")
        return "" if is_told_above or is_made else title

    def legend(self, section: Part, instance: Instance) -> str:
        """What one instance is called: by its section's title where that names something of it, by its option, or by
        its number."""
        title = str(self.wording.section(section, "title"))
        said = self._said(title, instance) if self.names_instances(section) else None
        return said or self.label(instance) or f"{self.heading(section, 'title')} {instance.number}"

    def names_instances(self, section: Part) -> bool:
        """Whether the title of a repeat says something of each instance."""
        own = {*HERE, *(part["name"] for part in section["fields"])}
        return not own.isdisjoint(piped_names(str(self.wording.section(section, "title"))))

    def label(self, instance: Instance) -> str | None:
        """The label of the option or item that an instance stands for."""
        if instance.label is None:
            return None
        section = self.journey.section(instance.section)
        if source := section["repeat"].get("for_each"):
            return self.wording.option(self.every_field()[source], instance.key, instance.label)
        return self.wording.item(section, instance.key, instance.label)

    def text(self, part: Part, key: str) -> str | None:
        """A field's `label` or `help`, with the answers that it names."""
        return self._said(self.wording.field(part, key), self.within.get(part["name"]))

    def texts(self, section: str) -> dict[str, str]:
        """What changes with answers in the texts of a section, by the place where the page shows it."""
        part = self.journey.section(section)
        found = {
            f"section-{key}": self.heading(part, key)
            for key in ("title", "description")
            if "{" in (self.wording.section(part, key) or "")
        }
        for name, field_ in self.fields(section).items():
            for place, key in (("l", "label"), ("h", "help")):
                if "{" in (self.wording.field(field_, key) or ""):
                    found[f"{place}-{mark(name)}"] = self.text(field_, key)
        legends = {f"n-{mark(each.name)}": self.legend(part, each) for each in self.repeated.get(section, [])}
        return {place: str(said) for place, said in {**found, **legends}.items()}

    def calculated(self, section: str) -> dict[str, str]:
        """What a section's calculated fields show."""
        return {name: str(self._words(name)) for name in self.fields(section) if name in self.state.calculated}

    def _said(self, text: str | None, within: Instance | None = None) -> str | None:
        """A text with the answers that it names, of its own instance first."""
        return piped(text, lambda name: self._named(name, within)) if text and "{" in text else text

    def _named(self, name: str, within: Instance | None) -> str | None:
        if name in HERE:
            return self._here(name, within)
        if within is not None and within.holding(name) in self.within:
            return self._words(within.holding(name))
        if (home := self._homes.get(name)) is None:
            return self._words(name)
        said = (self._words(each.holding(name)) for each in self.repeated.get(home, []))
        return ", ".join(words for words in said if words)

    def _here(self, name: str, within: Instance | None) -> str | None:
        """The number or option of the instance that a text stands in; the title of them all has neither."""
        if within is None:
            return "\u2026" if self.repeated else None
        return str(within.number) if name == NUMBER_HERE else self.label(within)

    @cached_property
    def _homes(self) -> dict[str, str]:
        """The sections of the fields that are asked repeatedly."""
        repeating = (section for section in self.document["sections"] if section.get("repeat"))
        return {part["name"]: section["name"] for section in repeating for part in section["fields"]}

    def _words(self, name: str) -> str | None:
        """The answer to a question that shows, in words; None where there is no such question. One that fails its
        constraint counts, as it does everywhere."""
        part = self.every_field().get(name)
        if part is None:
            return None
        faulty = any(fault.name == name and fault.code != FAILED for fault in self.draft_faults)
        value = None if faulty or name not in self.state.visible_fields else self.value(name)
        return self.shown(part, raw(part, value))

    def value(self, name: str) -> object:
        """What stands for a question: its answer, what is worked out, or a default."""
        return self.state.calculated[name] if name in self.state.calculated else self.held.get(name)

    def place(self, section: str) -> str:
        """How far along a section is; nothing while there seems to be only one, for it may open others."""
        number, count = self.journey.number(section), len(self.journey.open)
        return self.wording.say("Section %(number)s of %(count)s", number=number, count=count) if count > 1 else ""

    def fields(self, section: str) -> dict[str, Part]:
        """The questions of a section by name, without what is kept off the page."""
        parts = self.parts([self.journey.section(section)])
        return {part["name"]: part for part, _ in parts if is_displayed(part)}

    def every_field(self) -> dict[str, Part]:
        """All questions by name."""
        return self._every

    @cached_property
    def _every(self) -> dict[str, Part]:
        return {part["name"]: part for part, _ in self.parts(self.document["sections"])}

    def section_faults(self, *sections: str) -> list[Fault]:
        """What keeps these sections from being submitted: too few or too many instances, then the questions."""
        found = [fault for name in sections for fault in self._counted(name)]
        return found + self.faults(name for section in sections for name in self.fields(section))

    def _counted(self, section: str) -> Iterator[Fault]:
        repeated = self.state.repeats.get(section)
        if repeated is not None and len(repeated.instances) < repeated.min:
            yield Fault(section, TOO_FEW, "")
        yield from (fault for fault in self.draft_faults if fault.name == section and repeated is not None)

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
        config = part["config"]
        rows = config.get("rows") or () if part["field_type"] == "matrix" and not config.get("any_row") else ()
        return is_empty(value) or (isinstance(value, dict) and any(is_empty(value.get(row["value"])) for row in rows))

    def offers(self, part: Part) -> list[tuple[str, str]]:
        """What a choice offers right now, as (value, label)."""
        if part["field_type"] == "boolean":
            words = list(self.wording.booleans())
            return words[:2] if part["config"].get("has_na") is False else words
        live = self.state.options.get(part["name"])
        pairs = [(o.value, o.label) for o in live] if live is not None else _pairs(part["options"])
        return [(value, self.wording.option(part, value, label)) for value, label in pairs]

    def marker(self, part: Part) -> str:
        """A field with what it offers, so that a form says what it was asked and not only what it answers."""
        offered = "\n".join(value for value, _ in self.offers(part))
        return f"{part['name']}.{crc32(offered.encode('utf-8', 'replace')):08x}"

    def holds(self, instance: Instance) -> bool:
        """Whether somebody has answered anything in it."""
        asked = (name for name, each in self.within.items() if each == instance)
        return any(not is_empty(self.given.get(name)) for name in asked)

    def groups(
        self, section: str, given: Mapping[str, Raw], faults: Sequence[Fault], conflicts: Conflicts
    ) -> list[Group]:
        """The questions of a section, by instance where it repeats."""
        part, asked = self.journey.section(section), self.questions(section, given, faults, conflicts)
        if not part.get("repeat"):
            return [Group(asked)]
        own: dict[str, list[Question]] = {each.name: [] for each in self.repeated[section]}
        for question in asked:
            own[question.name[: question.name.rindex("].") + 1]].append(question)
        is_open = instances.is_open(part)
        return [Group(own[each.name], self.legend(part, each), each, is_open) for each in self.repeated[section]]

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
        return [trouble for fault in faults if (trouble := self._trouble(fault, here)) is not None]

    def _trouble(self, fault: Fault, here: str | None) -> Trouble | None:
        part = self.every_field().get(fault.name)
        if part is not None:
            return Trouble(self.called(part), self.wrong(part, fault), self.address(fault.name, here))
        if fault.name not in self.state.repeats:
            return None
        section = self.journey.section(fault.name)
        return Trouble(str(self.heading(section, "title")), self.complaint(fault), self.address(fault.name, here))

    def called(self, part: Part) -> str:
        """A question's label, its instance before it."""
        label, instance = str(self.text(part, "label")), self.within.get(part["name"])
        return (
            label if instance is None else f"{self.legend(self.journey.section(instance.section), instance)}: {label}"
        )

    def wrong(self, part: Part, fault: Fault) -> str:
        """What is wrong with an answer."""
        own = self._translated(part, "message") if fault.code == FAILED else None
        return own or message(self.wording, part, fault)

    def advice(self, name: str) -> str | None:
        """The guidance on a question, where it has some now (G04)."""
        told = self.state.guidance.get(name)
        return None if told is None else self._translated(self.every_field()[name], "guidance") or str(told)

    def _translated(self, part: Part, key: str) -> str | None:
        return self._said(self.wording.translated(part, key), self.within.get(part["name"]))

    def complaint(self, fault: Fault) -> str:
        """What is wrong with a repeat as a whole."""
        return message(self.wording, {"field_type": "section", "config": self._limits(fault.name)}, fault)

    def _limits(self, section: str) -> dict[str, int]:
        return {"min": self.state.repeats[section].min, "max": self.state.repeats[section].max}

    def address(self, name: str, here: str | None) -> str:
        """Where a field can be answered, from the section that is open."""
        section = self.journey.holding(name)
        place = "section-title" if name == section else f"f-{mark(name)}"
        return f"#{place}" if section == here else f"?at={section}#{place}"

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
            error=self.wrong(part, fault) if fault else None,
            conflict=None if stored is None else self.shown(part, stored) or self.wording.say("no answer"),
            guidance=self.advice(name),
            guided=part.get("origin", name) in self.guided,
            filled=name in self.state.defaults and name not in self.given,
        )

    def _gone(self, part: Part, offered: Sequence[tuple[str, str]], given: Raw) -> list[tuple[str, str]]:
        """What was chosen and is no longer offered: it stays in sight until another choice is made."""
        if not _ever_offered(self.document, part):
            return []
        now = {value for value, _ in offered}
        chosen = dict.fromkeys(options(part, given))
        gone = self.wording.say("(no longer available)")
        return [(value, f"{self.shown(part, value)} {gone}") for value in chosen if value and value not in now]


def is_note(part: Part) -> bool:
    """Whether there is nothing to answer."""
    return bool(part["field_type"] == "note")


def _pairs(options: Iterable[Part]) -> list[tuple[str, str]]:
    return [(option["value"], option["label"]) for option in options]


def _ever_offered(document: Part, part: Part) -> list[Part]:
    name = part.get("origin", part["name"])
    by_others = [d for d in document["dependencies"] if d["dependent_field"] == name]
    return [*(option for each in by_others for option in each["dependent_options"]), *part["options"]]
