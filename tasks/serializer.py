"""What travels through Redis: JSON under HMAC-SHA256.

Huey's serializers unpickle, and unpickling runs whatever the sender chose; whoever can write to Redis must not be able
to run code here. The signature is checked before a byte of the message is looked at, and a message holds nothing but
a task's name and a few strings, so the worst a replayed one can do is have a row looked at again.
"""

from typing import Any

import orjson
from huey.registry import Message

from tenants import keys
from tenants.errors import BadSignature

PURPOSE = "queue"
SIGNATURE = 32
LONGEST = 4096


class SignedJson:
    """Huey's serializer protocol for messages only: results and revocations, which we do not use, are refused."""

    def serialize(self, data: Any) -> bytes:
        """A message as signature and JSON. Raises TypeError for anything but a name and strings."""
        if not isinstance(data, Message) or data.kwargs or not all(isinstance(value, str) for value in data.args):
            raise TypeError("a message is a task's name and strings")
        if any((data.eta, data.on_complete, data.on_error, data.expires, data.chord_config)):
            raise TypeError("when and what next is said by rows, not by messages")
        content = orjson.dumps([data.id, data.name, *data.args])
        return keys.hmac(PURPOSE, content) + content

    def deserialize(self, data: bytes) -> Message:
        """The message, if it is ours. Raises BadSignature for everything else, a pickle for example."""
        signature, content = data[:SIGNATURE], data[SIGNATURE:]
        if len(data) > LONGEST or not keys.is_signed(PURPOSE, content, signature):
            raise BadSignature("a message in the queue is not ours")
        message_id, name, *args = orjson.loads(content)
        return Message(message_id, name, None, 0, 0, None, tuple(args), {})
