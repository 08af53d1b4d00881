"""How the C library's allocator gives memory back, for processes that live for months."""

import ctypes

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
LARGE = 1024 * 1024
ARENAS = 4


def give_back() -> None:
    """Large pieces go back to the system as soon as they are free, and threads share a few arenas.

    By itself glibc learns from the first large piece that is freed (argon2 takes 19 MB for a moment, a body that comes
    in, a workbook) to keep such pieces in the arena of their thread, of which there may be eight a core: hundreds of
    megabytes that nobody uses. Another C library has no `mallopt` and its own ways.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_ARENA_MAX, ARENAS)
