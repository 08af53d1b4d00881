"""The generated survey of 200 fields in `../shared/data/logic`, read into our own document.

Its vocabulary is the sources': a rule has 1 to 4 conditions and a `combine`. Here the conditions become rows of one
`rule_group` joined by `group_logic`. The data is not ours to copy: tests that need it skip, saying
so, where it is absent.
"""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "logic"


def document() -> dict[str, Any]:
    """The survey as a definition document."""
    given = json.loads(_there("survey.json").read_text())
    fields = {field["id"]: _field(field) for field in given["fields"]}
    return {
        "title": given["title"],
        "sections": [
            {"name": part["id"], "title": part["title"], "fields": [fields[name] for name in part["fields"]]}
            for part in given["sections"]
        ],
        "rules": [row for rule in given["rules"] for row in _rows(rule)],
        "dependencies": [_dependency(each) for each in given["dependencies"]],
    }


def cases() -> list[dict[str, Any]]:
    """64 times `{answers, expected}`."""
    return _lines("cases.jsonl")


def edits() -> list[tuple[str, Any]]:
    """2,000 single changes `(field, value)`."""
    return [(name, value) for name, value in _lines("edits.jsonl")]


def _there(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    return path


def _lines(name: str) -> list[Any]:
    return [json.loads(line) for line in _there(name).read_text().splitlines()]


def _field(given: dict[str, Any]) -> dict[str, Any]:
    options = [{"value": each["value"], "label": each["label"]} for each in given.get("options", [])]
    kept = {key: given[key] for key in ("label", "field_type", "is_required", "config")}
    return {"name": given["id"], **kept, "options": options}


def _rows(rule: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "target_type": rule["target_type"],
            "target": rule["target"],
            "source_field": condition["source"],
            "operator": condition["operator"],
            "value": condition.get("value"),
            "action": rule["action"],
            "rule_group": rule["id"],
            "group_logic": rule["combine"],
        }
        for condition in rule["conditions"]
    ]


def _dependency(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "dependent_field": given["dependent"],
        "source_field": given["source"],
        "source_value": given["source_value"],
        "dependent_options": given["dependent_options"],
    }
