"""One legal answer for one field: near what conditions ask for where it can be, anything within the limits otherwise.

A drawing may miss (a constraint, a length): the walk tests every one and draws again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from surveyapp.logic.fields import Family
from surveyapp.logic.fields.boolean import ANSWERS, Boolean
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.fields.number import stored
from surveyapp.logic.formulas import (
    BOOLEAN,
    CHOICE,
    CHOICES,
    DATE,
    DATETIME,
    FILE,
    FILES,
    MATRIX,
    NUMBER,
    TEXT,
    TIME,
)
from surveyapp.logic.patterns import Pattern
from surveyapp.logic.rehearsal.chance import Chance

AT_A_CONSTANT = 0.6
SOME_DAY = "2020-06-15"
WIDE = 100
YEAR = 365.25
LONGEST_DRAWN = 200
MEGABYTE = 1024 * 1024
WORDS = [
    "one",
    "two",
    "three",
    "green",
    "river",
    "stone",
    "paper",
    "quiet",
    "early",
    "morning",
    "seven",
    "window",
    "garden",
    "letter",
]


class Drawing:
    """What there is to draw from: the family with its limits, the options offered now, the constants that conditions
    compare with, the day, and how often this was drawn, this time included."""

    def __init__(
        self,
        family: Family,
        offered: Sequence[str],
        constants: Sequence[Any],
        chance: Chance,
        today: str | None,
        tries: int = 1,
    ) -> None:
        self.family, self.limits = family, family.limits
        self.offered, self.constants = offered, constants
        self.chance, self.today, self.tries = chance, today or SOME_DAY, tries

    def near(self, kinds: type | tuple[type, ...]) -> Any:
        """A constant of these types, now and then; else None."""
        fitting = [value for value in self.constants if isinstance(value, kinds)]
        return self.chance.choice(fitting) if fitting and self.chance.random() < AT_A_CONSTANT else None


def draw(drawing: Drawing) -> object:
    """An answer as a respondent would give it, None where there is nothing to choose."""
    return DRAWN[drawing.family.family](drawing)


def _text(drawing: Drawing) -> object:
    chance, near = drawing.chance, drawing.near((str, Pattern, int))
    shortest = _whole(drawing.limits.get("min_length"), 0)
    longest = min(_whole(drawing.limits.get("max_length"), shortest + LONGEST_DRAWN), shortest + LONGEST_DRAWN)
    if isinstance(near, Pattern):
        return matching(near, chance)
    if isinstance(near, str):
        return near if len(near) >= shortest else near.ljust(shortest, "x")
    if near is not None and 0 < near <= LONGEST_DRAWN:
        return "x" * max(1, near + chance.randint(-1, 1))
    words = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 4)))
    return words.ljust(max(shortest, 1), "x")[:longest].strip() or "x"


def matching(pattern: Pattern, chance: Chance) -> str:
    """A text that matches: a walk through the automaton, which ends once it may, or is cut."""
    reachable, text = pattern.first, ""
    while reachable and len(text) < LONGEST_DRAWN:
        positions = [at for at in range(reachable.bit_length()) if reachable >> at & 1]
        at = chance.choice(positions)
        text += _taken(pattern.classes[at], chance)
        if pattern.last >> at & 1 and chance.random() < AT_A_CONSTANT:
            return text
        reachable = pattern.follow[at]
    return text


def _taken(ranges: Sequence[int], chance: Chance) -> str:
    """A character of a class, a plain one where it has any."""
    plain = [point for point in range(0x30, 0x7B) if any(low <= point < high for low, high in _pairs(ranges))]
    if plain:
        return chr(chance.choice(plain))
    low, high = chance.choice(_pairs(ranges))
    return chr(chance.randint(low, min(high - 1, low + WIDE)))


def _pairs(ranges: Sequence[int]) -> list[tuple[int, int]]:
    return [(ranges[at], ranges[at + 1]) for at in range(0, len(ranges) - 1, 2)] or [(0x61, 0x7B)]


def _number(drawing: Drawing) -> object:
    limits, chance, near = drawing.limits, drawing.chance, drawing.near((int, Decimal))
    places = min(_whole(limits.get("decimal_places"), 0), 4)
    step = Decimal(1).scaleb(-places)
    low, high = (limits.get(key) for key in ("min_value", "max_value"))
    reach = _range(low, high, WIDE * drawing.tries)
    value = Decimal(near + chance.randint(-1, 1) * step if near is not None else _between(*reach, step, chance))
    value = value if low is None else max(value, Decimal(str(low)))
    value = value if high is None else min(value, Decimal(str(high)))
    return stored(int(value) if value == int(value) else value.normalize())


def _range(low: Any, high: Any, wide: int) -> tuple[Any, Any]:
    """Where an author sets no limits, a short way; a longer one each time that was not enough."""
    if low is None and high is None:
        return 0, wide
    return (high - wide if low is None else low), (low + wide if high is None else high)


def _between(low: Any, high: Any, step: Decimal, chance: Chance) -> Decimal:
    steps = int((Decimal(high) - Decimal(low)) / step)
    return Decimal(low) + step * (0 if chance.random() < 0.05 else chance.randint(0, max(steps, 0)))


def _date(drawing: Drawing) -> object:
    return _day(drawing, "min_date", "max_date", drawing.near((str, int))).isoformat()


def _day(drawing: Drawing, first: str, last: str, near: Any) -> date:
    """A day within the limits; a constant may be a day, or a number of years as `age` compares."""
    chance, today = drawing.chance, date.fromisoformat(drawing.today)
    low, high = (_parsed(drawing.limits.get(key)) for key in (first, last))
    if isinstance(near, int):
        day = _moved(today, -int(near * YEAR) + chance.randint(-1, 1)) if abs(near) < WIDE * 2 else today
    elif near is not None and (at := _parsed(near)) is not None:
        day = _moved(at, chance.randint(-1, 1))
    else:
        day = _some_day(low, high, today, chance)
    return min(max(day, low or day), high or date.max)


def _some_day(low: date | None, high: date | None, today: date, chance: Chance) -> date:
    begin = low or _moved(high or today, -round(60 * YEAR))
    end = high or max(today, _moved(begin, round(YEAR)))
    return _moved(begin, chance.randint(0, max(0, (end - begin).days)))


def _moved(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _parsed(value: object) -> date | None:
    """The day that a date or a moment begins with."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _time(drawing: Drawing) -> object:
    low, high = (str(drawing.limits.get(key) or usual) for key, usual in (("min_time", "00:00"), ("max_time", "23:59")))
    near = drawing.near(str)
    minute = drawing.chance.randint(_minutes(low), _minutes(high))
    if near is not None and ":" in near:
        minute = min(max(_minutes(near) + drawing.chance.randint(-1, 1), 0), 1439)
    return min(max(f"{minute // 60:02}:{minute % 60:02}", low), high)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _datetime(drawing: Drawing) -> object:
    near = drawing.near(str)
    moment = datetime.fromisoformat(near) if near is not None and _parsed(near) else None
    if moment is not None and date.min < moment.date() < date.max:
        moment += timedelta(minutes=drawing.chance.randint(-1, 1))
    else:
        day, minute = _day(drawing, "min_datetime", "max_datetime", None), drawing.chance.randint(0, 1439)
        moment = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
    told = moment.isoformat(timespec="minutes")
    low, high = drawing.limits.get("min_datetime"), drawing.limits.get("max_datetime")
    return min(max(told, str(low or told)), str(high or "9999-12-31T23:59"))


