"""The routes as the URL map has them, and how to call each with nothing but made-up arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from surveyapp.http.lifecycle import Access

OURS_WITHOUT_ACCESS = ("health.", "docs.", "api-docs.", "root", "pages.static")
NOBODY = UUID("0190b2c4-0000-7000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one rule. `access` is None for what the kit serves itself: health, documentation."""

    endpoint: str
    rule: str
    method: str
    arguments: frozenset[str]
    access: Access | None

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    def path(self, values: Mapping[str, object]) -> str:
        """The address with `values` in place; an id that is not given is one that nobody has."""
        address = self.rule
        for name in self.arguments:
            value = str(values.get(name, NOBODY if name.endswith("_id") else 1))
            for form in (f"<uuid:{name}>", f"<int:{name}>", f"<path:{name}>", f"<{name}>"):
                address = address.replace(form, value)
        return address


def routes(app: Flask) -> Iterator[Route]:
    """Every method of every rule."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, rule.rule, method, frozenset(rule.arguments), getattr(view, "access", None))


def guarded(app: Flask) -> list[Route]:
    """The routes that name a permission."""
    return [route for route in routes(app) if route.access is not None and route.access.permission is not None]
