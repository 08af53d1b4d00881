"""Answers to decisions: the one pass that settles every section and field, and the cascade of a single change.

`Work` holds what was decided, one list per question, numbered like the program. A field's slot in `live` is the value
that conditions see: None when it is empty, hidden, wrong, beyond its limits, or no longer offered (raw: only when it is
empty or of the wrong shape). Since every step reads only slots that are already settled, one pass is enough, and what
shows never depends on the order of clicks. Constraints are none of this: `Evaluation` asks them of what was decided.
Behind the fields `live` has the day that `today()` means, and what `repeats` tells. A field of a repeat is decided for
one instance after the other; its slots then hold tuples, one element for each.

A whole evaluation runs the survey's generated function, which comes back here for everything that is not plain; raw
evaluations and cascades go step by step.
Nothing here raises, whatever the answers: the families refuse what they do not know, and a refusal is a finding.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from heapq import heappop, heappush
from typing import Any

from surveyapp.logic.functions import as_answer
from surveyapp.logic.instances import Row, instances
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.program import CompiledField, CompiledSection, Offer, Program, Step
from surveyapp.logic.values import ABSENT, is_empty

Problem = tuple[str, str]
Decided = tuple[Any, Any, Any, Any]


class Work:
    """What an evaluation has decided so far; filled by this module only, read by everyone after."""

    __slots__ = ("kept", "live", "offered", "open", "problems", "rows", "shown")

    def __init__(self, sections: int, fields: int) -> None:
        self.open: list[bool] = [True] * sections
        self.rows: list[tuple[Row, ...]] = [()] * sections
        self.shown: list[Any] = [False] * fields
        self.live: list[Any] = [None] * (fields + 1)
        self.kept: list[Any] = [None] * fields
        self.problems: list[Any] = [None] * fields
        self.offered: list[Any] = [None] * fields

    def copy(self) -> "Work":
        """The same decisions, free to be changed."""
        twin = Work(0, 0)
        for name in self.__slots__:
            setattr(twin, name, list(getattr(self, name)))
        return twin


def whole(program: Program, answers: Mapping[str, object], reveal: bool, today: str | None) -> Work:
    """Every step once, in order. `reveal` lets hidden and faulty answers count (`hidden_values="raw"`)."""
    work = Work(len(program.sections), len(program.fields))
    work.live[program.today] = today
    if program.repeats:
        _without_instances(program, work)
    get = answers.get
    if not reveal:
        program.whole(get, work, read, settle, program.fields, begin, each, program.sections)
        return work
    for step in program.steps:
        _settle(step, answers, work, reveal)
    return work


def _without_instances(program: Program, work: Work) -> None:
    work.live += [0, *[()] * len(program.repeats)]
    for repeat in program.repeats.values():
        for slot in repeat.slots:
            _gather(slot, (), (), work)


def cascade(program: Program, before: Work, answers: Mapping[str, object], reveal: bool, changed: str) -> Work:
    """Only the changed field and what it reaches; stops wherever a step comes out as it was."""
    work = before.copy()
    ahead = list(program.positions[changed])
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
        was_open, keys = work.open[step.slot], step.repeat and step.repeat.keys
        had = keys and work.live[keys]
        _settle_section(step, answers, work, reveal)
        return work.open[step.slot] != was_open or bool(keys and work.live[keys] != had)
    if isinstance(step, CompiledField):
        was_live = work.live[step.slot]
        _forget(step.slot, work)
        _settle(step, answers, work, reveal)
        return bool(work.live[step.slot] != was_live)
    were_live = [work.live[field.slot] for field in step]
    each(step, work, reveal)
    return were_live != [work.live[field.slot] for field in step]


def _settle(step: Step, answers: Mapping[str, object], work: Work, reveal: bool) -> None:
    if isinstance(step, CompiledSection):
        _settle_section(step, answers, work, reveal)
    elif isinstance(step, CompiledField) and step.repeat is None:
        _settle_field(step, answers.get(step.name, ABSENT), work, reveal)
    else:
        each(step if isinstance(step, tuple) else (step,), work, reveal)


def _settle_section(section: CompiledSection, answers: Mapping[str, object], work: Work, reveal: bool) -> None:
    is_open = work.open[section.slot] = section.condition is None or section.condition(work.live)
    if section.repeat is None:
        return
    if is_open or reveal:
        begin(section, answers.get(section.name), work)
    else:
        work.rows[section.slot] = work.live[section.repeat.keys] = ()


def begin(section: CompiledSection, raw: object, work: Work) -> None:
    """The instances of a repeating section, which only then can be decided."""
    if section.repeat is not None:
        keys, work.rows[section.slot] = instances(section.repeat, raw, work.live)
        work.live[section.repeat.keys] = keys


def each(fields: Sequence[CompiledField], work: Work, reveal: bool = False) -> None:
    """The fields of a round, most often one, in each instance: decided as any field is, their slots then taken for the
    next. Until a field holds an answer there, its live values in the instances before stand in its slot."""
    columns = [(field, list[Any](), list[Decided]()) for field in fields]
    for field, before, _ in columns:
        work.live[field.slot] = before
    cursor = fields[0].repeat.cursor if fields[0].repeat else 0
    for at, row in enumerate(work.rows[fields[0].section]):
        work.live[cursor] = at
        for field, before, decided in columns:
            _forget(field.slot, work)
            work.live[field.slot] = before
            _settle_field(field, row.get(field.name, ABSENT), work, reveal)
            decided.append(_taken(field.slot, before, work))
    for field, live, decided in columns:
        _gather(field.slot, live, decided, work)


def _taken(slot: int, before: list[Any], work: Work) -> Decided:
    """What was decided in an instance; its live value joins those before, which the others of a round read."""
    live = work.live[slot]
    before.append(None if live is before else live)
    work.live[slot] = before
    return work.shown[slot], work.kept[slot], work.problems[slot], work.offered[slot]


def _gather(slot: int, live: Sequence[Any], decided: Sequence[Decided], work: Work) -> None:
    work.live[slot] = tuple(live)
    gathered = zip(*decided, strict=True) if decided else [()] * 4
    work.shown[slot], work.kept[slot], work.problems[slot], work.offered[slot] = gathered


def _forget(slot: int, work: Work) -> None:
    work.shown[slot] = False
    work.live[slot] = work.kept[slot] = work.problems[slot] = work.offered[slot] = None


def _settle_field(field: CompiledField, raw: object, work: Work, reveal: bool) -> None:
    """Decide a field whose slots are still as they begin; a hidden one leaves them so."""
    if work.open[field.section] and (field.condition is None or field.condition(work.live)):
        settle(field, raw, work, reveal)
    elif reveal:
        _take(field, raw, work, reveal)


def settle(field: CompiledField, raw: object, work: Work, reveal: bool = False) -> None:
    """A field that shows: what it offers and what it holds."""
    work.shown[field.slot] = True
    _take(field, raw, work, reveal)


def _take(field: CompiledField, raw: object, work: Work, reveal: bool) -> None:
    if field.is_driven:
        work.offered[field.slot] = offered(field, work)
    if field.calculate is not None:
        raw = _worked_out(field, field.calculate(work.live))
    elif raw is ABSENT:
        raw = None if field.default is None else _worked_out(field, field.default(work.live))
    if raw is not None:
        read(field, raw, work, reveal)
        if reveal and work.problems[field.slot] is not None:
            _as_given(field, raw, work)


def _worked_out(field: CompiledField, value: object) -> object:
    """A calculated value or a default as an answer; the elements of a list in the order of the options."""
    if not isinstance(value, frozenset):
        return as_answer(value)
    listed = [option.value for offer in (field.own, *field.offers) for option in offer.options]
    return [each for each in dict.fromkeys([*listed, *sorted(value)]) if each in value]


def read(field: CompiledField, raw: object, work: Work, reveal: bool = False) -> None:
    """An answer that was given: judged by its type, its limits, and what is offered."""
    if is_empty(raw):
        return
    try:
        kept = field.normalize(field.family.lenient(raw) if reveal else raw)
        problem = field.validate(kept) if field.validate else None
    except Refused as refusal:
        problem = refusal
    if problem is not None:
        work.problems[field.slot] = (problem.code, problem.detail)
        return
    offer = work.offered[field.slot]
    if offer is not None and kept:
        kept = _still_offered(field, kept, offer, work)
    if kept or kept == 0:
        work.kept[field.slot] = kept
        work.live[field.slot] = field.comparable(kept) if field.comparable else kept


def _as_given(field: CompiledField, raw: object, work: Work) -> None:
    """Let a faulty answer count for everything after, unless it has not even the shape; it stays faulty, and unkept."""
    with suppress(Refused):
        given = field.normalize(field.family.lenient(raw))
        work.live[field.slot] = field.comparable(given) if field.comparable else given


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
    chosen = [kept] if isinstance(kept, str) else kept.values() if isinstance(kept, dict) else kept
    gone = [value for value in chosen if value not in offer.values]  # type: ignore[attr-defined]
    if not gone:
        return kept
    named = ", ".join(quoted(value) for value in list(dict.fromkeys(gone))[:5])
    work.problems[field.slot] = ("option_not_available", f"No longer offered after other answers changed: {named}.")
    if isinstance(kept, dict):
        return {row: value for row, value in kept.items() if value in offer.values}
    return [value for value in kept if value in offer.values] if isinstance(kept, list) else None
