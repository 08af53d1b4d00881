"""Surveys from elsewhere, answered in a browser: the page shows, asks and offers what the server decides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api import Caller
from tests.browser.imported import Answers, Source, published, sources
from tests.browser.respondent import Respondent

pytestmark = pytest.mark.slow
MOST_PAGES = 12
FEATURES = (
    "visible_if",
    "required_if",
    "constraint",
    "offered",
    "calculate",
    "default",
    "repeat open",
    "repeat items",
    "repeat for_each",
    "matrix",
    "xlsform",
)
LOOKS = """() => Object.fromEntries([...document.querySelectorAll("[data-field]")].map((block) => {
    const boxes = [...block.querySelectorAll("input:is([type=radio], [type=checkbox]), select > option")];
    const offered = boxes.filter((box) => box.value && !box.parentElement.textContent.includes("no longer available"));
    const optional = block.querySelector(".optional");
    return [block.dataset.field, {
        control: block.dataset.control, shows: !block.hidden, required: optional !== null && optional.hidden,
        offered: offered.map((box) => box.value),
    }];
}))"""


@pytest.fixture(scope="module")
def every(shared_data: Path) -> list[Source]:
    """The definitions beside the checkout, the small ones first."""
    return sorted(sources(shared_data), key=lambda source: len(source.fields))


class Walk:
    """Somebody who answers an imported survey page by page, with the server asked at every step what it decides."""

    def __init__(self, caller: Caller, path: str, page: Page, source: Source) -> None:
        self.caller, self.path, self.page, self.answers = caller, path, page, source.fullest
        self.respondent = Respondent(page)
        self.sections = {section["name"]: section for section in source.document["sections"]}
        self.fields = {field["name"]: field for field in source.fields}
        self.given: Answers = {}
        self.asked = 0

    def through(self) -> Walk:
        """From page to page, past those that hold back for an answer that no case gives."""
        seen: list[str | None] = []
        while (section := self.section()) not in (None, *seen) and len(seen) < MOST_PAGES:
            seen.append(section)
            self.fill(self.sections[str(section)])
            if not self.page.locator("#next").is_visible():
                break
            with self.page.expect_navigation():
                self.page.locator("#next").click()
            if self.section() == section:
                self.page.goto(f"{self.page.url.partition('?')[0]}?at={self.following(str(section))}")
        return self

    def following(self, section: str) -> str:
        """The section after this one, whether it shows or not: the page leads to the next that does."""
        names = list(self.sections)
        return names[min(names.index(section) + 1, len(names) - 1)]

    def section(self) -> str | None:
        found = self.page.locator("form [name=section]")
        return found.get_attribute("value") if found.count() else None

    def fill(self, section: Mapping[str, Any]) -> None:
        """Whatever shows and has an answer is answered, then looked at."""
        if section.get("repeat"):
            self.enlarge(section)
        self.agrees(section)
        done: set[str] = set()
        while waiting := [name for name in self.respondent.shown() if name in self.answers and name not in done]:
            done.add(waiting[0])
            if self.answer(section, waiting[0]):
                self.agrees(section)
        if done:
            self.page.locator("h1").click()
            expect(self.page.locator("#saved")).not_to_have_text("Saving")

    def enlarge(self, section: Mapping[str, Any]) -> None:
        """As many instances as there are answers for, in the page."""
        keys = [
            name.partition("[")[2].partition("]")[0] for name in self.answers if name.startswith(section["name"] + "[")
        ]
        wanted = max((int(key) + 1 for key in keys if key.isdigit()), default=0)
        adding = self.page.locator("[value=add]:visible")
        while adding.count() and self.page.locator(".instance").count() < wanted:
            adding.click()
        if self.page.locator("#another").count():
            self.given[section["name"]] = [{} for _ in range(self.page.locator(".instance").count())]

    def answer(self, section: Mapping[str, Any], name: str) -> bool:
        """Give one answer, where a person could."""
        look = self.page.evaluate(LOOKS)[name]
        field = self.fields[name.rpartition("].")[2]]
        value = self.answers[name]
        if value is None or look["control"] in ("note", "calculated"):
            return False
        offered = {each.rpartition(".")[2] for each in look["offered"]}
        wanted = {value} if isinstance(value, str) else set(filter(None, value))
        if offered and not wanted <= offered:
            return False
        self.respondent.answer(name, value)
        if field["field_type"] == "matrix":
            rows = zip(field["config"]["rows"], value, strict=True)
            value = {row["value"]: each for row, each in rows if each is not None}
        self.note(section, name, value)
        return True

    def note(self, section: Mapping[str, Any], name: str, value: Any) -> None:
        """Keep in mind what was answered, as the API has it."""
        self.asked += 1
        if not section.get("repeat"):
            self.given[name] = value
            return
        key, field = name.removeprefix(f"{section['name']}[").split("].", 1)
        held = self.given.setdefault(section["name"], {})
        (held[int(key)] if isinstance(held, list) else held.setdefault(key, {}))[field] = value

    def agrees(self, section: Mapping[str, Any]) -> None:
        """What the page shows of the section is what the server decides on the same answers."""
        reply = self.caller.post(f"{self.path}/evaluate", json={"answers": self.given}).get_json()
        state, looks = reply["state"], self.page.evaluate(LOOKS)
        assert shown(looks) == [name for name in state["visible_fields"] if name in looks], self.given
        required = [name for name in shown(looks) if looks[name]["required"]]
        assert required == [name for name in state["required_fields"] if name in looks], self.given
        for name, offered in state["options"].items():
            if name in shown(looks) and looks[name]["control"] not in ("matrix", "ranking"):
                assert looks[name]["offered"] == [option["value"] for option in offered], (name, self.given)
        kept_off = {field["name"] for field in self.fields.values() if field["config"].get("is_displayed") is False}
        home = {f"{section['name']}[" if section.get("repeat") else field["name"] for field in section["fields"]}
        here = [name for name in state["visible_fields"] if (name.partition("[")[0] + "[" * ("[" in name)) in home]
        assert [name for name in here if name.rpartition("].")[2] not in kept_off] == shown(looks), self.given


def shown(looks: Mapping[str, Any]) -> list[str]:
    return [name for name, look in looks.items() if look["shows"]]


@pytest.mark.parametrize("feature", FEATURES)
def test_an_imported_survey_is_asked_as_the_server_decides(every, api, opened, server, feature):
    """Of those that have the feature, the first one of which something can be answered."""
    admin = api.as_admin()
    for source in (source for source in every if feature in source.features and source.fullest):
        if (made := published(admin, source)) is None:
            continue
        path, url = made
        page = opened(f"{server.base_url}/s/{url.rpartition('/')[2]}")
        if Walk(admin, path, page, source).through().asked:
            return
    pytest.skip(f"no definition beside the checkout has this: {feature}")
