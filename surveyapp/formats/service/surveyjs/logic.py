"""The second walk: every condition, default and calculation said in our language, now that all names are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from surveyapp.formats.service.report import Report, unreadable
from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.calling import iif
from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.phrases import FALSE, TRUE, Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.questions import KINDS, Condition, Question
from surveyapp.formats.service.surveyjs.scope import Scope
from surveyapp.formats.service.surveyjs.translating import as_answer, asked, given, reads
from surveyapp.formats.service.surveyjs.validating import constraint
from surveyapp.formats.service.surveyjs.values import (
    BOOLEAN,
    CONDITION,
    DATE,
    EMPTY,
    MANY,
    NUMBER,
    ONE,
    Value,
    among,
    condition,
    constant,
    spelled,
)

MOST_CONDITIONS = 10_000
GIVES = {NUMBER: "number", DATE: "date", CONDITION: "boolean", BOOLEAN: "boolean"}
"""The type of a question that shows an expression, by what that gives; anything else is a text."""


class Logic:
    """The document's logic on its way into ours."""

    def __init__(self, found: Gathering, report: Report) -> None:
        self.found, self.report = found, report
        self._under_way: set[str] = set()
        self._done: set[str] = set()
        self._conditions = 0

    def carry(self) -> None:
        """Everything."""
        for section in self.found.sections:
            self._section(section)
            for question in section.questions:
                self._question(question)

    def calculate(self, question: Question) -> None:
        """Give a question that shows an expression its calculation and, by it, its type; whoever reads it comes first.

        Raises Untranslatable when it reads itself.
        """
        if question.kind != "expression" or question.name in self._done:
            return
        if question.name in self._under_way:
            raise Untranslatable(f"{{{question.name}}} reads itself")
        self._under_way.add(question.name)
        value = self._calculation(question)
        question.has["field_type"] = GIVES.get(value.kind, "text")
        question.has["calculate"] = as_answer(value, question.has["field_type"]).text
        self._done.add(question.name)

    def _calculation(self, question: Question) -> Value:
        source, place = question.part.text("expression"), question.part.at("expression")
        try:
            value = given(source, self.scope(question, place)) if source else EMPTY
            as_answer(value, "text")
        except Untranslatable as problem:
            self._lost(place, "calculation", f"It gives nothing here: {problem}.")
            return EMPTY
        return value

    def scope(self, question: Question | None, place: str) -> Scope:
        """Where a question's expressions stand."""

        def unknown(name: str) -> None:
            detail = f"{{{name[:80]}}} names no question; it counts as empty."
            self.report.changed(place, "unknown_name", detail)

        repeat = question.repeat if question else None
        return Scope(self.found.names, repeat, own=question.value if question else None, unknown=unknown)

    def condition(self, each: Condition, scope: Scope) -> Phrase:
        """A condition; one that cannot be said holds always, and is told."""
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            detail = f"There are more than {MOST_CONDITIONS} conditions, each choice's counted."
            raise unreadable("", "too_many_conditions", detail)
        try:
            return asked(each.source, scope, lambda reason: self._left_out(each.place, reason))
        except Untranslatable as problem:
            self._left_out(each.place, str(problem))
            return TRUE

    def _left_out(self, place: str, reason: str) -> None:
        self._lost(place, "condition", f"The condition, or a part of it, is left out: {reason}.")

    def _lost(self, place: str, code: str, detail: str) -> None:
        self.report.lost(place, code, detail)

    def _section(self, section: Section) -> None:
        heading = section.heading
        shown = FALSE if heading.hidden else self._all(heading.conditions, None)
        section.has["visible_if"] = written(shown)

    def _all(self, conditions: Iterable[Condition], question: Question | None) -> Phrase:
        return phrases.both(self.condition(each, self.scope(question, each.place)) for each in conditions)

    def _question(self, question: Question) -> None:
        """One field's members."""
        self.calculate(question)
        has = question.has
        is_comment, offered = question.path.endswith("-Comment"), TRUE
        if not is_comment and has["field_type"] != "note":
            offered = self._choices(question)
        shown = (*question.shown_if, self._all(question.conditions, question), offered)
        has["visible_if"] = written(FALSE if question.hidden else phrases.both(shown))
        if is_comment:
            has["required_if"] = written(phrases.either(question.required_if), neutral=FALSE)
        elif has["field_type"] != "note":
            self._demands(question)
            if has["calculate"] is None:
                has["default"] = self._default(question)

    def _demands(self, question: Question) -> None:
        """What it asks of an answer, as long as it takes one."""
        part, has, enabled = question.part, question.has, self._enabled(question)
        has["constraint"] = constraint(question, self.found.words, self._asker(question), enabled)
        if source := part.text("requiredIf"):
            self._required(Condition(source, part.at("requiredIf")), question)
        if has["calculate"] is not None:
            return
        if enabled != TRUE and has["is_required"]:
            has["is_required"] = False
            question.required_if.append(TRUE)
        demanded = phrases.both((enabled, phrases.either(question.required_if)))
        has["required_if"] = written(demanded, neutral=FALSE)

    def _enabled(self, question: Question) -> Phrase:
        """Whether a question takes an answer there, and so may ask for one. Where that cannot be said, it does."""
        part = question.part
        if part.flag("readOnly"):
            return FALSE if question.kind != "expression" else TRUE
        source = part.text("enableIf")
        try:
            return asked(source, self.scope(question, part.at("enableIf")), lambda reason: None) if source else TRUE
        except Untranslatable:
            return TRUE

    def _required(self, one: Condition, question: Question) -> None:
        """A condition decides alone, whatever `isRequired` says; one that cannot be said decides nothing."""
        try:
            scope = self.scope(question, one.place)
            demanded = asked(one.source, scope, lambda reason: self._left_out(one.place, reason))
        except Untranslatable as problem:
            self._left_out(one.place, str(problem))
            return
        question.required_if.append(demanded)
        question.has["is_required"] = False

    def _asker(self, question: Question) -> Callable[[str, str], Phrase | None]:
        def ask(source: str, place: str) -> Phrase | None:
            try:
                return asked(source, self.scope(question, place), lambda reason: self._left_out(place, reason))
            except Untranslatable as problem:
                self._left_out(place, str(problem))
                return None

        return ask

    def _choices(self, question: Question) -> Phrase:
        """The condition of each choice: its own, and the one for all, in which `{item}` is its value. Gives when there
        is something to offer, for a question that hides otherwise."""
        every = question.part.text("choicesVisibleIf")
        place = question.part.at("choicesVisibleIf")
        offered = []
        for choice, option in zip(question.choices, question.has["options"], strict=True):
            scope = self.scope(question, choice.place).beside(choice.source)
            shown = [self.condition(Condition(choice.visible_if, choice.place), scope)] if choice.visible_if else []
            if every and not choice.special:
                shown.append(self.condition(Condition(every, place), scope))
            carried = option.pop("carried_if", None)
            shown += [carried] if carried else []
            option["visible_if"] = written(phrases.both(shown))
            offered += [] if choice.special else [phrases.both(shown)]
        return phrases.either(offered) if question.part.flag("hideIfChoicesEmpty") else TRUE

    def _default(self, question: Question) -> str | None:
        """What stands in until somebody answers: a value, an expression, or what would set it."""
        part = question.part
        for key, when in (("defaultValueExpression", ""), ("setValueExpression", "setValueIf")):
            if source := part.text(key):
                if key == "setValueExpression":
                    detail = "It fills the answer until somebody answers; it does not write over an answer."
                    self.report.changed(part.at(key), "set_value", detail)
                guard = part.text(when) or _anything_in(source) if when else ""
                return self.filled(question, source, guard, part.at(key))
        value = part.has.get("defaultValue")
        if value is None or value == "" or value == [] or value == "indeterminate":
            return None
        return self._constant(question, value)

    def filled(self, question: Question, source: str, when: str, place: str) -> str | None:
        """An expression as a default, under a condition if there is one."""
        try:
            scope = self.scope(question, place)
            value = given(source, scope)
            if when:
                value = iif((condition(asked(when, scope, lambda reason: None)), value))
            return as_default(question, value)
        except Untranslatable as problem:
            self._lost(place, "default", f"The value is left out: {problem}.")
            return None

    def _constant(self, question: Question, value: object) -> str | None:
        listed = value if isinstance(value, list) else [value]
        plain = all(isinstance(each, str | int | float | bool) for each in listed)
        try:
            if not plain or not listed or (isinstance(value, list) and question.value.kind != MANY):
                raise Untranslatable("it is no single value")
            elements = tuple(_scalar(each) for each in listed)
            made = Value(MANY, TRUE, constant=elements) if question.value.kind == MANY else constant(elements[0])
            return as_default(question, made)
        except Untranslatable as problem:
            self._lost(question.part.at("defaultValue"), "default", f"The value is left out: {problem}.")
            return None


