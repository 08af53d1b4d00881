"""What `changes` shows, and what it never does (S07)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.audit.service import MASK, changes


def test_only_what_differs_is_told():
    told = changes({"title": "Old", "status": "draft"}, {"title": "New", "status": "draft"})
    assert told == {"before": {"title": "Old"}, "after": {"title": "New"}}


def test_a_creation_has_nothing_before_and_a_removal_nothing_after():
    assert changes(None, {"title": "New"}) == {"before": {}, "after": {"title": "New"}}
    assert changes({"title": "Old"}, None) == {"before": {"title": "Old"}, "after": {}}


def test_where_nothing_differs_there_is_nothing_to_tell():
    assert changes({"title": "Same"}, {"title": "Same"}) is None
    assert changes(None, None) is None


@pytest.mark.parametrize(
    "key", ["password", "new_password", "access_token", "key_hash", "client_secret", "Authorization", "answers"]
)
def test_a_secret_is_masked_and_still_seen_to_change(key):
    assert changes({key: "canary-1"}, {key: "canary-2"}) == {"before": {key: MASK}, "after": {key: MASK}}


def test_a_secret_is_masked_at_any_depth():
    told = changes({}, {"hooks": [{"url": "https://x.example", "secret": "canary"}]})
    assert told == {"before": {}, "after": {"hooks": [{"url": "https://x.example", "secret": MASK}]}}


def test_sensitive_fields_are_masked_by_name_and_others_shown():
    told = changes({"diagnosis": "canary", "age": 40}, {"diagnosis": "other", "age": 41}, sensitive={"diagnosis"})
    assert told == {"before": {"diagnosis": MASK, "age": 40}, "after": {"diagnosis": MASK, "age": 41}}


def test_that_a_secret_is_absent_is_no_secret():
    assert changes({"token": None}, {"token": "canary"}) == {"before": {"token": None}, "after": {"token": MASK}}


def test_values_become_what_json_can_hold():
    identifier = UUID("01936f2e-0000-7000-8000-000000000001")
    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    told = changes({}, {"id": identifier, "at": moment, "on": date(2026, 1, 2), "n": Decimal("1.50"), "s": {"b", "a"}})
    assert told == {
        "before": {},
        "after": {
            "id": str(identifier),
            "at": "2026-01-02T03:04:00+00:00",
            "on": "2026-01-02",
            "n": "1.50",
            "s": ["a", "b"],
        },
    }


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), values), st.dictionaries(st.text(), values))
def test_telling_a_change_twice_tells_the_same_and_never_an_unchanged_key(before, after):
    told = changes(before, after)
    assert told == changes(before, after)
    unchanged = {key for key in before if key in after and before[key] == after[key]}
    assert not unchanged & set((told or {"after": {}})["after"])


@given(values)
def test_a_masked_value_never_shows(value):
    told = changes({}, {"x_token": [value, "canary"], "y": {"password": {"deep": "canary"}}})
    assert "canary" not in repr(told)
