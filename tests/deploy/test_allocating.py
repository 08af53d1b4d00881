"""What was large and is free goes back to the system, whichever thread had it."""

from __future__ import annotations

import subprocess
import sys

from deploy.paths import HOUSE

PROGRAM = """
import ctypes, os, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bench import accounting
from deploy import allocating

if sys.argv[1] == "with":
    allocating.give_back()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
together = Barrier(8)

def take_and_free(size):
    together.wait()
    for _ in range(3):
        piece = libc.malloc(size)
        ctypes.memset(piece, 1, size)
        libc.free(ctypes.c_void_p(piece))

before = accounting.allocated_memory(os.getpid())
with ThreadPoolExecutor(8) as threads:
    list(threads.map(take_and_free, [20 * 1024 * 1024] * 8))
    print(accounting.allocated_memory(os.getpid()) - before)
"""


def kept(how: str) -> float:
    """Megabytes still held by a process after eight threads have freed all they took."""
    command = [sys.executable, "-P", "-c", PROGRAM, how]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True, timeout=60)
    return float(done.stdout)


def test_what_threads_have_freed_is_not_kept():
    assert kept("with") < 20 < kept("without")
