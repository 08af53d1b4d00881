"""Texts of a SurveyJS document: one language or several at once, with marks of HTML, longer than ours may be."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.logic.definition.reading import LABEL, OPTION, PROSE, TITLE

DEFAULT = "default"
LIMITS = {"title": TITLE, "label": LABEL, "option": OPTION, "prose": PROSE}
BREAKS = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table")
HIDDEN = ("script", "style", "template")

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_PIPED = re.compile(r"\{([^{}]{1,200})\}")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_MARKS = re.compile(r"<[A-Za-z/!][^>]*>|&[a-zA-Z]+;|&#\d+;")


class Wording:
    """The texts of one document: what is said in its own language, and the translations gathered on the way."""

    def __init__(self, survey: Part) -> None:
        locale = survey.has.get("locale")
        self.language = locale if isinstance(locale, str) and _LANGUAGE.fullmatch(locale) else "en"
        self.translations: dict[str, dict[str, Any]] = {}
        self.mentioned: set[str] = set()

    def say(self, part: Part, key: str, limit: str, *path: str) -> str:
        """A text in the document's own language, its translations filed under `path`; empty when there is none."""
        given = part.has.get(key)
        if isinstance(given, dict):
            said = self._translated(part, key, given, limit, path)
        else:
            said = given if isinstance(given, str) else ""
        return self._fit(part, key, said, limit)

    def _translated(self, part: Part, key: str, given: dict[str, Any], limit: str, path: tuple[str, ...]) -> str:
        texts = {tag: text for tag, text in given.items() if isinstance(text, str) and text.strip()}
        own = texts.get(self.language) or texts.get(DEFAULT) or next(iter(texts.values()), "")
        for tag, text in texts.items():
            if tag in (DEFAULT, self.language) or not path:
                continue
            if not _LANGUAGE.fullmatch(tag):
                part.report.lost(part.at(key), "bad_language", f"{tag[:40]!r} names no language.")
                continue
            holder = self.translations.setdefault(tag, {})
            for step in path[:-1]:
                holder = holder.setdefault(step, {})
            holder[path[-1]] = self._fit(part, key, text, limit)
        return own

    def _fit(self, part: Part, key: str, said: str, limit: str) -> str:
        """Without HTML, no longer than ours may be; what it mentions in braces is noted."""
        plain = _plain(said) if _MARKS.search(said) else said.strip()
        if plain != said.strip():
            part.report.noted(part.at(key), "markup", "Texts carry no HTML here; the words are kept.")
        self.mentioned.update(found.strip() for found in _PIPED.findall(plain))
        most = LIMITS[limit]
        if len(plain) <= most:
            return plain
        part.report.changed(part.at(key), "text_too_long", f"Cut to {most} characters.")
        return plain[: most - 1].rstrip() + "\u2026"


def piped(text: str, ours: Callable[[str], str | None]) -> str:
    """A text with the names in braces as ours; those that are nothing here stay as they stand."""

    def named(found: re.Match[str]) -> str:
        name = ours(found[1].strip())
        return f"{{{name}}}" if name else found[0]

    return _PIPED.sub(named, text)


class _Words(HTMLParser):
    """The words of a piece of HTML, lines broken where blocks end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in HIDDEN
        if tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in HIDDEN and self.silent > 0
        if tag in BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def _plain(marked: str) -> str:
    words = _Words()
    words.feed(marked)
    words.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(words.said).split("\n"))
    return "\n".join(line for line in lines if line)
