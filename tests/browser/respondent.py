"""Somebody at a browser: finds questions by their names, answers them as a person would, and looks at what shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

MOST_PAGES = 60


class Held:
    """Saves that are under way until they are let go."""

    def __init__(self, page: Page) -> None:
        self.routes: list[Route] = []
        self.page = page
        page.route("**/answers", lambda route: self.routes.append(route))

    def let_go(self) -> None:
        for route in self.routes:
            route.continue_()
        self.page.unroute("**/answers")

    def arrives(self) -> None:
        """Waits until one is under way."""
        while not self.routes:
            self.page.wait_for_timeout(20)


class Respondent:
    """A page of the survey and the hands that use it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def question(self, name: str) -> Locator:
        return self.page.locator(f'[data-field="{name}"]')

    def shows(self, name: str) -> bool:
        return self.question(name).is_visible()

    def shown(self) -> list[str]:
        """The names of the questions in sight."""
        found = self.page.locator("[data-field]:visible")
        return [str(each.get_attribute("data-field")) for each in found.all()]

    def answer(self, name: str, value: Any) -> None:
        """Give an answer with whatever control the question has."""
        question = self.question(name)
        kind = question.get_attribute("data-control")
        if kind == "checkbox":
            for each in value:
                question.locator(f'input[value="{each}"]').check()
        elif kind in ("radio", "scale"):
            question.locator(f'input[value="{value}"]').check()
        elif kind == "matrix":
            for row, each in enumerate(value):
                if each is not None:
                    question.locator(f'input[value="{row}.{each}"]').check()
        elif kind == "ranking":
            for place, each in enumerate(value, 1):
                question.locator(f'select:has(option[value="1.{each}"])').select_option(f"{place}.{each}")
        elif kind == "select":
            question.locator("select").select_option(value)
        else:
            question.locator("textarea, input:not([type=hidden])").fill(str(value))

    def value(self, name: str) -> Any:
        """What the control holds now."""
        question = self.question(name)
        kind = question.get_attribute("data-control")
        if kind in ("radio", "scale", "checkbox", "matrix"):
            chosen = [each.get_attribute("value") for each in question.locator("input:checked").all()]
            return chosen if kind in ("checkbox", "matrix") else (chosen or [None])[0]
        if kind == "ranking":
            return [each.input_value() for each in question.locator("select").all()]
        return question.locator("textarea, select, input:not([type=hidden])").input_value()

    def error(self, name: str) -> str:
        return self.question(name).locator(".error").inner_text()

    def press(self, label: str) -> Respondent:
        """Without script every button leads to another page; with script some only change this one."""
        button = self.page.get_by_role("button", name=label, exact=True)
        if self.page.locator("html.live").count():
            button.click()
        else:
            with self.page.expect_navigation():
                button.click()
        return self

    def is_saved(self) -> None:
        """Waits until the indicator says so."""
        expect(self.page.locator("#saved")).to_have_text("Saved")

    def walk(self, answers: Mapping[str, Any]) -> list[str]:
        """Answer every question that comes into sight and has an answer, to the very end; gives the pages' titles."""
        titles: list[str] = []
        for _ in range(MOST_PAGES):
            titles.append(self.page.locator("h1").inner_text())
            if self.page.locator("form[data-autosave]").count() == 0:
                if titles[-1] == "Thank you":
                    return titles
                self._turn("Submit answers")
                continue
            self._fill(answers)
            self._turn("Next" if self.page.locator("#next").is_visible() else "Submit answers")
        raise AssertionError(f"the survey does not end: {titles}")

    def _turn(self, label: str) -> None:
        """Press, and be on the page that follows: with script the form goes off only once its last save is through."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).click()

    def _fill(self, answers: Mapping[str, Any]) -> None:
        """What a question's answer brings into sight is answered as well."""
        done: set[str] = set()
        while waiting := [name for name in self.shown() if name in answers and name not in done]:
            done.add(waiting[0])
            if self.value(waiting[0]) != answers[waiting[0]] and self._offers(waiting[0], answers[waiting[0]]):
                self.answer(waiting[0], answers[waiting[0]])
                self._settle()

    def _offers(self, name: str, value: Any) -> bool:
        """Without script a choice may have to wait for the next page."""
        choices = self.question(name).locator("option, input[type=radio], input[type=checkbox]")
        offered = {each.get_attribute("value") for each in choices.all()}
        return not offered or set([value] if isinstance(value, str) else value) <= offered

    def _settle(self) -> None:
        """Wait for the reply to a save where there is script; the indicator knows."""
        if self.page.locator("html.live").count():
            expect(self.page.locator("#saved")).to_have_text("Saved")
