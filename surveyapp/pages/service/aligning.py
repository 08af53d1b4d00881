"""Who is who among the instances of an open repeat, when another window has changed the same response.

Instances are numbered, so taking one away moves all that follow. Answers typed under a number belong to whoever had it
when the form was made: before they are saved, each instance that is stored now is held against those that the form
showed. Where that leaves a doubt nothing is merged in silence: the respondent is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from surveyapp.pages.service.answers import Raw, same

Row = Mapping[str, Raw]
Key = tuple[tuple[str, Raw | tuple[str, ...]], ...]


def rows(section: str, given: Mapping[str, Raw]) -> list[Row]:
    """The answers of a repeat's questions by instance; names of anything else are passed over."""
    found: dict[int, dict[str, Raw]] = {}
    for name, value in given.items():
        home, _, rest = name.partition("[")
        number, _, field = rest.partition("].")
        if home == section and field and number.isascii() and number.isdigit() and len(number) < 4:
            found.setdefault(int(number), {})[field] = value
    return [found.get(at, {}) for at in range(max(found, default=-1) + 1)]


def origins(before: Sequence[Row], now: Sequence[Row]) -> list[int | None]:
    """For each instance of `now` its number in `before`, None for one that was not there.

    What holds the same answers is the same. Between two of those, what has most of its answers left is taken to be the
    same, then one for one what remains; of the rest nobody knows.
    """
    found: list[int | None] = [None] * len(now)
    matcher = SequenceMatcher(None, [_key(row) for row in before], [_key(row) for row in now], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            found[first:last] = range(start, end)
        elif kind == "replace":
            for was, at in _likely(before, now, range(start, end), range(first, last)):
                found[at] = was
    return found


def _likely(before: Sequence[Row], now: Sequence[Row], gone: range, come: range) -> Iterator[tuple[int, int]]:
    """Who changed into whom, in their order."""
    alike = list(_alike(before, now, gone, come))
    yield from alike
    borders = [(gone.start - 1, come.start - 1), *alike, (gone.stop, come.stop)]
    for (was, at), (next_was, next_at) in pairwise(borders):
        if next_was - was == next_at - at:
            yield from zip(range(was + 1, next_was), range(at + 1, next_at), strict=True)


def _alike(before: Sequence[Row], now: Sequence[Row], gone: range, come: range) -> Iterator[tuple[int, int]]:
    free = gone.start
    for at in come:
        agreeing = {was: _agreement(before[was], now[at]) for was in range(free, gone.stop)}
        was = max(agreeing, key=lambda each: (agreeing[each], -each), default=None)
        if was is not None and agreeing[was]:
            yield was, at
            free = was + 1


def _agreement(before: Row, now: Row) -> int:
    """How many answers are the same."""
    return sum(same(value, now.get(name, "")) for name, value in before.items() if value)


def is_certain(before: Row, now: Row) -> bool:
    """Whether two rows are one person's beyond doubt: nothing was changed, or of what was answered nothing was."""
    answered = [(name, value) for name, value in before.items() if value]
    return _key(before) == _key(now) or (
        bool(answered) and all(same(value, now.get(name, "")) for name, value in answered)
    )


def _key(row: Row) -> Key:
    """A row to be compared, what is not answered left out: the order of ticks and the kind of line end do not count."""
    answered = sorted((name, value) for name, value in row.items() if value)
    return tuple(
        (name, tuple(sorted(value)) if isinstance(value, list) else value.replace("\r\n", "\n"))
        for name, value in answered
    )
