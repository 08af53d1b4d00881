"""Fill an empty server with the demonstration, over its public API and nothing else (DESIGN 11).

Every step leaves its result in one private file of the data directory, and every POST that creates carries an
Idempotency-Key made from that file: a seeding that was cut off is taken up where it stopped, and a second start on the
same data finds everything done and only looks whether it is still there.
"""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from deploy.demo.api import Api, Refused
from deploy.demo.respondents import Respondent

SURVEYS = Path(__file__).with_name("surveys")
NAMES = ("customer_satisfaction", "household_health", "employee_engagement")
ORGANIZATION = {"name": "Demo Institute", "slug": "demo"}
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "admin": {"email": "admin@demo.example.org", "first_name": "Ada", "last_name": "Admin"},
    "analyst": {"email": "analyst@demo.example.org", "first_name": "Ana", "last_name": "Analyst"},
    "data_viewer": {"email": "viewer@demo.example.org", "first_name": "Vik", "last_name": "Viewer"},
}
RESPONSES = 24
LEAVES_EARLY = 6
REMEDY = "start with an empty data directory."


def seed(base_url: str, data_directory: Path, *, responses: int = RESPONSES, say: Callable[[str], None] = print) -> Any:
    """The demo as `./dev demo --json` prints it, made where it is missing.

    Raises Lost when the data directory remembers a demo that the server does not have, or the other way round, and
    Refused where the server says no to anything else.
    """
    memory = Memory(data_directory / "demo.json")
    with closing(Api(base_url)) as api:
        return _seeded(api, memory, responses, say)


def _seeded(api: Api, memory: "Memory", responses: int, say: Callable[[str], None]) -> Any:
    owner = memory.once("owner", lambda: {**PEOPLE["admin"], "password": secrets.token_urlsafe(12)})
    memory.once("registered", lambda: _register(api, owner))
    admin = _owner(api, owner, memory)
    users = {"admin": owner} | {role: _member(admin, memory, role) for role in ("analyst", "data_viewer")}
    links = [_survey(admin, memory, name, responses, say) for name in NAMES]
    return {
        "base_url": api.base_url,
        "docs_url": f"{api.base_url}/api/v1/docs/",
        "organization": ORGANIZATION["name"],
        "users": {role: {"email": user["email"], "password": user["password"]} for role, user in users.items()},
        "links": [_addressed(api.base_url, link) for link in links],
    }


class Lost(Exception):
    """The file in the data directory and the database do not belong together."""


