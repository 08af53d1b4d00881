"""A form of one section as it comes back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.pages.service import answers
from surveyapp.pages.service.answers import Raw
from surveyapp.pages.service.screens import Part

NEXT = "next"
Values = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What it showed before, what it was asked, what it brings back, which button was used."""

    section: str | None
    action: str
    base: Mapping[str, Raw] = field(repr=False)
    markers: frozenset[str]
    values: Values = field(repr=False)

    @property
    def verb(self) -> str:
        """The action without the instance that it is about."""
        return self.action.partition(".")[0]

    @property
    def key(self) -> str:
        """The instance that the action is about."""
        return self.action.partition(".")[2]

    @property
    def asked(self) -> frozenset[str]:
        """The questions that the form asked."""
        return frozenset(marker.rpartition(".")[0] for marker in self.markers)

    def given(self, fields: Mapping[str, Part]) -> dict[str, Raw]:
        """The answers of the fields that the form asked; an unticked box sends nothing and means none."""
        asked = self.asked
        return {name: self._raw(part) for name, part in fields.items() if name in asked}

    def _raw(self, part: Part) -> Raw:
        name = f"a.{part['name']}"
        if part["field_type"] == "matrix":
            return [value for key, chosen in self.values.items() if key.startswith(f"{name}.") for value in chosen[:1]]
        values = self.values.get(name, [])
        if answers.is_list(part):
            return [value for value in values if value]
        return values[0] if values else ""


def read(values: Values) -> Posted:
    """A form's fields as a step. Our own form sends nothing malformed; what is, counts as not sent."""
    one = {name: given[0] for name, given in values.items() if given}
    return Posted(
        section=one.get("section") or None,
        action=one.get("action", NEXT),
        base=_base(one.get("base", "{}")),
        markers=frozenset(values.get("shown", [])),
        values=values,
    )


def _base(text: str) -> dict[str, Raw]:
    try:
        base = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(base, dict):
        return {}
    return {name: value for name, value in base.items() if _is_raw(value)}


def _is_raw(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))
