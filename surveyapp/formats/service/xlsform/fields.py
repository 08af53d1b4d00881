"""A question as a field of ours: its type, its texts, and its expressions translated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
from pyxform.utils import default_is_dynamic

from surveyapp.formats.service.xlsform import kinds, places
from surveyapp.formats.service.xlsform.draft import EXPRESSION, LABEL, PROSE, Draft
from surveyapp.formats.service.xlsform.opening import fired, is_triggered
from surveyapp.formats.service.xlsform.options import options
from surveyapp.formats.service.xlsform.tree import Node
from surveyapp.formats.service.xlsform.xpath import Scope, Untranslatable, Value, condition, value, values

ALWAYS, NEVER = ("true", "true()", "yes", "1"), ("false", "false()", "no", "0", "")
UNSAID = ("no_app_error_string", "body::intent", "intent", "save_to")
TEXTS = {"label": ("label", LABEL), "hint": ("help", PROSE), "guidance_hint": ("guidance", PROSE)}
FIELD_TYPES = {values.NUMBER: "number", values.DATE: "date", values.TIME: "time", values.DATETIME: "datetime"}


def field(draft: Draft, node: Node) -> dict[str, Any]:
    """The field that a question becomes; what it loses is told."""
    kind, name = draft.kinds[node], draft.called[node]
    written = {
        "name": name,
        **_texts(draft, node, name),
        "field_type": kind.field_type,
        "config": dict(kind.config),
        "visible_if": _conditions(draft, node),
        "options": options(draft, node),
    }
    if kind.role == kinds.CALCULATED:
        written.update(_calculated(draft, node))
    elif kind.role == kinds.ASKED:
        written.update(_asked(draft, node))
    if kind.why:
        draft.report.changed(node.row.place("type"), "type_changed", kind.why)
    _tell(draft, node)
    return {key: each for key, each in written.items() if each not in (None, {}, [])}


def label_of_group(draft: Draft, node: Node, name: str) -> dict[str, Any]:
    """A nested group has no page of its own; its label stands before its questions."""
    written = {"name": name, **_texts(draft, node, name), "field_type": "note", "visible_if": _conditions(draft, node)}
    return {key: each for key, each in written.items() if each is not None}


def condition_of(draft: Draft, node: Node) -> Value:
    """When a node shows by its own relevance."""
    found = draft.translated(node, "relevant", _decided)
    return values.always(True) if found is None else found


def expression(found: Value | None) -> str | None:
    """A condition as a member of ours; None for what always holds."""
    return None if found is None or found.truth is True else found.text


def _decided(source: str, scope: Scope) -> Value:
    """A column of an expression, or of yes and no."""
    word = settled(source)
    return condition(source, scope) if word is None else values.always(word)


def settled(source: str) -> bool | None:
    """What a column of yes and no says; None for an expression."""
    written = aliases.BINDING_CONVERSIONS.get(source, source).replace(" ", "").lower()
    return True if written in ALWAYS else False if written in NEVER else None


def _conditions(draft: Draft, node: Node) -> str | None:
    """Its own relevance and that of the nested groups around it; a section's own is the section's."""
    around = list(takewhile(lambda each: each not in draft.form.sections and each.parent is not None, node.ancestors))
    found = values.all_of(condition_of(draft, each) for each in (*reversed(around), node) if each.row.cells)
    if len(found.text) > EXPRESSION:
        draft.report.lost(node.row.place("relevant"), "relevant_lost", "With its groups it becomes too long.")
        return None
    return expression(found)


def _texts(draft: Draft, node: Node, name: str) -> dict[str, Any]:
    """Label and help. A label that is too long is said in full by the help."""
    row = node.row
    label, help_ = draft.said(row, "label"), draft.text(row, "hint", PROSE)
    fixed = QUESTION_TYPE_DICT.get(node.type, {}).get("hint")
    shown = draft.piped(label, PROSE) if label else node.name
    for column, member, longest in (
        ("label", "label", LABEL),
        ("hint", "help", PROSE),
        ("guidance_hint", "guidance", PROSE),
    ):
        draft.translate_text(row, column, longest, ("fields", name, member))
    if len(shown) > LABEL:
        help_ = f"{shown}\n\n{help_}" if help_ else shown
        shown = f"{shown[: LABEL - 3]}..."
    return {"label": shown, "help": help_ or fixed, "guidance": _guidance(draft, node)}


def _guidance(draft: Draft, node: Node) -> dict[str, Any] | None:
    text = draft.text(node.row, "guidance_hint", PROSE)
    return None if text is None else {"text": text, "always_show": True}


def _asked(draft: Draft, node: Node) -> dict[str, Any]:
    """What an answer must be."""
    required = _required(draft, node)
    return {**required, "constraint": _constraint(draft, node, required), "default": _default(draft, node)}


def _required(draft: Draft, node: Node) -> dict[str, Any]:
    found = draft.translated(node, "required", _decided)
    if found is None or found.truth is False:
        return {}
    return {"is_required": True} if found.truth else {"required_if": found.text}


def _constraint(draft: Draft, node: Node, required: dict[str, Any]) -> Any:
    """The author's own, what the type binds, and what a place on the map or an acknowledgement must be. A no is an
    answer here; where yes is demanded it does not do."""
    found = values.all_of((_own_constraint(draft, node), *_bound(draft, node, required)))
    written = expression(found)
    columns = [each for each in ("constraint_message", _fallback(draft, node)) if node.row.texts.get(each)]
    message = draft.text(node.row, columns[0], LABEL) if columns else places.MESSAGES.get(node.type)
    if not written or not message:
        return written
    if columns:
        draft.translate_text(node.row, columns[0], LABEL, ("fields", draft.called[node], "message"))
    return {"expression": written, "message": message}


def _bound(draft: Draft, node: Node, required: dict[str, Any]) -> Iterator[Value]:
    kind = draft.kinds[node]
    if kind.constraint:
        yield Value(values.CONDITION, kind.constraint)
    if kind.answer == values.BOOLEAN and required:
        wanted = "" if "is_required" in required else f"not ({required['required_if']}) or "
        yield Value(values.CONDITION, f"{wanted}{{.}} = true", values.OR if wanted else values.COMPARED)


def _fallback(draft: Draft, node: Node) -> str:
    """Where else an author says what is wrong: what must be acknowledged is missing while it is not."""
    return "required_message" if draft.kinds[node].answer == values.BOOLEAN else "constraint_message"


def _own_constraint(draft: Draft, node: Node) -> Value:
    fixed = QUESTION_TYPE_DICT.get(node.type, {}).get("bind", {}).get("constraint")
    if node.row["constraint"]:
        found = draft.translated(node, "constraint", condition, is_constraint=True)
        return values.always(True) if found is None else found
    return condition(fixed, Scope(draft.form, node, is_constraint=True)) if fixed else values.always(True)


def _default(draft: Draft, node: Node) -> str | None:
    """What stands while nobody has answered; what waits for a trigger there stands as soon as it has an answer."""
    if is_triggered(node):
        found = draft.translated(node, "calculate", lambda source, scope: _waiting(draft, source, scope))
        return None if found is None else _typed(draft, node, found)
    source = node.row["default"]
    if not source or not default_is_dynamic(source, node.type):
        return _constant(draft, node, source) if source else None
    found = draft.translated(node, "default", value, is_opening=True)
    if found is None:
        return None
    if "{" in found.text:
        draft.report.noted(node.row.place("default"), "default_stays_live", "It follows what it was computed from.")
    return _typed(draft, node, found)


def _waiting(draft: Draft, source: str, scope: Scope) -> Value:
    return fired(draft, scope.here, value(source, scope), values.quoted(scope.here.row["default"]))


def _constant(draft: Draft, node: Node, source: str) -> str | None:
    """A constant as a field of this type would take it."""
    answer, place = draft.kinds[node].answer, node.row.place("default")
    known = draft.form.bindings[node].options
    if answer == values.NUMBER and values.numeral(source) is not None:
        return values.number(str(values.numeral(source))).text
    if answer == values.DATE and values.is_date(source[:10]):
        return f"date('{source[:10]}')"
    if answer == values.CHOICES and (chosen := [each for each in source.split() if each in known]):
        return f"[{', '.join(values.quoted(each).text for each in chosen)}]"
    if answer in (values.TEXT, values.TIME, values.DATETIME) or (answer == values.CHOICE and source in known):
        return values.quoted(source.replace(" ", "T") if answer == values.DATETIME else source).text
    if answer == values.BOOLEAN:
        return "true" if source == "OK" else None
    draft.report.lost(place, "default_lost", f'"{source[:100]}" cannot be an answer of this question.')
    return None


def _typed(draft: Draft, node: Node, found: Value) -> str | None:
    """A computed value as the field's own type."""
    answer = draft.kinds[node].answer
    try:
        if answer == values.NUMBER:
            return values.as_number(found).text
        if answer == values.DATE:
            return values.as_date(found).text
        return found.text if answer == found.kind else values.as_text(found).text
    except Untranslatable as error:
        draft.report.lost(node.row.place("default"), "default_lost", f"{error}.")
        return None


