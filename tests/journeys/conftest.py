"""Servers and workers in processes of their own, on this worker's database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.server import Server, Worker


@pytest.fixture
def web_environment(app: Flask, environment: dict[str, str]) -> dict[str, str]:
    """What a web server is told: everything but the owner's login."""
    return {name: value for name, value in environment.items() if name != "OWNER_DATABASE_URL"}


@pytest.fixture
def server(web_environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    started = Server(web_environment, tmp_path / "server.log", workers=2).wait()
    yield started
    started.stop()


@pytest.fixture
def worker(app: Flask, environment: dict[str, str], tmp_path: Path) -> Iterator[Worker]:
    started = Worker(environment, tmp_path / "worker.log")
    yield started
    started.stop()
