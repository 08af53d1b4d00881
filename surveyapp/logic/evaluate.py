"""Answers to decisions: the one pass that settles every section and field, and the cascade of a single change.

`Work` holds what was decided, one list per question, numbered like the program. A field's slot in `live` is the value
that conditions see: None when it is empty, hidden, wrong, beyond its limits, or no longer offered. Since every step
reads only slots that are already settled, one pass is enough, and what shows never depends on the order of clicks. The
last place of `live` is no field but the day that `today()` means.

A whole evaluation runs the survey's generated function, which comes back here for everything that is not plain; raw
evaluations and cascades go step by step.
Nothing here raises, whatever the answers: the families refuse what they do not know, and a refusal is a finding.
"""

from collections.abc import Mapping
from heapq import heappop, heappush

from surveyapp.logic.functions import as_answer
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.program import CompiledField, CompiledSection, Offer, Program
from surveyapp.logic.values import ABSENT, is_empty

Problem = tuple[str, str]

NOT_ACCEPTED = "This answer does not fit."


class Work:
    """What an evaluation has decided so far; filled by this module only, read by everyone after."""

    __slots__ = ("kept", "live", "offered", "open", "problems", "shown")

    def __init__(self, sections: int, fields: int) -> None:
        self.open: list[bool] = [True] * sections
        self.shown: list[bool] = [False] * fields
        self.live: list[object] = [None] * (fields + 1)
        self.kept: list[object] = [None] * fields
        self.problems: list[Problem | None] = [None] * fields
        self.offered: list[Offer | None] = [None] * fields

    def copy(self) -> "Work":
        """The same decisions, free to be changed."""
        twin = Work(0, 0)
        for name in self.__slots__:
            setattr(twin, name, list(getattr(self, name)))
        return twin


def whole(program: Program, answers: Mapping[str, object], reveal: bool, today: str | None) -> Work:
    """Every step once, in order. `reveal` lets hidden answers count in conditions (`hidden_values="raw"`)."""
    work = Work(len(program.sections), len(program.fields))
    work.live[-1] = today
    get = answers.get
    if not reveal:
        program.whole(get, work, read, settle, program.fields)
        return work
    for step in program.steps:
        if isinstance(step, CompiledField):
            _settle_field(step, get(step.name, ABSENT), work, reveal)
        else:
            _settle_section(step, work)
    return work


def cascade(program: Program, before: Work, answers: Mapping[str, object], reveal: bool, changed: str) -> Work:
    """Only the changed field and what it reaches; stops wherever a step comes out as it was."""
    work = before.copy()
    ahead = [program.positions[changed]]
    queued = set(ahead)
    while ahead:
        position = heappop(ahead)
        if _differs(program, position, work, answers, reveal):
            for follower in program.feeds[position]:
                if follower not in queued:
                    queued.add(follower)
                    heappush(ahead, follower)
    return work


def _differs(program: Program, position: int, work: Work, answers: Mapping[str, object], reveal: bool) -> bool:
    """Settle one step again and say whether anything others see of it has changed."""
    step = program.steps[position]
    if isinstance(step, CompiledSection):
        was_open = work.open[step.slot]
        _settle_section(step, work)
        return work.open[step.slot] != was_open
    was_live = work.live[step.slot]
    _forget(step.slot, work)
    _settle_field(step, answers.get(step.name, ABSENT), work, reveal)
    return work.live[step.slot] != was_live


def _settle_section(section: CompiledSection, work: Work) -> None:
    work.open[section.slot] = section.condition is None or section.condition(work.live)


def _forget(slot: int, work: Work) -> None:
    work.shown[slot] = False
    work.live[slot] = work.kept[slot] = work.problems[slot] = work.offered[slot] = None


def _settle_field(field: CompiledField, raw: object, work: Work, reveal: bool) -> None:
    """Decide a field whose slots are still as they begin; a hidden one leaves them so."""
    if work.open[field.section] and (field.condition is None or field.condition(work.live)):
        settle(field, raw, work)
    elif reveal:
        _take(field, raw, work)


