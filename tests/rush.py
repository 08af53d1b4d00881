"""Writes of one kind that come at the same time: the first hangs on a lock, the others wait for it until `release`."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from tenants import together

PATIENCE = 20.0


class Rush:
    """Act by act: each of them has taken its place in the line by the time `come` returns."""

    def __init__(self, key: Hashable, connection: psycopg.Connection, threads: ThreadPoolExecutor) -> None:
        self.key, self.connection, self.threads = key, connection, threads
        self.acting: list[Future[Any]] = []

    def hold(self, table: str) -> None:
        """Nobody can write into the table until `release`."""
        self.connection.execute(f"LOCK TABLE {table} IN SHARE MODE")

    def come(self, act: Callable[..., Any], *args: Any, **keywords: Any) -> None:
        waiting, is_first = self.waiting(), not self.acting
        self.acting.append(self.threads.submit(act, *args, **keywords))
        until(lambda: self.key in together._lines if is_first else self.waiting() > waiting)

    def waiting(self) -> int:
        return len(together._lines[self.key].waiting) if self.key in together._lines else 0

    def release(self) -> list[Any]:
        """Let everybody go; what came of each, in the order of their coming."""
        self.connection.rollback()
        return [each.result(PATIENCE) for each in self.acting]


@contextmanager
def holding(address: str) -> Iterator[tuple[psycopg.Connection, ThreadPoolExecutor]]:
    """What a rush needs: a connection to hold the lock with, let go whatever happens, and threads to come in."""
    with psycopg.connect(address) as connection, ThreadPoolExecutor(40) as threads:
        try:
            yield connection, threads
        finally:
            connection.rollback()


def until(happens: Callable[[], bool]) -> None:
    """Wait for it; fails when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)
