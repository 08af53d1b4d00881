"""What a stretch of work cost: CPU of a process and all it started, and the memory it holds. Read from outside.

Both repeat on a noisy machine where throughput does not. The kernel counts a process' time exactly and hands that of a
dead child to its parent, so a tree of processes is summed without losing the short-lived ones.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
# In /proc/<pid>/stat, counted after the closing bracket of the name.
PARENT, TIMES = 1, slice(11, 15)


@dataclass(frozen=True)
class Process:
    """One line of the process table. `seconds` includes children that have ended."""

    pid: int
    parent: int
    seconds: float


def processes() -> dict[int, Process]:
    """Everything that runs now; a process that ends while we look is left out."""
    return {found.pid: found for path in Path("/proc").glob("[0-9]*") if (found := _read(path))}


def cpu_seconds(root: int) -> float:
    """CPU that `root` and everything below it has used so far."""
    table = processes()
    return sum(table[pid].seconds for pid in _tree(root, table))


def parent_of(pid: int) -> int:
    """Whose child a process is; raises KeyError for one that is gone."""
    return processes()[pid].parent


def children_of(pid: int) -> list[int]:
    """The processes right below."""
    return sorted(each.pid for each in processes().values() if each.parent == pid)


def own_memory(pid: int) -> float:
    """Megabytes that a process shares with no other."""
    table = _kilobytes(pid, "smaps_rollup")
    return (table["Private_Clean"] + table["Private_Dirty"]) / 1000


def allocated_memory(pid: int) -> float:
    """Megabytes that a process has allocated. Unlike those above they leave out what is mapped by all of PostgreSQL's
    processes and was touched by this one alone.
    """
    return _kilobytes(pid, "status")["RssAnon"] / 1000


def _kilobytes(pid: int, table: str) -> dict[str, float]:
    lines = (line.split() for line in Path(f"/proc/{pid}/{table}").read_text().splitlines())
    return {cells[0].rstrip(":"): float(cells[1]) * 1.024 for cells in lines if cells[2:] == ["kB"]}


def _tree(root: int, table: dict[int, Process]) -> Iterator[int]:
    waiting = [root] if root in table else []
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += [each.pid for each in table.values() if each.parent == pid]


def _read(path: Path) -> Process | None:
    try:
        columns = (path / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    seconds = sum(map(int, columns[TIMES])) / TICK
    return Process(int(path.name), int(columns[PARENT]), seconds)
