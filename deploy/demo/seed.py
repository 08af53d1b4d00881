"""Fill an empty server with the demonstration, over its public API and nothing else (DESIGN 11).

Every step leaves its result in one private file of the data directory, and every POST that creates carries an
Idempotency-Key made from that file: a seeding that was cut off is taken up where it stopped, and a second start on the
same data finds everything done and only looks whether it is still there.
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo.answering import answer_all
from deploy.demo.api import Api, Refused
from deploy.demo.memory import Lost, Memory
from deploy.paths import HOUSE

DEMO = Path(__file__).parent
OWN = "surveyapp"
ORGANIZATION = {"name": "Demo Institute", "slug": "demo"}
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "admin": {"email": "admin@demo.example.org", "first_name": "Ada", "last_name": "Admin"},
    "analyst": {"email": "analyst@demo.example.org", "first_name": "Ana", "last_name": "Analyst"},
    "data_viewer": {"email": "viewer@demo.example.org", "first_name": "Vik", "last_name": "Viewer"},
}
RESPONSES = 24
REMEDY = "start with an empty data directory."


@dataclass(frozen=True, slots=True)
class Source:
    """A survey as its author left it: a file, in a format that import takes."""

    file: str
    format: str = OWN

    @property
    def path(self) -> Path:
        return DEMO / self.file

    @property
    def name(self) -> str:
        return self.path.stem


SOURCES = (
    Source("surveys/customer_satisfaction.json"),
    Source("surveys/household_health.json"),
    Source("surveys/employee_engagement.json"),
    Source("surveys/living_and_energy.json"),
    Source("elsewhere/museum_visit.json", "surveyjs"),
    Source("elsewhere/water_points.xlsx", "xlsform"),
)


def seed(base_url: str, data_directory: Path, *, responses: int = RESPONSES, say: Callable[[str], None] = print) -> Any:
    """The demo as `./dev demo --json` prints it, made where it is missing.

    Raises Lost when the data directory remembers a demo that the server does not have, or the other way round, and
    Refused where the server says no to anything else.
    """
    memory = Memory(data_directory / "demo.json")
    with closing(Api(base_url)) as api:
        return _seeded(api, memory, responses, say)


def _seeded(api: Api, memory: Memory, responses: int, say: Callable[[str], None]) -> Any:
    owner = memory.once("owner", lambda: {**PEOPLE["admin"], "password": secrets.token_urlsafe(12)})
    memory.once("registered", lambda: _register(api, owner))
    admin = _owner(api, owner, memory)
    users = {"admin": owner} | {role: _member(admin, memory, role) for role in ("analyst", "data_viewer")}
    links = [_survey(admin, memory, source, responses, say) for source in SOURCES]
    return {
        "base_url": api.base_url,
        "docs_url": f"{api.base_url}/api/v1/docs/",
        "organization": ORGANIZATION["name"],
        "users": {role: {"email": user["email"], "password": user["password"]} for role, user in users.items()},
        "links": links,
    }


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


def _survey(admin: Api, memory: Memory, source: Source, responses: int, say: Callable[[str], None]) -> Any:
    """One survey, imported, published, opened and answered; with what its import could not carry over."""
    name = source.name
    imported = memory.once(f"{name} imported", lambda: _import(admin, source, f"{memory.run}-{name}"))
    survey_id = imported["id"]
    memory.once(f"{name} published", lambda: _publish(admin, survey_id, f"{memory.run}-{name}-publish"))
    link = memory.once(f"{name} link", lambda: _open(admin, survey_id, f"{memory.run}-{name}-link"))
    title = admin.get(f"/surveys/{survey_id}")["title"]
    if f"{name} answered" not in memory.known:
        say(f"Answering {title!r}")
    asked = responses if source.format == OWN else responses // 4
    memory.once(f"{name} answered", lambda: answer_all(admin.anonymous(), link["api_url"], name, asked))
    return {"survey": title, **_addressed(admin.base_url, link), "id": survey_id, "source": _told(source, imported)}


def _import(admin: Api, source: Source, key: str) -> Any:
    made = admin.upload("/surveys/import", source.path.read_bytes(), format=source.format, key=key)
    return {"id": made["survey"]["id"], "report": made["report"]}


def _told(source: Source, imported: Mapping[str, Any]) -> Any:
    """Where a survey comes from, and the report of its import."""
    file = source.path.relative_to(HOUSE).as_posix()
    return {"format": source.format, "file": file, "report": imported.get("report", [])}


def _publish(admin: Api, survey_id: str, key: str) -> bool:
    admin.post(f"/surveys/{survey_id}/publish", key=key, headers={"If-Match": admin.etag(f"/surveys/{survey_id}")})
    return True


def _open(admin: Api, survey_id: str, key: str) -> Any:
    link = admin.post(f"/surveys/{survey_id}/links", {"label": "Demo"}, key=key)
    return {"url": link["url"], "api_url": link["api_url"]}


def _addressed(base_url: str, link: Mapping[str, str]) -> dict[str, str]:
    """The link at the address of today: a later start may listen on another port."""
    parts = (("url", "/s/"), ("api_url", "/api/"))
    return {key: base_url + link[key][link[key].index(path) :] for key, path in parts}
