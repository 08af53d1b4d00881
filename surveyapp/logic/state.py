"""What the engine answers: shapes only.

`State` is what a respondent's page needs, `Evaluation` adds what a server needs, `Accepted` is the verdict on a
request to save. All of it is plain data; the work is done in `evaluate` and `accept`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.logic.definition.parts import Option
from surveyapp.logic.issues import Issue


@dataclass(frozen=True, slots=True)
class Accepted:
    """An autosave request sorted: what to keep, what to forget; any issue refuses the whole of it."""

    values: dict[str, object]
    removed: tuple[str, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The instances of a repeating section: their keys, `labels` of keyed ones, how many there must and may be, and
    whether a respondent may add one or take one away."""

    instances: tuple[str, ...]
    labels: tuple[str, ...] | None
    min: int
    max: int
    can_add: bool
    can_remove: bool

    def to_json(self) -> dict[str, object]:
        """The members as a JSON object, `labels` only where there are any."""
        told = {key: getattr(self, key) for key in ("min", "max", "can_add", "can_remove")}
        labels = {} if self.labels is None else {"labels": list(self.labels)}
        return {"instances": list(self.instances), **labels, **told}


@dataclass(frozen=True, slots=True)
class State:
    """What shows, what must be answered and what is offered. `options` names only visible fields whose options depend
    on an answer; `guidance` has the texts that show now, `calculated` the visible calculated fields (null for empty);
    `progress` is the share of visible, answerable fields that hold a valid answer (C17), 1.0 for none. `texts` has the
    titles, labels and help texts that pipe answers, `{"sections" | "fields": {name: {member: text}}}`; `defaults` the
    values that stand in where a visible field was neither answered nor cleared. A field of a repeat is named with its
    instance, `people[0].age`; `repeats` has the visible repeating sections."""

    visible_sections: tuple[str, ...]
    visible_fields: tuple[str, ...]
    required_fields: tuple[str, ...]
    options: Mapping[str, tuple[Option, ...]]
    guidance: Mapping[str, object]
    calculated: Mapping[str, object]
    progress: float
    texts: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    defaults: Mapping[str, object] = field(default_factory=dict)
    repeats: Mapping[str, Repeated] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The `state` object of the API (DESIGN 8); `texts`, `defaults` and `repeats` only where there are any."""
        told: dict[str, object] = {
            "visible_sections": list(self.visible_sections),
            "visible_fields": list(self.visible_fields),
            "required_fields": list(self.required_fields),
            "options": {name: [_offer(option) for option in offered] for name, offered in self.options.items()},
            "guidance": dict(self.guidance),
            "calculated": dict(self.calculated),
            "progress": self.progress,
        }
        if self.texts:
            told["texts"] = {kind: {name: dict(each) for name, each in of.items()} for kind, of in self.texts.items()}
        if self.defaults:
            told["defaults"] = dict(self.defaults)
        if self.repeats:
            told["repeats"] = {name: repeated.to_json() for name, repeated in self.repeats.items()}
        return told


def _offer(option: Option) -> dict[str, str]:
    return {"value": option.value, "label": option.label}
