"""What one connection does, as a generator: it yields a request and is sent the reply, for as long as it is asked to.

Requests labelled `setup` are made before the clock starts. `notes` gathers what the server has acknowledged, to be held
against the database afterwards. Each takes the plan's own values by name, so that a plan is plain JSON.
"""

from collections.abc import Callable, Generator, Iterator
from itertools import cycle
from random import Random
from typing import Any

from bench.client.wire import Reply, Request, request
from bench.survey import NAMES, answers

Script = Generator[Request, Reply, None]
Notes = list[Any]
BODIES = 64
DRAFTS = 16
SAVES = 5
TURNS = ("form", "submit", "save") * 3 + ("list",)


def submit(notes: Notes, random: Random, *, links: list[str]) -> Script:
    """Whole responses in one shot, to a link at random."""
    bodies = [{"answers": answers(random), "complete": True} for _ in range(BODIES)]
    sent = [request("submit", "POST", f"{link}/responses", bodies[n % BODIES]) for n, link in _spread(links, random)]
    while True:
        reply = yield random.choice(sent)
        if reply.status == 201:
            notes.append(_id_in(reply.body))


def save(notes: Notes, random: Random, *, links: list[str]) -> Script:
    """One field at a time, to a few responses in turn; what was acknowledged last is noted of each."""
    drafts = []
    for _ in range(DRAFTS):
        link = random.choice(links)
        begun = (yield request("setup", "POST", f"{link}/responses", {"answers": {}})).json()
        drafts.append((f"{link}/responses/{begun['id']}", begun["session_token"], {"id": begun["id"], "answers": {}}))
        notes.append(drafts[-1][2])
    revisions = [1] * DRAFTS
    for turn in cycle(range(DRAFTS)):
        path, token, known = drafts[turn]
        name = random.choice(NAMES)
        value = answers(random)[name]
        body = {"revision": revisions[turn], "answers": {name: value}}
        reply = yield request("save", "PATCH", path, body, token)
        if reply.status == 200:
            revisions[turn] += 1
            known["answers"][name] = value


def journey(notes: Notes, random: Random, *, links: list[str]) -> Script:
    """Open the form, begin, save four answers at a time five times, submit."""
    while True:
        link, given = random.choice(links), answers(random)
        yield request("form", "GET", link)
        begun = (yield request("begin", "POST", f"{link}/responses", {"answers": {}})).json()
        path, token = f"{link}/responses/{begun['id']}", begun["session_token"]
        for turn in range(SAVES):
            part = {name: given[name] for name in NAMES[turn::SAVES]}
            yield request("save", "PATCH", path, {"revision": turn + 1, "answers": part}, token)
        reply = yield request("submit", "POST", f"{path}/submit", {}, token)
        if reply.status == 200:
            notes.append({"id": begun["id"], "answers": given})


def form(notes: Notes, random: Random, *, links: list[str]) -> Script:
    """The published form."""
    sent = [request("form", "GET", link) for link in links]
    while True:
        yield random.choice(sent)


def listing(notes: Notes, random: Random, *, path: str, token: str) -> Script:
    """An analyst's first page of responses."""
    asked = request("list", "GET", path, token=token)
    while True:
        yield asked


def mixed(notes: Notes, random: Random, *, links: list[str], path: str, token: str) -> Script:
    """What a server does all day: of ten requests three are forms, three submissions, three autosaves, one a list."""
    others = {
        "form": form(notes, random, links=links),
        "submit": submit(notes, random, links=links),
        "list": listing(notes, random, path=path, token=token),
    }
    asked = {name: next(script) for name, script in others.items()}
    saving = save(notes, random, links=links)
    wanted = next(saving)
    while wanted.label == "setup":
        wanted = saving.send((yield wanted))
    asked["save"] = wanted
    others["save"] = saving
    for turn in cycle(TURNS):
        reply = yield Request("mixed", asked[turn].payload)
        asked[turn] = others[turn].send(reply)


def _spread(links: list[str], random: Random) -> Iterator[tuple[int, str]]:
    """Enough requests that every link and every body occurs."""
    return ((n, links[n % len(links)]) for n in range(max(BODIES, len(links))))


def _id_in(body: bytes) -> str:
    """The id of a reply, cut out: parsing a thousand replies a second would be a load of its own."""
    at = body.index(b'"id":"') + 6
    return body[at : at + 36].decode()


SCRIPTS: dict[str, Callable[..., Script]] = {
    "submit": submit,
    "save": save,
    "journey": journey,
    "form": form,
    "listing": listing,
    "mixed": mixed,
}