def settle(field: CompiledField, raw: object, work: Work) -> None:
    """A field that shows: what it offers and what it holds."""
    work.shown[field.slot] = True
    _take(field, raw, work)


def _take(field: CompiledField, raw: object, work: Work) -> None:
    if field.is_driven:
        work.offered[field.slot] = offered(field, work)
    if field.calculate is not None:
        raw = _worked_out(field, field.calculate(work.live))
    elif raw is ABSENT:
        raw = None if field.default is None else _worked_out(field, field.default(work.live))
    if raw is not None:
        read(field, raw, work)


def _worked_out(field: CompiledField, value: object) -> object:
    """A calculated value or a default as an answer; the elements of a list in the order of the options."""
    if not isinstance(value, frozenset):
        return as_answer(value)
    listed = [option.value for offer in (field.own, *field.offers) for option in offer.options]
    return [each for each in dict.fromkeys([*listed, *sorted(value)]) if each in value]


def read(field: CompiledField, raw: object, work: Work) -> None:
    """An answer that was given: judged by its type, its limits, what is offered, and its constraint."""
    if is_empty(raw):
        return
    try:
        kept = field.normalize(raw)
        problem = field.validate(kept) if field.validate else None
    except Refused as refusal:
        problem = refusal
    if problem is not None:
        work.problems[field.slot] = (problem.code, problem.detail)
        return
    offer = work.offered[field.slot]
    if offer is not None and kept:
        kept = _still_offered(field, kept, offer, work)
    if not is_empty(kept):
        _keep(field, kept, work)


def _keep(field: CompiledField, kept: object, work: Work) -> None:
    """A valid answer, unless the constraint says otherwise: it sees the answer as if it were kept already."""
    slot = field.slot
    work.live[slot] = field.comparable(kept) if field.comparable else kept
    if field.constraint is None or field.constraint(work.live):
        work.kept[slot] = kept
        return
    work.live[slot] = None
    if work.problems[slot] is None:
        work.problems[slot] = ("constraint_failed", field.field.constraint_message or NOT_ACCEPTED)


def offered(field: CompiledField, work: Work) -> Offer:
    """The options of the dependencies that match, in order and without repeats; the field's own when none does. Of
    either only those whose own condition holds."""
    matching = [offer for offer in field.offers if offer.when is not None and offer.when(work.live)] or [field.own]
    open_now = [_tested(offer, work) for offer in matching]
    return open_now[0] if len(open_now) == 1 else union(open_now)


def _tested(offer: Offer, work: Work) -> Offer:
    if not offer.tests:
        return offer
    pairs = zip(offer.options, offer.tests, strict=True)
    options = tuple(option for option, test in pairs if test is None or test(work.live))
    return Offer(options, frozenset(option.value for option in options))


def union(offers: list[Offer]) -> Offer:
    """Several lists as one: each value where it first stands, with the label it has there."""
    options = {option.value: option for offer in reversed(offers) for option in reversed(offer.options)}
    ordered = dict.fromkeys(option.value for offer in offers for option in offer.options)
    return Offer(tuple(options[value] for value in ordered), frozenset(ordered))


def _still_offered(field: CompiledField, kept: object, offer: Offer, work: Work) -> object:
    """The part of a choice that is offered now; what is not is reported, never dropped in silence."""
    chosen = kept.values() if isinstance(kept, dict) else kept if isinstance(kept, list) else [kept]
    gone = [value for value in dict.fromkeys(chosen) if value not in offer.values]
    if not gone:
        return kept
    named = ", ".join(quoted(value) for value in gone[:5])
    work.problems[field.slot] = ("option_not_available", f"No longer offered after other answers changed: {named}.")
    if isinstance(kept, dict):
        return {row: value for row, value in kept.items() if value in offer.values}
    return [value for value in kept if value in offer.values] if isinstance(kept, list) else None
