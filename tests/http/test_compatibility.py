"""Inside v1 things are only added: an old client keeps working (S13)."""

from __future__ import annotations

import copy
import json

import pytest

from tests.http.compatibility import PROMISE, added, broken, promised


@pytest.fixture
def offered(client):
    return promised(client.get("/api/v1/openapi.json").get_json())


@pytest.fixture
def promise():
    return json.loads(PROMISE.read_text())


def test_nothing_that_was_promised_is_broken(promise, offered):
    assert list(broken(promise, offered)) == []


def test_what_was_added_is_promised_from_now_on(promise, offered):
    assert added(promise, offered) == [], "run python -m tests.http.compatibility and commit what it writes"


@pytest.mark.parametrize(
    ("operation", "part", "change"),
    [
        ("POST /api/v1/auth/login", "demands", lambda names: [*names, "captcha"]),
        ("POST /api/v1/surveys", "takes", lambda names: names[1:]),
        ("GET /api/v1/surveys", "answers", lambda names: names[1:]),
    ],
)
def test_a_breaking_change_is_noticed(offered, operation, part, change):
    changed = copy.deepcopy(offered)
    changed[operation][part] = change(changed[operation][part])
    assert list(broken(offered, changed)) != []


def test_an_operation_that_goes_is_noticed(offered):
    rest = {name: each for name, each in offered.items() if name != "GET /api/v1/surveys"}
    assert list(broken(offered, rest)) == ["GET /api/v1/surveys is gone"]
