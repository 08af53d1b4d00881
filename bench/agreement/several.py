"""Questions of several texts: one question with an object for an answer there, a field for each text here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Items = Mapping[str, frozenset[str]]


def several(source: Any) -> Items:
    """All of a definition, each with the names of its texts."""
    return dict(_found(source))


def grouped(names: Mapping[str, str], items: Items) -> dict[str, str]:
    """The fields of their texts, each with what its question is called among ours: it is no field."""
    found = {}
    for path, field in names.items():
        inner = path.rpartition("[].")[2]
        for name, texts in items.items():
            if inner.startswith(f"{name}.") and inner[len(name) + 1 :] in texts:
                found[field] = f"?{name}"
    return found


def spread(given: Mapping[str, Any], items: Items) -> Iterator[tuple[str, Any]]:
    """Answers with those of several texts one by one."""
    for name, value in given.items():
        if name in items and isinstance(value, dict):
            yield from ((f"{name}.{text}", each) for text, each in value.items())
        else:
            yield name, value


def _found(part: Any) -> Iterator[tuple[str, frozenset[str]]]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, dict) and part.get("type") == "multipletext" and isinstance(part.get("items"), list):
        texts = (each.get("name") for each in part["items"] if isinstance(each, dict))
        yield str(part.get("name")), frozenset(map(str, texts))
    for each in inner:
        yield from _found(each)
