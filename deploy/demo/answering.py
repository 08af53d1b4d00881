"""Invented people answer a link, over HTTP and one after the other."""

from typing import Any

from deploy.demo.api import Api
from deploy.demo.respondents import Respondent
from deploy.demo.walking import Form, Walk

LEAVES_EARLY = 6


def answer_all(api: Api, api_url: str, name: str, responses: int) -> int:
    """Everybody answers; every sixth person leaves half-way, as in life."""
    door = api_url[api_url.index("/respond/") :]
    form = Form(api.get(door)["definition"])
    for number in range(responses):
        walk = Walk(form, Respondent(sum(name.encode()) * 1000 + number))
        _answer(api, door, walk, leaves=number % LEAVES_EARLY == LEAVES_EARLY - 1)
    return responses


def _answer(api: Api, door: str, walk: Walk, *, leaves: bool) -> None:
    """Answer what shows until nothing new shows and nothing is refused; who leaves does so after the first page."""
    work: dict[str, Any] = api.post(f"{door}/responses", {"answers": {}})
    mine = api.bearing(work["session_token"])
    while answers := walk.following(work["state"], work["errors"]):
        change = {"revision": work["revision"], "answers": answers, "last_section": walk.section}
        work |= mine.patch(f"{door}/responses/{work['id']}", change)
        if leaves:
            return
    mine.post(f"{door}/responses/{work['id']}/submit")
