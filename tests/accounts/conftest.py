"""The worker's part of registering, done for real in a thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories.accounts import Person, provisioning_worker, register


@pytest.fixture
def worker(app: Flask) -> Iterator[None]:
    with provisioning_worker():
        yield


@pytest.fixture
def owner(app: Flask, worker: None) -> Person:
    """Somebody who has just registered an organization of their own."""
    return register(app)
