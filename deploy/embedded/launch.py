"""Become a program that cannot outlive its parent: drop root, ask to be signalled at the parent's death, exec.

Run as a script by `process.py`. It stands between fork and exec because neither step is safe in a `preexec_fn` of a
threaded parent. The order matters: changing the user id clears the death signal, exec keeps it.

    python -I -S launch.py PARENT_PID SIGNAL UID GID ENVIRONMENT program argument...

UID and GID are "-" to stay who we are; ENVIRONMENT is `kept` or `bare`.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
# Nothing of the caller's environment reaches a database: a stray PGDATA or LD_PRELOAD would change it.
BARE = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def drop_root(uid: int, gid: int) -> None:
    """Groups first: once the user id is gone, nothing else may be changed."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent: int, death_signal: int) -> None:
    """Ask the kernel for the signal; leave at once when the parent died before we asked."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the parent is gone already")


def main() -> None:
    """Nothing is inherited from the parent's signal handling: a shell's `&` leaves SIGINT ignored."""
    parent, death_signal, uid, gid, environment, *command = sys.argv[1:]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    if environment == "bare":
        os.umask(0o077)
    if uid != "-":
        drop_root(int(uid), int(gid))
    die_with(int(parent), int(death_signal))
    os.execve(command[0], command, BARE if environment == "bare" else dict(os.environ))  # nosec B606  # no shell


if __name__ == "__main__":
    main()