def _boolean(drawing: Drawing) -> object:
    words = drawing.family.answers if isinstance(drawing.family, Boolean) else ANSWERS
    near = drawing.near(str)
    return near if near in words else drawing.chance.choice(ANSWERS[:2] * 4 + words)


def _choice(drawing: Drawing) -> object:
    near = drawing.near(str)
    if near in drawing.offered:
        return near
    return drawing.chance.choice(drawing.offered) if drawing.offered else None


def _choices(drawing: Drawing) -> object:
    """Some of the options; what a condition compares with as a whole, where it is offered."""
    near, offered, chance = drawing.near((frozenset, str)), drawing.offered, drawing.chance
    if isinstance(near, frozenset) and near <= set(offered):
        return [value for value in offered if value in near]
    chosen = chance.sample(offered, chance.randint(1, len(offered))) if offered else []
    if near in offered and near not in chosen:
        chosen.append(str(near))
    return chosen if drawing.family.is_ordered else [value for value in offered if value in chosen]


def _matrix(drawing: Drawing) -> object:
    family = drawing.family
    rows = family.rows if isinstance(family, Matrix) else {}
    return {row: _choice(drawing) for row in rows} if drawing.offered else None


def _file(drawing: Drawing) -> dict[str, object]:
    """A file that never was: only its description."""
    limits, chance, near = drawing.limits, drawing.chance, drawing.near((str, int))
    most = int(_exact(limits.get("max_file_size_mb")) * MEGABYTE)
    size = near + chance.randint(0, 1) if isinstance(near, int) else chance.randint(1, min(most, MEGABYTE))
    endings, types = limits.get("allowed_file_types"), limits.get("allowed_mime_types")
    ending = chance.choice(endings) if isinstance(endings, tuple) else ""
    mime = chance.choice(types) if isinstance(types, tuple) else "application/octet-stream"
    name = near if isinstance(near, str) and near.lower().endswith(ending) else f"document{ending}"
    told = {"name": name, "size": min(size, most), "mime_type": mime.replace("/*", "/x-any")}
    return {**told, "stored_file_id": "synthetic"}


def _files(drawing: Drawing) -> object:
    most, near = min(_whole(drawing.limits.get("max_files_count"), 3), 100), drawing.near(int)
    wanted = near + 1 if isinstance(near, int) and near < most else drawing.chance.randint(1, min(most, 3))
    return [_file(drawing) for _ in range(wanted)]


def _exact(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(1)


def _whole(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


DRAWN: Mapping[str, Callable[[Drawing], object]] = {
    TEXT: _text,
    NUMBER: _number,
    DATE: _date,
    TIME: _time,
    DATETIME: _datetime,
    BOOLEAN: _boolean,
    CHOICE: _choice,
    CHOICES: _choices,
    MATRIX: _matrix,
    FILE: _file,
    FILES: _files,
}
