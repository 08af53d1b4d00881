"""An invented respondent finds a way through any survey that the server would show, and the same way every time."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.demo.respondents import Respondent
from deploy.demo.walking import Form, Walk
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document

TODAY = "2026-11-21"


def survey(*sections: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Any", "sections": [{"title": each["name"], **each} for each in sections]}


def field(name: str, field_type: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name, "field_type": field_type, **more}


def options(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "label": value} for value in values]


class Server:
    """What a server does of a response, without the HTTP: keeps answers, tells the state and the errors of a draft."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.survey, self.answers = compile_survey(from_document(document)), {}
        self.saves: list[dict[str, Any]] = []

    def walked(self, walk: Walk) -> Any:
        """How a walk ends."""
        while True:
            evaluation = self.survey.evaluate(self.answers, today=TODAY)
            draft = [issue.to_json() for issue in evaluation.draft_errors]
            if not (given := walk.following(evaluation.state.to_json(), draft)):
                return evaluation
            accepted = self.survey.accept(given)
            assert not accepted.issues
            self.saves.append(given)
            self.answers = {
                key: value for key, value in {**self.answers, **accepted.values}.items() if value is not None
            }


def walk(document: dict[str, Any], number: int = 1, **how: bool) -> Walk:
    return Walk(Form(document), Respondent(number), **how)


PEOPLE = {
    "name": "people",
    "repeat": {"min": 2, "max": 4},
    "fields": [
        field("name", is_required=True),
        field("years", "number", is_required=True, config={"min_value": 0, "max_value": 90}),
        field("job", "radio", is_required=True, visible_if="{years} >= 15", options=options("a", "b")),
    ],
}
DEVICES = {
    "name": "start",
    "fields": [field("devices", "checkbox", is_required=True, options=options("tv", "radio"))],
}
USE = {
    "name": "use",
    "repeat": {"for_each": "devices"},
    "fields": [field("happy", "rating", is_required=True), field("at", "time", is_required=True)],
}
ROOMS = {
    "name": "rooms",
    "repeat": {"count": "{many}"},
    "fields": [field("size", "number", is_required=True, config={"min_value": 4, "max_value": 60})],
}
MANY = {"name": "first", "fields": [field("many", "number", is_required=True, config={"min_value": 2, "max_value": 3})]}
KINDS = {
    "name": "kinds",
    "fields": [
        field("told", "note"),
        field("order", "ranking", is_required=True, options=options("x", "y", "z")),
        field(
            "table",
            "matrix",
            is_required=True,
            options=options("good", "bad"),
            config={"rows": [{"value": "r", "label": "R"}, {"value": "s", "label": "S"}]},
        ),
        field("moment", "datetime", is_required=True, constraint="{.} <= today()"),
        field("sum", "number", calculate="1 + 1"),
    ],
}


@pytest.mark.parametrize(
    "sections",
    [[PEOPLE], [DEVICES, USE], [MANY, ROOMS], [KINDS], [DEVICES, USE, PEOPLE, MANY, ROOMS, KINDS]],
    ids=["open", "for each", "count", "kinds", "all"],
)
@pytest.mark.parametrize("by_section", [False, True], ids=["at once", "by section"])
def test_everybody_ends_with_answers_that_are_taken(sections, by_section):
    document = survey(*sections)
    for number in range(30):
        assert list(Server(document).walked(walk(document, number, by_section=by_section)).errors) == []


def test_who_goes_by_sections_saves_one_after_the_other():
    document = survey(DEVICES, USE, MANY, PEOPLE, ROOMS, KINDS)
    server = Server(document)
    server.walked(walk(document, by_section=True))
    kinds = {field["name"]: "kinds" for field in KINDS["fields"]}
    homes = [{{"devices": "start", "many": "first", **kinds}.get(name, name) for name in save} for save in server.saves]
    order = [each for at, each in enumerate(homes) if at == 0 or each != homes[at - 1]]
    assert order == [{"start"}, {"use"}, {"first"}, {"people"}, {"rooms"}, {"kinds"}]


def test_the_same_number_answers_the_same():
    document = survey(PEOPLE, KINDS)
    first, again, other = (Server(document) for _ in range(3))
    for server, number in ((first, 5), (again, 5), (other, 6)):
        server.walked(walk(document, number))
    assert first.saves == again.saves != other.saves


def test_what_is_refused_is_answered_anew_until_it_fits():
    strict = field("code", is_required=True, constraint="regex({.}, '[A-Z]{2}-[0-9]{3}')")
    document = survey({**PEOPLE, "fields": [*PEOPLE["fields"], strict]})
    server, respondent = Server(document), walk(document)
    assert list(server.walked(respondent).errors) == []
    assert respondent.tries["people[0].code"] > 1


def test_what_can_never_fit_is_given_up_and_told_by_the_server():
    document = survey({"name": "only", "fields": [field("never", is_required=True, constraint="1 = 2")]})
    ended = Server(document).walked(walk(document))
    assert [(issue.pointer, issue.code) for issue in ended.errors] == [("/answers/never", "constraint_failed")]


def test_options_that_hang_on_an_answer_are_chosen_after_it():
    document = survey(
        {
            "name": "place",
            "fields": [
                field("country", "radio", is_required=True, options=options("us", "ca")),
                field("state", "dropdown", is_required=True, options=options("none")),
            ],
        }
    )
    document["dependencies"] = [
        {
            "dependent_field": "state",
            "source_field": "country",
            "source_value": value,
            "dependent_options": options(f"{value} 1", f"{value} 2"),
        }
        for value in ("us", "ca")
    ]
    server = Server(document)
    server.walked(walk(document))
    assert [list(save) for save in server.saves] == [["country"], ["state"]]


def test_a_default_may_stand_and_nothing_else_is_left_out_that_is_required():
    document = survey({"name": "only", "fields": [field("a", is_required=True, default="'as ever'")]})
    told = {len(ended.saves) for ended in (_walked(document, number) for number in range(20))}
    assert told == {0, 1}


def _walked(document: dict[str, Any], number: int) -> Server:
    server = Server(document)
    assert list(server.walked(walk(document, number)).errors) == []
    return server


def test_the_section_is_where_the_last_answer_stands():
    document = survey(DEVICES, USE)
    respondent = walk(document)
    Server(document).walked(respondent)
    assert respondent.section == "use"
