"""A real browser against the real server: the system's Chromium, driven by playwright, with script and without.

Where there is no Chromium these tests are skipped and say so; under CI that is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from surveyapp.responses.service import doors
from tenants.context import Tenant
from tests.factories.responses import Published, published
from tests.server import HOUSE, Server

CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000
SURVEYS = HOUSE / "deploy" / "demo" / "surveys"

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if path is None:
        missing = f"no browser: none of {', '.join(CANDIDATES)} is on the PATH"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(
    environment: dict[str, str], application: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The real server, on this worker's database."""
    started = Server(environment, tmp_path_factory.mktemp("server") / "log").wait()
    yield started
    started.stop()


def demo(name: str) -> dict[str, Any]:
    """One of the demo surveys."""
    return dict(json.loads((SURVEYS / f"{name}.json").read_text()))


@pytest.fixture
def survey(app: Flask, tenant_a: Tenant) -> Iterator[Callable[..., Published]]:
    """Publishes a document and gives its link."""
    yield lambda document, **link: published(tenant_a, document, **link)
    doors.forget()


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens a link in a browser of its own; the page must never break its own policy or log an error."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_link(link: Published | str, *, script: bool = True, **options: Any) -> Page:
        context = browser.new_context(java_script_enabled=script, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(message.type, message.text, complaints))
        page.goto(address(server, link))
        return page

    yield open_link
    for context in contexts:
        context.close()
    assert not complaints


def address(server: Server, link: Published | str) -> str:
    """Where a link is served by this server."""
    return link if isinstance(link, str) else f"{server.base_url}/s/{link.link}"


def _note(kind: str, text: str, complaints: list[str]) -> None:
    """A refused save is expected to be logged by the browser as a failed load; anything else is ours."""
    if kind == "error" and "Failed to load resource" not in text:
        complaints.append(text)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where a test may leave screenshots: SCREENSHOTS, or a directory that goes away."""
    kept = os.environ.get("SCREENSHOTS")
    return Path(kept) if kept else tmp_path
