"""The language of answering, over HTTP: `begin, answer, sees, submit`, each step checked where it is taken.

    respondent = begin(app, link, employed="yes")
    respondent.sees("job").answer(job="baker").submit()

What must be refused is asked with `respondent.try_answer(...)` or `try_submit(...)`, which give the reply instead.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.api import Api, Caller


class Respondent:
    """Somebody with a link, a response's id and its session token; `reply` is the last one."""

    def __init__(self, app: Flask, link: str, begun: dict[str, Any]) -> None:
        self.app, self.link = app, link
        self.id, self.token, self.resume_url = begun["id"], begun["session_token"], begun["resume_url"]
        self.reply = begun

    @property
    def revision(self) -> int:
        return int(self.reply["revision"])

    @property
    def state(self) -> dict[str, Any]:
        return dict(self.reply["state"])

    @property
    def path(self) -> str:
        return f"/respond/{self.link}/responses/{self.id}"

    def answer(self, **answers: Any) -> Respondent:
        """Save answers; None removes one."""
        return self._took(self.try_answer(answers))

    def stays_in(self, section: str, **answers: Any) -> Respondent:
        """Save answers on the page of `section`."""
        return self._took(self.try_answer(answers, last_section=section))

    def sees(self, *fields: str) -> Respondent:
        """Exactly these fields among the visible ones: all of them are there."""
        missing = set(fields) - set(self.state["visible_fields"])
        assert not missing, f"not visible: {sorted(missing)}"
        return self

    def does_not_see(self, *fields: str) -> Respondent:
        shown = set(fields) & set(self.state["visible_fields"])
        assert not shown, f"visible: {sorted(shown)}"
        return self

    def is_offered(self, field: str, *values: str) -> Respondent:
        """The options of a field that depend on other answers."""
        assert [option["value"] for option in self.state["options"][field]] == list(values)
        return self

    def submit(self, **answers: Any) -> Respondent:
        return self._took(self.try_submit(**({"answers": answers} if answers else {})))

    def load(self) -> dict[str, Any]:
        """The response as it stands, taken up again."""
        reply = self._caller().get(self.path)
        assert reply.status_code == 200, reply.json
        self.reply = reply.json
        return dict(reply.json)

    def try_answer(self, answers: Any, **body: Any) -> TestResponse:
        return self._caller().patch(self.path, json={"revision": self.revision, "answers": answers, **body})

    def try_submit(self, **body: Any) -> TestResponse:
        return self._caller().post(f"{self.path}/submit", json=body)

    def elsewhere(self) -> Respondent:
        """The same respondent on another device, who knows nothing but the link, the id and the token."""
        twin = Respondent(
            self.app, self.link, {"id": self.id, "session_token": self.token, "resume_url": self.resume_url}
        )
        twin.load()
        return twin

    def _caller(self) -> Caller:
        return Caller(self.app, self.token)

    def _took(self, reply: TestResponse) -> Respondent:
        assert reply.status_code == 200, reply.json
        self.reply = reply.json
        return self


def begin(app: Flask, link: str, **answers: Any) -> Respondent:
    """Begin a response to the survey behind a link."""
    reply = try_begin(app, link, answers)
    assert reply.status_code == 201, reply.json
    return Respondent(app, link, reply.json)


def try_begin(app: Flask, link: str, answers: Any, **body: Any) -> TestResponse:
    """The reply to an attempt to begin."""
    headers = body.pop("headers", {})
    return Caller(app).post(f"/respond/{link}/responses", json={"answers": answers, **body}, headers=headers)


def submit(app: Flask, link: str, **answers: Any) -> TestResponse:
    """The reply to a one-shot submission."""
    return try_begin(app, link, answers, complete=True)


def stored_ids(api: Api, survey_id: object) -> set[str]:
    """The responses of a survey, page after page, as an analyst lists them."""
    analyst, found, cursor = api.as_analyst(), set(), None
    while True:
        asked = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = analyst.get(f"/surveys/{survey_id}/responses", query_string=asked).get_json()
        found |= {each["id"] for each in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            return found