class Memory:
    """What seeding has done so far: a JSON file that only its owner may read, since it holds passwords and tokens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self.run = self.once("run", lambda: secrets.token_hex(8))

    def once(self, step: str, do: Callable[[], Any]) -> Any:
        """The result of a step, done now or long ago."""
        if step not in self.known:
            self.known[step] = do()
            self._write()
        return self.known[step]

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(self.known, file, indent=1)
        fresh.replace(self.path)


def _owner(api: Api, owner: Mapping[str, str], memory: Memory) -> Api:
    try:
        return api.signed_in(owner["email"], owner["password"])
    except Refused as refusal:
        if refusal.status != 401:
            raise
        raise Lost(f"{memory.path} tells of another demo than this server holds; {REMEDY}") from refusal


def _register(api: Api, owner: Mapping[str, str]) -> bool:
    """Register, or find that a run which was cut off has registered already."""
    try:
        api.post("/auth/register", {**owner, "organization": ORGANIZATION})
    except Refused as refusal:
        if refusal.status != 409:
            raise
    try:
        api.signed_in_soon(owner["email"], owner["password"])
    except Refused as refusal:
        if refusal.status != 401:
            raise
        raise Lost(f"This server holds a demo whose passwords are lost; {REMEDY}") from refusal
    return True


def _member(admin: Api, memory: Memory, role: str) -> Any:
    """A member with one role, activated as a person would be: through the one-time address."""
    user = memory.once(role, lambda: {**PEOPLE[role], "password": secrets.token_urlsafe(12)})
    person = {key: value for key, value in user.items() if key != "password"}
    invited = memory.once(
        f"{role} invited", lambda: admin.post("/members", {**person, "roles": [role]}, key=f"{memory.run}-{role}")
    )
    memory.once(f"{role} active", lambda: _activate(admin, invited, user["password"]))
    return user


def _activate(admin: Api, invited: Mapping[str, Any], password: str) -> bool:
    token = str(invited["activation_url"]).rstrip("/").rpartition("/")[2]
    admin.anonymous().post("/auth/activate", {"token": token, "password": password})
    return True


def _survey(admin: Api, memory: Memory, name: str, responses: int, say: Callable[[str], None]) -> Any:
    """One survey, imported, published, opened and answered."""
    document = json.loads((SURVEYS / f"{name}.json").read_text())
    imported = memory.once(f"{name} imported", lambda: _import(admin, document, f"{memory.run}-{name}"))
    memory.once(f"{name} published", lambda: _publish(admin, imported["id"], f"{memory.run}-{name}-publish"))
    link = memory.once(f"{name} link", lambda: _open(admin, imported["id"], f"{memory.run}-{name}-link"))
    say(f"Answering {document['title']!r}")
    memory.once(f"{name} answered", lambda: _answer_all(admin.anonymous(), link["api_url"], name, responses))
    return {"survey": document["title"], **link}


def _import(admin: Api, document: Mapping[str, Any], key: str) -> Any:
    body = {"format": "surveyapp", "document": document}
    return {"id": admin.post("/surveys/import", body, key=key)["survey"]["id"]}


def _publish(admin: Api, survey_id: str, key: str) -> bool:
    admin.post(f"/surveys/{survey_id}/publish", key=key, headers={"If-Match": admin.etag(f"/surveys/{survey_id}")})
    return True


def _open(admin: Api, survey_id: str, key: str) -> Any:
    link = admin.post(f"/surveys/{survey_id}/links", {"label": "Demo"}, key=key)
    return {"url": link["url"], "api_url": link["api_url"]}


def _answer_all(api: Api, api_url: str, name: str, responses: int) -> int:
    """Everybody answers; every sixth person leaves half-way, as in life."""
    door = api_url[api_url.index("/respond/") :]
    fields = _fields(api.get(door))
    for number in range(responses):
        person = Respondent(sum(name.encode()) * 1000 + number)
        _answer(api, door, fields, person, leaves=number % LEAVES_EARLY == LEAVES_EARLY - 1)
    return responses


def _fields(form: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    sections = form["definition"]["sections"]
    return {field["name"]: {**field, "section": section["name"]} for section in sections for field in section["fields"]}


def _answer(api: Api, door: str, fields: Mapping[str, Any], person: Respondent, *, leaves: bool) -> None:
    """Answer what shows until nothing new shows, in the order in which a page would show it."""
    work = api.post(f"{door}/responses", {"answers": {}})
    mine = api.bearing(work["session_token"])
    seen: set[str] = set()
    while fresh := _next(work["state"], seen):
        seen.update(fresh)
        answers, section = _answers(fields, work["state"], fresh, person), fields[fresh[-1]]["section"]
        change = {"revision": work["revision"], "answers": answers, "last_section": section}
        work |= mine.patch(f"{door}/responses/{work['id']}", change)
        if leaves:
            return
    mine.post(f"{door}/responses/{work['id']}/submit")


def _next(state: Mapping[str, Any], seen: set[str]) -> list[str]:
    """What shows and was not seen; one at a time where the options on offer hang on the answer before."""
    fresh = [name for name in state["visible_fields"] if name not in seen]
    settled = [name for name in fresh if name not in state["options"]]
    return settled or fresh[:1]


def _answers(fields: Mapping[str, Any], state: Mapping[str, Any], names: list[str], person: Respondent) -> Any:
    required = set(state["required_fields"])
    answers = {}
    for name in names:
        offered = [each["value"] for each in state["options"].get(name, fields[name]["options"])]
        answers[name] = person.answer(fields[name], required=name in required, offered=offered)
    return {name: value for name, value in answers.items() if value is not None}


def _addressed(base_url: str, link: Mapping[str, str]) -> dict[str, str]:
    """The link at the address of today: a later start may listen on another port."""
    url, api_url = (
        base_url + link[key][link[key].index(path) :] for key, path in (("url", "/s/"), ("api_url", "/api/"))
    )
    return {"survey": link["survey"], "url": url, "api_url": api_url}
