"""Passwords at rest: argon2id, and the same work whether or not there is an account (U01, U02).

Hashing takes tens of milliseconds on purpose, so nothing here runs inside a transaction: a connection held meanwhile
would let a handful of sign-ins exhaust the pool.
"""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

UNUSABLE = "!"
"""The password of somebody invited who has not chosen one: no input verifies against it."""

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """`password` as it is stored: argon2id with its parameters and salt inside."""
    return hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the stored one. Without a usable stored hash the work is done all the same."""
    known = stored is not None and stored != UNUSABLE
    try:
        return hasher.verify(stored if known and stored is not None else _nobody(), password) and known
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether `stored` was made with other parameters than today's, and should be hashed anew at this sign-in."""
    return hasher.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    """The hash that an unknown address is checked against, so that its refusal takes as long as any other."""
    return hasher.hash(secrets.token_urlsafe())
