"""The survey's words and the page's own, in one language.

The page's words come from gettext catalogs kept as text (`languages/*.po`) and compiled when they are first needed:
there is no build step and nothing compiled to keep in step. The survey's words come from its document, a translation
laid over them where `translations` has one:

    {"de": {"title": ..., "description": ..., "sections": {name: {"title", "description"}},
            "fields": {name: {"label", "help", "placeholder", "min_label", "max_label", "message", "guidance",
                       "options": {value: label}, "rows": {value: label}}}}}

`message` is what a field's constraint says. The label of a repeat's item is told under its section, as
`"items": {value: label}`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = Path(__file__).parents[1] / "languages"
FALLBACK = "en"

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """How everything is said to one respondent."""

    language: str
    overlay: Part
    catalog: NullTranslations

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the page's own."""
        said = self.catalog.gettext(sentence)
        return said % values if values else said

    def title(self, document: Part) -> str:
        return _text(self.overlay.get("title")) or str(document["title"])

    def description(self, document: Part) -> str | None:
        return _text(self.overlay.get("description")) or document.get("description")

    def section(self, section: Part, key: str) -> str | None:
        """A section's `title` or `description`."""
        return _text(self._over("sections", section["name"]).get(key)) or section.get(key)

    def item(self, section: Part, value: str, label: str) -> str:
        """The label of an item that a section is asked for."""
        return _text(_part(self._over("sections", section["name"]), "items").get(value)) or label

    def field(self, field: Part, key: str) -> str | None:
        """A field's `label` or `help`."""
        return self.translated(field, key) or field.get(key)

    def translated(self, field: Part, key: str) -> str | None:
        """A text of a field in another language than the survey's own; None where it has none there."""
        return _text(self._over("fields", _named(field)).get(key))

    def setting(self, field: Part, key: str) -> str:
        """A text among a field's settings."""
        return self.translated(field, key) or str(field["config"].get(key) or "")

    def row(self, field: Part, row: Part) -> str:
        """The label of one row of a table."""
        rows = _part(self._over("fields", _named(field)), "rows")
        return _text(rows.get(row["value"])) or str(row["label"])

    def option(self, field: Part, value: str, label: str) -> str:
        """An option's label."""
        return _text(_part(self._over("fields", _named(field)), "options").get(value)) or label

    def booleans(self) -> Sequence[tuple[str, str]]:
        """The three answers of a yes-or-no question (B05)."""
        return (("yes", self.say("Yes")), ("no", self.say("No")), ("na", self.say("Not applicable")))

    def moment(self, iso: object) -> str:
        """A date as the language writes it, and the time."""
        day, _, hour = str(iso).partition("T")
        return f"{self.day(day)} {hour}".rstrip()

    def day(self, iso: object) -> str:
        """A date as the language writes it."""
        try:
            return format_date(date.fromisoformat(str(iso)), "long", locale=_locale(self.language))
        except ValueError:
            return str(iso)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(_locale(self.language).text_direction)

    def _over(self, kind: str, name: str) -> Part:
        return _part(_part(self.overlay, kind), name)


def offered(document: Part) -> list[str]:
    """The languages of a survey, its own first."""
    return [document["language"], *(each for each in document["translations"] if each != document["language"])]


def preferred(accepted: Iterable[str], offered: Sequence[str]) -> str:
    """The first accepted language that is offered, by itself or as its parent or child; else the first offered."""
    known = {each.lower(): each for each in reversed(offered)}
    parents = {each.lower().partition("-")[0]: each for each in reversed(offered)}
    for tag in map(str.lower, accepted):
        parent = tag.partition("-")[0]
        if found := known.get(tag) or known.get(parent) or parents.get(parent):
            return found
    return offered[0]


def in_language(document: Part, language: str) -> Wording:
    """The words of a survey in one of its languages."""
    return Wording(language, _part(document["translations"], language), catalog(language))


def plain(language: str) -> Wording:
    """The page's own words, where no survey could be shown."""
    return Wording(language, {}, catalog(language))


def known() -> list[str]:
    """The languages that the page itself speaks."""
    return [FALLBACK, *sorted(path.stem for path in LANGUAGES.glob("*.po"))]


def name_of(language: str) -> str:
    """A language's name in itself."""
    return str(_locale(language).get_display_name() or language) if _is_known(language) else language


@lru_cache(maxsize=64)
def catalog(language: str) -> NullTranslations:
    """The page's sentences in a language or its parent; English, the source, where there is none."""
    for tag in (language, language.partition("-")[0]):
        path = LANGUAGES / f"{tag.lower()}.po"
        if path.is_file():
            compiled = BytesIO()
            write_mo(compiled, read_po(BytesIO(path.read_bytes()), locale=tag.partition("-")[0]))
            compiled.seek(0)
            return Translations(compiled)
    return NullTranslations()


def _part(of: Part, name: str) -> Part:
    part = of.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(said: object) -> str | None:
    """Translations are an author's JSON, which may be of any shape: what is no text says nothing."""
    return said if isinstance(said, str) and said else None


def _named(field: Part) -> str:
    """A field's name, also where it is asked as a question of one instance."""
    return str(field.get("origin", field["name"]))


def _is_known(language: str) -> bool:
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language if _is_known(language) else FALLBACK, sep="-")
