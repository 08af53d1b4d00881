"""An author at work over the API, who always sends the ETag of what was read last."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.api import Caller

YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]

WORK: dict[str, Any] = {
    "title": "Work",
    "sections": [
        {
            "name": "work",
            "title": "Work",
            "fields": [
                {"name": "employed", "label": "Employed?", "field_type": "radio", "options": YES_NO},
                {"name": "employer", "label": "By whom?", "field_type": "text"},
                {"name": "hours", "label": "Hours a week", "field_type": "number", "config": {"max_value": 80}},
            ],
        },
        {
            "name": "home",
            "title": "Home",
            "fields": [
                {"name": "country", "label": "Country", "field_type": "dropdown", "options": YES_NO},
                {"name": "city", "label": "City", "field_type": "dropdown", "options": YES_NO},
            ],
        },
    ],
    "rules": [
        {
            "target_type": "field",
            "target": "employer",
            "source_field": "employed",
            "operator": "equals",
            "value": "yes",
        },
        {"target_type": "section", "target": "home", "source_field": "hours", "operator": "is_not_empty"},
    ],
    "dependencies": [
        {
            "dependent_field": "city",
            "source_field": "country",
            "source_value": "yes",
            "dependent_options": [{"value": "paris", "label": "Paris"}],
        }
    ],
}
"""Two sections, five fields, two rules, one dependency."""


class Author:
    """Writes one survey. The verbs fail the test unless the API agrees; `try_` ones give the reply, whatever it is."""

    def __init__(self, caller: Caller, survey: dict[str, Any]) -> None:
        self.caller, self.survey = caller, survey
        self.id: str = survey["id"]
        self.path = f"/surveys/{self.id}"
        self.revision: int = survey["revision"]

    def try_(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a write with the ETag at hand; a success brings the next one."""
        reply = self.caller.open(method, path, if_match=options.pop("if_match", self.revision), **options)
        if reply.status_code < 400 and "ETag" in reply.headers and path != "/surveys":
            self.revision = int(reply.headers["ETag"].strip('"'))
        return reply

    def send(self, method: str, path: str, json: object = None, status: int | None = None) -> Any:
        reply = self.try_(method, path, json=json)
        assert reply.status_code == (status or reply.status_code) and reply.status_code < 300, reply.get_json()
        return reply.get_json() if reply.data else None

    def get(self, path: str) -> Any:
        reply = self.caller.get(path)
        assert reply.status_code == 200, reply.get_json()
        return reply.get_json()

    def items(self, path: str) -> list[dict[str, Any]]:
        return self.get(path)["items"]

    def section(self, title: str = "Section", **values: Any) -> dict[str, Any]:
        return self.send("POST", f"{self.path}/sections", {"title": title, **values}, 201)

    def field(self, section: dict[str, Any], label: str, field_type: str = "text", **values: Any) -> dict[str, Any]:
        document = {"label": label, "field_type": field_type, **values}
        return self.send("POST", f"/sections/{section['id']}/fields", document, 201)

    def try_rule(self, source: dict[str, Any], target: dict[str, Any], **values: Any) -> TestResponse:
        document = {
            "target_type": "field",
            "target_id": target["id"],
            "source_field_id": source["id"],
            "operator": "equals",
            "value": "yes",
            **values,
        }
        return self.try_("POST", f"{self.path}/rules", json=document)

    def rule(self, source: dict[str, Any], target: dict[str, Any], **values: Any) -> dict[str, Any]:
        reply = self.try_rule(source, target, **values)
        assert reply.status_code == 201, reply.get_json()
        return reply.get_json()

    def definition(self) -> dict[str, Any]:
        return self.get(f"{self.path}/definition")

    def put(self, document: object) -> dict[str, Any]:
        return self.send("PUT", f"{self.path}/definition", document, 200)

    def publish(self) -> dict[str, Any]:
        return self.send("POST", f"{self.path}/publish", None, 201)

    def parts(self) -> dict[str, dict[str, Any]]:
        """Every live section and field by name, as the granular API shows it."""
        sections = self.items(f"{self.path}/sections")
        fields = [field for section in sections for field in self.items(f"/sections/{section['id']}/fields")]
        return {part["name"]: part for part in (*sections, *fields)}


def author(caller: Caller, title: str = "Survey", document: object = None) -> Author:
    """A new survey, with the parts that `document` gives it."""
    reply = caller.post("/surveys", json={"title": title})
    assert reply.status_code == 201, reply.get_json()
    made = Author(caller, reply.get_json())
    if document is not None:
        made.put(document)
    return made


def faults(reply: TestResponse) -> list[tuple[str, str]]:
    """(code, pointer) of each fault in a problem."""
    return [(fault["code"], fault["pointer"]) for fault in reply.get_json()["errors"]]
