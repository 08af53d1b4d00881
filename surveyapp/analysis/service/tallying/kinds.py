"""What is counted of an answer, by the family of its field. Whatever is not in the table counts as answered, no more.

A kind names the things in one answer that are counted, each as often as it occurs in the list. It never raises: an
answer in a shape that it does not expect (an old one, an imported one) has nothing in it. Of a text only the length is
told, of a sensitive answer nothing at all.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from surveyapp.analysis.service.tallying.values import Values, plain
from surveyapp.logic.definition import Definition, Field
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.fields.number import exact
from surveyapp.logic.issues import Refused

Seen = Callable[[object], Iterable[Hashable]]

SEPARATOR = "\x1f"
"""Between a row and its column, an option and its rank: no option's value holds a control character."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`seen`: what to count in an answer. `amount`: what a thing seen weighs in sums, None without sums. `spelled`: its
    name in the counts. `values`: an empty multiset, None where only sums are kept.
    """

    name: str
    seen: Seen
    values: Callable[[], Values] | None = None
    amount: Callable[[Hashable], Decimal] | None = None
    spelled: Callable[[Hashable], str] = str


def _number(value: object) -> Iterable[Hashable]:
    if type(value) is int:
        return (value,)
    try:
        return (exact(value),)
    except Refused:
        return ()


def _text(value: object) -> Iterable[Hashable]:
    return (len(value),) if isinstance(value, str) else ()


def _name(value: object) -> Iterable[Hashable]:
    return (value,) if isinstance(value, str) else ()


def _names(value: object) -> Iterable[Hashable]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else ()


def _ranks(value: object) -> Iterable[Hashable]:
    return [f"{name}{SEPARATOR}{rank}" for rank, name in enumerate(_names(value), 1)]


def _cells(value: object) -> Iterable[Hashable]:
    if not isinstance(value, dict):
        return ()
    return [f"{row}{SEPARATOR}{column}" for row, column in value.items() if isinstance(column, str)]


def _day(value: object) -> Iterable[Hashable]:
    return (value[:10],) if isinstance(value, str) and len(value) >= 10 else ()


def _hour(value: object) -> Iterable[Hashable]:
    return (value[:2],) if isinstance(value, str) and value[2:3] == ":" else ()


def _nothing(value: object) -> Iterable[Hashable]:
    return ()


def _amount(value: Hashable) -> Decimal:
    return Decimal(value)  # type: ignore[arg-type]


def _plainly(value: Hashable) -> str:
    return plain(_amount(value))


OPTIONS = Kind("options", _name, Values.of_names)
CHOICES = Kind("choices", _names, Values.of_names)
RANKING = Kind("ranking", _ranks, Values.of_names)
MATRIX = Kind("matrix", _cells, Values.of_names)
NUMBERS = Kind("numbers", _number, Values.of_numbers, _amount, _plainly)
DAYS = Kind("days", _day, Values.of_days)
HOURS = Kind("hours", _hour, Values.of_names)
LENGTHS = Kind("lengths", _text, None, _amount)
ANSWERED = Kind("answered", _nothing)

KINDS: Mapping[str, Kind] = {
    "ranking": RANKING,
    "boolean": OPTIONS,
    "single choice": OPTIONS,
    "multiple choice": CHOICES,
    "matrix": MATRIX,
    "number": NUMBERS,
    "date": DAYS,
    "datetime": DAYS,
    "time": HOURS,
    "text": LENGTHS,
}
"""By the type of a field where that says more, else by its family."""


def kind_of(field: Field) -> Kind:
    """What is counted of a field's answers."""
    family = FIELD_TYPES.get(field.field_type)
    if family is None or field.is_sensitive:
        return ANSWERED
    return KINDS.get(field.field_type) or KINDS.get(family.family, ANSWERED)


def kinds_of(definition: Definition) -> dict[str, Kind]:
    """What is counted of each field of a survey; of a repeat with a sensitive field nothing more than that it was
    answered, since its answer is sealed as a whole.
    """
    kinds = {}
    for section in definition.sections:
        is_sealed = section.repeat is not None and any(field.is_sensitive for field in section.fields)
        kinds.update({field.name: ANSWERED if is_sealed else kind_of(field) for field in section.fields})
    return kinds