def _anything_in(source: str) -> str:
    """A condition of SurveyJS that holds once something that an expression reads is answered."""
    return " or ".join(f"{{{name}}} notempty" for name in sorted(reads(source)))


def as_default(question: Question, value: Value) -> str | None:
    """A value as a field's default; of choices only what they offer. Raises Untranslatable."""
    kind = KINDS[question.has["field_type"]]
    if kind == BOOLEAN and value.constant is not None:
        return _said_yes(value).text
    if kind == ONE and value.constant is not None:
        found = among(question.value.options, value.constant[:1])
        if not found:
            raise Untranslatable(f"{spelled(value.constant[0])[:60]!r} is no choice of it")
        return phrases.text(found[0]).text
    if kind == MANY and value.constant is not None:
        chosen = among(question.value.options, value.constant)
        if len(chosen) < len(value.constant):
            raise Untranslatable("not all of it are choices")
        return phrases.listed(chosen).text
    return as_answer(value, question.has["field_type"]).text


def _said_yes(value: Value) -> Phrase:
    """Whether a constant says yes; `'false'` is no text to SurveyJS."""
    return TRUE if spelled(value.constant[0] if value.constant else None).lower() == "true" else FALSE


def written(phrase: Phrase, neutral: Phrase = TRUE) -> str | None:
    """A condition as the document holds it: none where it decides nothing."""
    return None if phrase == neutral else phrase.text


def _scalar(value: object) -> str | int | bool:
    return value if isinstance(value, str | int | bool) else format(float(str(value)), "f").rstrip("0").rstrip(".")
