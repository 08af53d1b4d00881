"""Who is who among the instances of an open repeat, when another window has changed the same response.

Instances are numbered, so taking one away moves all that follow. Answers typed under a number belong to whoever had it
when the form was made: before they are saved, each instance that is stored now is held against those that the form
showed. Where that leaves a doubt nothing is merged in silence: the respondent is asked.
"""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

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

    What holds the same answers is the same; of what was changed between two of those, one for one is taken to be the
    same, and anything else is not.
    """
    found: list[int | None] = [None] * len(now)
    matcher = SequenceMatcher(None, [_key(row) for row in before], [_key(row) for row in now], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and end - start == last - first):
            found[first:last] = range(start, end)
    return found


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
