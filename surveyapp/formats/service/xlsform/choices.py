"""The choices sheet: lists of options, their labels by language, and the columns that filters ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveyapp.formats.service.xlsform.columns import PLAIN, Row
from surveyapp.formats.service.xlsform.workbook import Cell

COLUMNS = ("list_name", "name")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of the sheet. `columns` are those that a filter or a look-up may ask for."""

    value: str
    row: Row | None = None
    labels: Mapping[str, Cell] = field(default_factory=dict)

    def column(self, name: str, language: str) -> str | None:
        """What a column says of this option; None where it says nothing."""
        if name == "name":
            return self.value
        if name in ("label", "itextId"):
            return self.label(language)
        cell = self.row.cells.get(name) if self.row else None
        return cell.text if cell else None

    def label(self, language: str) -> str | None:
        """The label in a language, else in the one of unmarked columns."""
        cell = self.labels.get(language) or self.labels.get(PLAIN)
        return cell.text if cell else None


Lists = dict[str, list[Choice]]


def lists(rows: Iterable[Row]) -> Lists:
    """The lists by name, in the order of the sheet."""
    found: Lists = {}
    for row in rows:
        name = row["list_name"] or row["list name"]
        if name and row["name"]:
            found.setdefault(name, []).append(Choice(row["name"], row, row.texts.get("label", {})))
    return found


def looped(lists: Lists, name: str) -> list[Choice]:
    """The options that a loop goes over, each once; pyxform leaves "none" out."""
    listed = {choice.value: choice for choice in reversed(lists.get(name, [])) if choice.value != NONE}
    return list(reversed(listed.values()))


def add_other(choices: list[Choice], value: str) -> None:
    """What `or_other` adds to a list, once and for all questions that use it."""
    if all(choice.value != value for choice in choices):
        languages = {language for choice in choices for language in choice.labels} or {PLAIN}
        choices.append(Choice(value, None, {language: Cell("Other", "") for language in sorted(languages)}))
