"""What comes out of the queue is ours, or is refused before it is looked at."""

from __future__ import annotations

import pickle
from pathlib import Path

import orjson
import pytest
from huey.registry import Message

from tasks.queue import RUN_JOB
from tasks.serializer import PURPOSE, SignedJson
from tenants import keys
from tenants.errors import BadSignature
from tests import database

MESSAGE = Message("1", RUN_JOB, None, 0, 0, None, ("key", "id", "count"), {})


@pytest.fixture(autouse=True)
def secrets(app) -> None:
    """The application's signing secret is known to this process."""


class Trap:
    """Unpickling it touches a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_message_comes_back_as_it_went(app):
    assert SignedJson().deserialize(SignedJson().serialize(MESSAGE)) == MESSAGE


def test_a_message_is_readable_json_after_its_signature(app):
    assert SignedJson().serialize(MESSAGE)[32:] == b'["1","tasks.job.run","key","id","count"]'


def test_a_pickle_is_refused_and_never_unpickled(app, tmp_path):
    trap = tmp_path / "sprung"
    with pytest.raises(BadSignature):
        SignedJson().deserialize(pickle.dumps(Trap(trap)))
    assert not trap.exists()


def test_a_pickle_under_our_own_signature_is_not_unpickled_either(app, tmp_path):
    trap = tmp_path / "sprung"
    content = pickle.dumps(Trap(trap))
    with pytest.raises(orjson.JSONDecodeError):
        SignedJson().deserialize(keys.hmac(PURPOSE, content) + content)
    assert not trap.exists()


def test_a_pickle_in_the_queue_never_runs(queue, tmp_path):
    trap = tmp_path / "sprung"
    queue.redis.lpush(queue.huey.storage.queue_key, pickle.dumps(Trap(trap)))
    with pytest.raises(BadSignature):
        queue.huey.dequeue()
    assert not trap.exists()
    assert queue.huey.pending_count() == 0


@pytest.mark.parametrize("place", [0, 31, 32, -1])
def test_a_message_with_any_byte_changed_is_refused(app, place):
    written = bytearray(SignedJson().serialize(MESSAGE))
    written[place] ^= 1
    with pytest.raises(BadSignature):
        SignedJson().deserialize(bytes(written))


def test_a_message_signed_with_another_secret_is_refused(app):
    keys.configure(database.MASTER_KEY, "some other secret of thirty-two letters")
    foreign = SignedJson().serialize(MESSAGE)
    keys.configure(database.MASTER_KEY, database.SECRET_KEY)
    with pytest.raises(BadSignature):
        SignedJson().deserialize(foreign)


def test_a_signature_for_another_purpose_is_refused(app):
    content = SignedJson().serialize(MESSAGE)[32:]
    with pytest.raises(BadSignature):
        SignedJson().deserialize(keys.hmac("cache", content) + content)


@pytest.mark.parametrize(
    "message",
    [
        {"answers": {"age": 41}},
        Message("1", RUN_JOB, None, 0, 0, None, ({"age": 41},), {}),
        Message("1", RUN_JOB, None, 0, 0, None, (), {"email": "a@b.example"}),
        Message("1", RUN_JOB, None, 0, 0, None, (), {}, on_complete=MESSAGE),
    ],
)
def test_nothing_but_a_name_and_strings_can_be_sent(app, message):
    with pytest.raises(TypeError):
        SignedJson().serialize(message)
