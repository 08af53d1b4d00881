"""All cryptography with secrets: data keys wrapped by the master key, sealing, and the keys we sign with.

Envelope (S01, C5): AES-256-GCM throughout; each tenant has a data key of its own, stored wrapped by the master key
(MASTER_KEY, 32 bytes in base64, never in the database). A sealed value is

    version (1 byte) | data key id (16) | nonce (12) | ciphertext and tag

with the caller's context as associated data, so a value moved to another tenant, response or field does not open.
`cryptography` is imported here and nowhere else.
"""

import base64
import binascii
import hashlib
import hmac as hmac_
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tenants.columns import new_id
from tenants.context import WrappedKey
from tenants.errors import BadKey, BadSeal, NotConfigured

VERSION = b"\x01"
NONCE = 12
HEADER = 1 + 16 + NONCE
CACHED_KEYS = 1024


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a process was given: the current master key, the one before it while rotating, and the signing secret."""

    master: bytes
    previous: bytes | None
    signing: bytes


_secrets: list[Secrets] = []
_data_keys: OrderedDict[tuple[UUID, bytes], AESGCM] = OrderedDict()
_signing_keys: dict[str, bytes] = {}
_lock = Lock()


def configure(master_key: str, secret_key: str, previous_master_key: str | None = None) -> None:
    """Take the secrets of this process. Master keys are base64 of 32 bytes; raises BadKey for anything else."""
    held = Secrets(
        master=_decoded(master_key, "MASTER_KEY"),
        previous=_decoded(previous_master_key, "MASTER_KEY_PREVIOUS") if previous_master_key else None,
        signing=secret_key.encode(),
    )
    forget()
    _secrets.append(held)


def forget() -> None:
    """Drop every secret and cached key from this process."""
    with _lock:
        _secrets.clear()
        _data_keys.clear()
        _signing_keys.clear()


def new_master_key() -> str:
    """A fresh master key in the form the environment carries."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def new_data_key(organization_id: UUID) -> WrappedKey:
    """A fresh data key for a tenant, wrapped by the current master key."""
    key_id = new_id()
    return _wrap(secrets.token_bytes(32), key_id, organization_id, is_active=True)


def rewrap(key: WrappedKey) -> WrappedKey:
    """The same data key under the current master key: rotating the master touches no sealed value."""
    return _wrap(_unwrap(key), key.id, key.organization_id, is_active=key.is_active)


def is_current(key: WrappedKey) -> bool:
    """Whether `key` is wrapped by the current master key."""
    return key.master_id == _master_id(_held().master)


def seal(tenant_keys: Sequence[WrappedKey], plaintext: bytes, aad: bytes) -> bytes:
    """Encrypt with the tenant's active key; raises BadKey when it has none."""
    active = next((key for key in tenant_keys if key.is_active), None)
    if active is None:
        raise BadKey("the tenant has no active data key")
    nonce = secrets.token_bytes(NONCE)
    return VERSION + active.id.bytes + nonce + _cipher(active).encrypt(nonce, plaintext, aad)


def open_(tenant_keys: Sequence[WrappedKey], sealed: bytes, aad: bytes) -> bytes:
    """Decrypt; raises BadSeal when the value was altered, moved, or sealed with a key this tenant does not have."""
    key_id = key_id_of(sealed)
    key = next((key for key in tenant_keys if key.id == key_id), None)
    if key is None:
        raise BadSeal(f"no data key {key_id} for this tenant")
    try:
        return _cipher(key).decrypt(sealed[17:HEADER], sealed[HEADER:], aad)
    except InvalidTag:
        raise BadSeal("the value does not belong here, or was altered") from None


def key_id_of(sealed: bytes) -> UUID:
    """Which data key sealed this value."""
    if len(sealed) < HEADER + 16 or sealed[:1] != VERSION:
        raise BadSeal("not a sealed value")
    return UUID(bytes=sealed[1:17])


def hmac(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under a key derived from SECRET_KEY for `purpose` alone."""
    return hmac_.digest(_signing_key(purpose), data, "sha256")


def is_signed(purpose: str, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is ours for this purpose, compared in constant time."""
    return hmac_.compare_digest(hmac(purpose, data), signature)


def _signing_key(purpose: str) -> bytes:
    if purpose not in _signing_keys:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"surveyapp " + purpose.encode()).derive(_held().signing)
        _signing_keys[purpose] = derived
    return _signing_keys[purpose]


def _held() -> Secrets:
    if not _secrets:
        raise NotConfigured("tenants.keys.configure() has not been called")
    return _secrets[0]


def _decoded(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"{name} is not base64") from None
    if len(key) != 32:
        raise BadKey(f"{name} must be 32 bytes in base64, not {len(key)}")
    return key


def _master_id(master: bytes) -> str:
    return hashlib.sha256(b"surveyapp master key id" + master).hexdigest()[:16]


def _wrapping_context(key_id: UUID, organization_id: UUID) -> bytes:
    return b"tenant key" + organization_id.bytes + key_id.bytes


def _wrap(data_key: bytes, key_id: UUID, organization_id: UUID, *, is_active: bool) -> WrappedKey:
    master, nonce = _held().master, secrets.token_bytes(NONCE)
    wrapped = nonce + AESGCM(master).encrypt(nonce, data_key, _wrapping_context(key_id, organization_id))
    return WrappedKey(key_id, organization_id, wrapped, _master_id(master), is_active)


def _unwrap(key: WrappedKey) -> bytes:
    held = _held()
    candidates = [master for master in (held.master, held.previous) if master and _master_id(master) == key.master_id]
    if not candidates:
        raise BadKey(f"data key {key.id} is wrapped by master key {key.master_id}, which this process does not hold")
    try:
        context = _wrapping_context(key.id, key.organization_id)
        return AESGCM(candidates[0]).decrypt(key.wrapped[:NONCE], key.wrapped[NONCE:], context)
    except InvalidTag:
        raise BadKey(f"data key {key.id} was altered or belongs to another tenant") from None


def _cipher(key: WrappedKey) -> AESGCM:
    """The unwrapped key, from a bounded cache; the stored bytes are part of its name, so a rewrap is a new entry."""
    name = (key.id, key.wrapped)
    with _lock:
        if name in _data_keys:
            _data_keys.move_to_end(name)
            return _data_keys[name]
    cipher = AESGCM(_unwrap(key))
    with _lock:
        _data_keys[name] = cipher
        while len(_data_keys) > CACHED_KEYS:
            _data_keys.popitem(last=False)
    return cipher
