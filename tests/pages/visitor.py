"""A browser without script, as plain requests: reads the form that it was given and sends it back filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

TEXTS = ("h1", "h2", "title")
TEMPLATES = re.compile("<template.*?</template>", re.DOTALL)
"""What only script makes anything of."""


class Form(HTMLParser):
    """The controls of a page that a browser would send, and the texts that tests look at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.errors: list[str] = []
        self.options: dict[str, list[str]] = {}
        self._open: str | None = None
        self._area: str | None = None
        self._select: tuple[str, bool] | None = None
        self.feed(TEMPLATES.sub("", html))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        self._open = "error" if has.get("class") == "error" and "hidden" not in has else tag
        if tag == "select":
            self._select = (has["name"], "disabled" in has)
        elif tag == "option" and self._select:
            self._choice(has, self._select[0], "selected" in has and not self._select[1])
        elif tag == "textarea" and "disabled" not in has:
            self._area = has["name"]
            self.fields.append((has["name"], ""))
        elif tag == "input" and "name" in has:
            self._input(has)

    def _input(self, has: Mapping[str, str]) -> None:
        ticked = has.get("type") not in ("radio", "checkbox") or "checked" in has
        self._choice(has, has["name"], ticked and "disabled" not in has)

    def _choice(self, has: Mapping[str, str], name: str, sent: bool) -> None:
        self.options.setdefault(name, []).append(has.get("value", ""))
        if sent:
            self.fields.append((name, has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._open = None
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, text: str) -> None:
        if self._area is not None:
            name, before = self.fields.pop()
            self.fields.append((name, before + text.removeprefix("\n")))
        elif self._open == "error" and text.strip():
            self.errors.append(text.strip())
        elif self._open in TEXTS and text.strip():
            self.texts.setdefault(str(self._open), []).append(text.strip())


class Visitor:
    """One browser at one link."""

    def __init__(self, app: Flask, link: str) -> None:
        self.client = app.test_client()
        self.link, self.path = link, f"/s/{link}"
        self.page = self.get()

    @property
    def form(self) -> Form:
        return Form(self.page.get_data(as_text=True))

    @property
    def body(self) -> str:
        """The page without what only script makes anything of."""
        return TEMPLATES.sub("", self.page.get_data(as_text=True))

    def offers(self, action: str) -> bool:
        """Whether there is a button for this to be pressed."""
        return any(
            "hidden" not in before + after
            for before, after in re.findall(rf'(<p[^>]*>)?<button[^>]*value="{re.escape(action)}"([^>]*)>', self.body)
        )

    @property
    def heading(self) -> str:
        return self.form.texts["h1"][0]

    def window(self, query: str = "") -> Visitor:
        """Another window of the same browser."""
        twin = copy(self)
        twin.get(query)
        return twin

    def get(self, query: str = "") -> TestResponse:
        self.page = self.client.get(self.path + query)
        return self.page

    def post(self, action: str = "next", *, follow: bool = True, **answers: Any) -> TestResponse:
        """Send the form on the page, some answers given. Whatever is not a field of the form is sent as well."""
        given = {f"a.{name}": value for name, value in answers.items()}
        kept = [(name, value) for name, value in self.form.fields if name not in given]
        for name, value in given.items():
            kept += [(name, each) for each in (value if isinstance(value, list) else [value])]
        return self.send([*kept, ("action", action)], follow=follow)

    def send(self, fields: list[tuple[str, str]], *, follow: bool = True) -> TestResponse:
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        self.page = self.client.post(self.path, data=data, follow_redirects=follow)
        return self.page

    def hidden(self, name: str) -> str:
        return dict(self.form.fields).get(name, "")

    def autosave(self, section: str = "work", *, csrf: str | None = None, **body: Any) -> TestResponse:
        """What the script sends."""
        known = self.hidden("revision")
        sent = {"revision": int(known) if known else None, "version": 1, "mutation": "m" * 8, "language": "en"}
        token = self.hidden("csrf") if csrf is None else csrf
        return self.client.patch(
            f"{self.path}/answers", json={**sent, "section": section, **body}, headers={"X-CSRF-Token": token}
        )
