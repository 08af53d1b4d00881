"""Group commit: writes that arrive while others commit share the next transaction.

A few go at once, each by itself, so that an idle system adds no latency and no clock is involved. Whoever comes while
they all are under way waits for one of them to end. Then all who wait (at most `MOST`) go together, led by the first of
them, in one statement and one transaction of their tenant, and each is told of its own row after that commit. What one
round to the disk and one execution cost is then shared: under load two fifths of such a request's CPU.

A transaction that fails takes nobody along: it was rolled back, and everyone in it writes alone. Only when the
connection is lost nobody can know what became of it, and everyone is told so.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import exc

from tenants import db, direct, turns
from tenants.direct import Row

# Writes of one kind that a process has under way before further ones gather. One makes the largest groups, and leaves
# the processor idle while a few threads wait for the disk.
AT_ONCE = 4
MOST = 32
# How it came out for those whose leader ended without a word.
UNTOLD = RuntimeError("nobody has told how a shared transaction ended")
Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """What one row needs, in two wordings that do the same.

    alone: a statement with the row's values as parameters; answers a row when it was written
    shared: the same with all rows as `%(rows)s`, a JSON array of them, each with its number `n`; answers for each that
        was written its `n` and whatever is read of the other's answer
    """

    alone: str
    shared: str


@dataclass(slots=True, eq=False)
class _Waiting:
    """One thread's row, and how it came out once `woken` is free; a `batch` makes its thread the next to lead."""

    row: Parameters = field(repr=False)
    answer: Row = None
    failure: Exception | None = UNTOLD
    batch: "list[_Waiting] | None" = None
    woken: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class _Line:
    """Those of one key: how many are under way, and who waits for one of them to end."""

    under_way: int = 0
    waiting: deque[_Waiting] = field(default_factory=deque)


def may_share() -> bool:
    """Whether the open tenant unit has said nothing yet: else its own transaction has to carry what it writes."""
    return db.open_tenant_unit().is_untouched


def write(key: Hashable, wanted: Write, row: Parameters) -> Row:
    """What is answered to `row`, written and committed; None when it was not written.

    `key` names those that may share, of one tenant and one kind. Only while `may_share`. Raises DBAPIError.
    """
    mine = _Waiting(row)
    turns.give_up()
    if _goes_at_once(key, mine):
        return _alone(key, wanted, mine)
    mine.woken.acquire()
    if mine.batch is not None:
        _lead(key, wanted, mine.batch)
    if mine.failure is None:
        return mine.answer
    if _is_lost(mine.failure):
        raise exc.OperationalError("a shared transaction", None, mine.failure, connection_invalidated=True)
    return _put(wanted.alone, row)


def _goes_at_once(key: Hashable, mine: _Waiting) -> bool:
    """Whether few enough are under way; otherwise `mine` waits with the others."""
    with _lock:
        line = _lines.setdefault(key, _Line())
        if line.under_way < AT_ONCE:
            line.under_way += 1
            return True
        mine.woken.acquire()
        line.waiting.append(mine)
        return False


def _alone(key: Hashable, wanted: Write, mine: _Waiting) -> Row:
    try:
        return _put(wanted.alone, mine.row)
    finally:
        _hand_over(key)


def _put(statement: str, row: Parameters) -> Row:
    answer = direct.one_or_none(statement, row)
    db.session.commit()
    return answer


def _lead(key: Hashable, wanted: Write, batch: list[_Waiting]) -> None:
    """Write for everybody in the batch, tell each, let the next ones go. Nobody is left waiting, whatever happens."""
    try:
        answers = _put_all(wanted.shared, [each.row for each in batch])
        for number, each in enumerate(batch):
            each.answer, each.failure = answers.get(number), None
    except Exception as failure:
        for each in batch:
            each.failure = failure
        db.session.rollback()
    finally:
        _hand_over(key)
        for each in batch[1:]:
            each.woken.release()


def _put_all(statement: str, rows: list[Parameters]) -> dict[int, Row]:
    numbered = [{"n": number, **row} for number, row in enumerate(rows)]
    answers = direct.every(statement, {"rows": orjson.dumps(numbered).decode()})
    db.session.commit()
    return {answer.n: answer for answer in answers}


def _hand_over(key: Hashable) -> None:
    """One is under way no more: have those who wait go together in its place."""
    with _lock:
        line = _lines[key]
        batch = [line.waiting.popleft() for _ in range(min(MOST, len(line.waiting)))]
        if not batch:
            line.under_way -= 1
            if line.under_way == 0:
                del _lines[key]
            return
    batch[0].batch = batch
    batch[0].woken.release()


def _is_lost(failure: Exception) -> bool:
    return not isinstance(failure, exc.DBAPIError) or failure.connection_invalidated


_lines: dict[Hashable, _Line] = {}
_lock = Lock()