def _calculated(draft: Draft, node: Node) -> dict[str, Any]:
    """A value that nobody gives: of the type that the form declares, else of the one that its expression has."""
    found, declared = draft.calculated[node], draft.kinds[node].answer
    return {"calculate": found.text, "field_type": FIELD_TYPES.get(declared or found.kind, "text")}


def _tell(draft: Draft, node: Node) -> None:
    """What of a row makes no difference here, or is not done here."""
    row, report = node.row, draft.report
    if row["appearance"]:
        report.noted(row.place("appearance"), "appearance", f'"{row["appearance"]}" is not looked at.')
    for column in UNSAID:
        if row[column]:
            report.lost(row.place(column), "column_lost", f'"{column}" has no meaning here.')
    if row["trigger"] and not row["calculate"]:
        report.lost(row.place("trigger"), "column_lost", "Nothing takes an answer away here.")
    if row["readonly"] and settled(row["readonly"]) is None:
        report.lost(row.place("readonly"), "readonly_lost", "A question is never read-only under a condition.")
    _tell_texts(draft, node)


def _tell_texts(draft: Draft, node: Node) -> None:
    row, report = node.row, draft.report
    for column in sorted(kinds.MEDIA_COLUMNS & set(row.texts)):
        report.lost(row.place(column), "media_lost", "Pictures, sounds and films are not shown.")
    if row.texts.get("required_message"):
        report.noted(row.place("required_message"), "message_lost", "The page says in its own words what is missing.")
