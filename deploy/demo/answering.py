"""Invented people answer a link, over HTTP and one after the other."""

from itertools import count
from typing import Any

from deploy.demo.api import Api
from deploy.demo.respondents import Respondent
from deploy.demo.walking import Form, Walk

LEAVES_EARLY = 6
PATIENCE = (1, 6)


def answer_all(api: Api, api_url: str, name: str, responses: int) -> int:
    """Everybody answers; every sixth person leaves half-way, as in life."""
    door = api_url[api_url.index("/respond/") :]
    form = Form(api.get(door)["definition"])
    for number in range(responses):
        person = Respondent(sum(name.encode()) * 1000 + number)
        if number % LEAVES_EARLY == LEAVES_EARLY - 1:
            _answer(api, door, Walk(form, person, by_section=True), saves=person.random.randint(*PATIENCE))
        else:
            _submit(*_answer(api, door, Walk(form, person)))
    return responses


def _answer(api: Api, door: str, walk: Walk, saves: int | None = None) -> tuple[Api, str]:
    """Answer what shows until nothing new shows and nothing is refused, or so many times; the respondent's own API and
    the path of the response."""
    work: dict[str, Any] = api.post(f"{door}/responses", {"answers": {}})
    mine, path = api.bearing(work["session_token"]), f"{door}/responses/{work['id']}"
    for _ in count() if saves is None else range(saves):
        if not (answers := walk.following(work["state"], work["errors"])):
            break
        work |= mine.patch(path, {"revision": work["revision"], "answers": answers, "last_section": walk.section})
    return mine, path


def _submit(mine: Api, path: str) -> None:
    mine.post(f"{path}/submit")
