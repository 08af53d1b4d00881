"""What an old client may rely on in an OpenAPI document, and what of it a newer document has broken (S13).

`python -m tests.http.compatibility` writes the promise anew; additions need that, and nothing else should.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from surveyapp.app import create_app
from surveyapp.config import Config

PROMISE = Path(__file__).with_name("promise_v1.json")
METHODS = ("get", "post", "put", "patch", "delete")


def promised(document: dict[str, Any]) -> dict[str, Any]:
    """For each operation: the parameters and members it demands, those it takes, and those its success answers with."""
    return {
        f"{method.upper()} {path}": _operation(document, {**operations[method]}, operations.get("parameters", []))
        for path, operations in sorted(document["paths"].items())
        for method in METHODS
        if method in operations
    }


def broken(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What a client written for `old` would stumble over in `new`."""
    for name, before in old.items():
        after = new.get(name)
        if after is None:
            yield f"{name} is gone"
            continue
        yield from (f"{name} demands {what} now" for what in set(after["demands"]) - set(before["demands"]))
        yield from (f"{name} takes {what} no more" for what in set(before["takes"]) - set(after["takes"]))
        yield from (f"{name} answers {what} no more" for what in set(before["answers"]) - set(after["answers"]))


def added(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What `new` has and `old` does not know."""
    return sorted(name for name in new if name not in old or new[name] != old[name])


def current() -> dict[str, Any]:
    """The document of the app as it is; building it needs no server."""
    nothing = "postgresql://nobody@/nowhere"
    key = base64.b64encode(bytes(range(32))).decode()
    given = {"SURVEYAPP_ENV": "test", "DATABASE_URL": nothing, "REDIS_URL": "redis://127.0.0.1:1/0"}
    environment = {**given, "SECRET_KEY": "of no use", "MASTER_KEY": key, "STORAGE_DIR": "var/storage"}
    reply = create_app(Config.from_environment(environment)).test_client().get("/api/v1/openapi.json")
    return promised(json.loads(reply.get_data()))


def _operation(document: dict[str, Any], operation: dict[str, Any], shared: list[Any]) -> dict[str, list[str]]:
    parameters = [_resolved(document, each) for each in (*shared, *operation.get("parameters", []))]
    body = _json(document, operation.get("requestBody", {}))
    success = [_resolved(document, reply) for code, reply in operation["responses"].items() if code[0] == "2"]
    answers = {f"{pointer}" for reply in success for pointer in _members(document, _json(document, reply))}
    return {
        "demands": sorted({p["name"] for p in parameters if p.get("required")} | set(body.get("required", []))),
        "takes": sorted({p["name"] for p in parameters} | set(body.get("properties", {}))),
        "answers": sorted(answers),
    }


def _members(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """The members of a reply, and of the items where it is a page."""
    for name, member in schema.get("properties", {}).items():
        yield name
        items = _resolved(document, member.get("items", {}))
        yield from (f"{name}/{inner}" for inner in items.get("properties", {}))


def _json(document: dict[str, Any], holder: dict[str, Any]) -> dict[str, Any]:
    content = _resolved(document, holder).get("content", {}).get("application/json", {})
    return _resolved(document, content.get("schema", {}))


def _resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


if __name__ == "__main__":
    PROMISE.write_text(json.dumps(current(), indent=1, sort_keys=True) + "\n")
