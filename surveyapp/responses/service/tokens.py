"""The two secrets of a response (C7): the session token for requests, the resume code for another device.

The code is the seed of the token: who has the code can make the token, never the other way round. So one hash on the
row checks both, and a session token that leaks through a log of somebody else's does not open the resume address.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

SEED_BYTES = 16
CODE_LENGTH = 43


def new_resume_code(response_id: UUID) -> str:
    """The response's id and 128 random bits, as text fit for an address."""
    return _text(response_id.bytes + secrets.token_bytes(SEED_BYTES))


def session_token(resume_code: str, public_key: str) -> str:
    """The token that a resume code is the seed of; raises ValueError for text that is no code."""
    decoded = _bytes(resume_code)
    secret = hmac.digest(decoded[16:], b"session" + decoded[:16], "sha256")
    return f"{public_key}.{_text(secret)}"


def response_of(resume_code: str) -> UUID:
    """The response that a resume code names; raises ValueError for text that is no code."""
    return UUID(bytes=_bytes(resume_code)[:16])


def stored(token: str) -> str:
    """What the database holds in place of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def fingerprint(session_token: str, said: bytes) -> str:
    """What the row remembers of a change, so that the same request again is known for a repetition.

    Keyed by the session token, which is stored nowhere: the answers in `said` cannot be guessed from it. Another body
    under the same mutation id is another change, judged by its own revision: nothing is dropped in silence.
    """
    return hmac.digest(session_token.encode("utf-8", "replace"), said, "sha256").hex()


def _bytes(resume_code: str) -> bytes:
    if len(resume_code) != CODE_LENGTH or not resume_code.isascii():
        raise ValueError("not a resume code")
    return urlsafe_b64decode(resume_code + "=")


def _text(secret: bytes) -> str:
    return urlsafe_b64encode(secret).rstrip(b"=").decode()
