"""Envelope encryption: what opens, what must not, and which key did it."""

from __future__ import annotations

import base64
from dataclasses import replace
from uuid import uuid4

import pytest

from tenants import encrypted, keys
from tenants.context import Tenant
from tenants.errors import BadKey, BadSeal, NotConfigured
from tests import database as databases


@pytest.fixture(autouse=True)
def secrets():
    """The secrets of the tests before, known masters within, and the secrets of the tests again after."""
    keys.configure(databases.MASTER_KEY, databases.SECRET_KEY)
    yield
    keys.configure(databases.MASTER_KEY, databases.SECRET_KEY)


def tenant() -> Tenant:
    organization_id = uuid4()
    return Tenant(organization_id, "p", "s", "n", "main", "active", (keys.new_data_key(organization_id),))


def test_what_was_sealed_opens_in_its_place():
    one = tenant()
    assert keys.open_(one.keys, keys.seal(one.keys, b"answer", b"here"), b"here") == b"answer"


def test_a_value_moved_to_another_place_does_not_open():
    one = tenant()
    with pytest.raises(BadSeal):
        keys.open_(one.keys, keys.seal(one.keys, b"answer", b"here"), b"there")


@pytest.mark.parametrize("position", [0, 1, 17, 29, -1])
def test_a_value_altered_anywhere_does_not_open(position):
    one = tenant()
    sealed = bytearray(keys.seal(one.keys, b"answer", b"here"))
    sealed[position] ^= 1
    with pytest.raises(BadSeal):
        keys.open_(one.keys, bytes(sealed), b"here")


def test_another_tenants_keys_do_not_open_it():
    one, other = tenant(), tenant()
    with pytest.raises(BadSeal):
        keys.open_(other.keys, keys.seal(one.keys, b"answer", b"here"), b"here")


def test_every_value_names_its_key_and_differs_from_the_last():
    one = tenant()
    first, second = (keys.seal(one.keys, b"answer", b"here") for _ in range(2))
    assert keys.key_id_of(first) == keys.key_id_of(second) == one.keys[0].id
    assert first != second


@pytest.mark.parametrize("garbage", [b"", b"\x01", b"\x02" + bytes(60), bytes(60)])
def test_what_was_never_sealed_is_refused(garbage):
    with pytest.raises(BadSeal):
        keys.open_(tenant().keys, garbage, b"here")


def test_without_an_active_key_nothing_is_sealed():
    one = tenant()
    with pytest.raises(BadKey):
        keys.seal([replace(one.keys[0], is_active=False)], b"answer", b"here")


def test_a_retired_key_still_opens():
    one = tenant()
    sealed = keys.seal(one.keys, b"answer", b"here")
    ring = (replace(one.keys[0], is_active=False), keys.new_data_key(one.organization_id))
    assert keys.open_(ring, sealed, b"here") == b"answer"


def test_a_wrapped_key_given_to_another_tenant_does_not_unwrap():
    stolen = replace(tenant().keys[0], organization_id=uuid4())
    with pytest.raises(BadKey, match="belongs to another tenant"):
        keys.seal([stolen], b"answer", b"here")


def test_another_master_key_does_not_unwrap():
    one = tenant()
    keys.configure(keys.new_master_key(), databases.SECRET_KEY)
    with pytest.raises(BadKey, match="does not hold"):
        keys.seal(one.keys, b"answer", b"here")


def test_the_previous_master_key_opens_while_rotating():
    one = tenant()
    sealed = keys.seal(one.keys, b"answer", b"here")
    keys.configure(keys.new_master_key(), databases.SECRET_KEY, databases.MASTER_KEY)
    assert keys.open_(one.keys, sealed, b"here") == b"answer"
    assert not keys.is_current(one.keys[0]) and keys.is_current(keys.rewrap(one.keys[0]))


@pytest.mark.parametrize("bad", ["", "not base64!", base64.b64encode(bytes(16)).decode(), "ä"])
def test_a_master_key_is_32_bytes_in_base64(bad):
    with pytest.raises(BadKey):
        keys.configure(bad, "x")


def test_without_secrets_nothing_is_sealed_or_signed():
    one = tenant()
    keys.forget()
    with pytest.raises(NotConfigured):
        keys.seal(one.keys, b"answer", b"here")
    with pytest.raises(NotConfigured):
        keys.hmac("cache", b"x")


def test_the_cache_of_unwrapped_keys_is_bounded(monkeypatch):
    monkeypatch.setattr(keys, "CACHED_KEYS", 3)
    for _ in range(10):
        keys.seal(tenant().keys, b"answer", b"here")
    assert len(keys._data_keys) == 3


def test_a_signature_holds_for_its_purpose_and_data_only():
    signature = keys.hmac("cursor", b"data")
    assert keys.is_signed("cursor", b"data", signature)
    assert not keys.is_signed("queue", b"data", signature)
    assert not keys.is_signed("cursor", b"other", signature)


def test_another_secret_key_makes_another_signature():
    before = keys.hmac("cursor", b"data")
    keys.configure(databases.MASTER_KEY, "another secret")
    assert keys.hmac("cursor", b"data") != before


@pytest.mark.parametrize("value", ["text", 5, 1.5, True, None, ["a", "b"], {"file": "x"}, "", "ünïcødé"])
def test_any_json_value_is_sealed_as_text_and_comes_back(value):
    one, response_id = tenant(), uuid4()
    sealed = encrypted.seal_value(one, response_id, "income", value)
    assert isinstance(sealed, str) and encrypted.open_value(one, response_id, "income", sealed) == value


def test_an_answer_does_not_open_in_another_tenant_response_or_field():
    one, response_id = tenant(), uuid4()
    twin = replace(one, organization_id=uuid4())
    sealed = encrypted.seal_value(one, response_id, "income", "secret")
    for place in ((twin, response_id, "income"), (one, uuid4(), "income"), (one, response_id, "age")):
        with pytest.raises(BadSeal):
            encrypted.open_value(*place, sealed)


def test_the_plaintext_is_not_in_the_sealed_text():
    sealed = encrypted.seal_value(tenant(), uuid4(), "income", "canary-canary")
    assert "canary" not in sealed and b"canary" not in base64.b64decode(sealed)


def test_a_sealed_text_names_its_key():
    one = tenant()
    assert encrypted.sealed_by(encrypted.seal_text(one, b"place", b"x")) == one.keys[0].id


@pytest.mark.parametrize("garbage", ["", "%%%", "AAAA", "ä"])
def test_a_text_that_was_never_sealed_is_refused(garbage):
    with pytest.raises(BadSeal):
        encrypted.open_text(tenant(), b"place", garbage)
