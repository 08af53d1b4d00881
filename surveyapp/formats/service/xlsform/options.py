"""The options of a choice: its list, each with the filter as its own condition, the option's columns put in."""

from __future__ import annotations

from typing import Any

from surveyapp.formats.service.report import unreadable
from surveyapp.formats.service.xlsform import kinds
from surveyapp.formats.service.xlsform.choices import Choice
from surveyapp.formats.service.xlsform.draft import EXPRESSION, OPTION, Draft
from surveyapp.formats.service.xlsform.tree import Node
from surveyapp.formats.service.xlsform.xpath import Scope, Untranslatable, Value, condition, values

MOST_OPTIONS, MOST_IN_ALL = 5_000, 20_000


def offered(draft: Draft, node: Node) -> list[Choice]:
    """The choices of a question's list."""
    return draft.form.lists.get(node.offers, [])[:MOST_OPTIONS] if node.type in kinds.SELECTS else []


def options(draft: Draft, node: Node) -> list[dict[str, Any]] | None:
    """The options as ours; rows with one value are one option, offered when any of them is. Raises `Unreadable` where
    all questions together offer more than a survey can hold."""
    if draft.kinds[node].answer not in (values.CHOICE, values.CHOICES):
        return None
    draft.offered += len(offered(draft, node))
    if draft.offered > MOST_IN_ALL:
        raise unreadable("", "workbook_too_large", f"At most {MOST_IN_ALL} options, counted at each question.")
    conditions = _filtered(draft, node)
    written: dict[str, dict[str, Any]] = {}
    for choice in offered(draft, node):
        value = choice.value[:OPTION]
        if value not in written:
            written[value] = {"value": value, "label": _label(draft, node, choice)}
        if conditions is not None and (found := conditions[value]).truth is not True:
            written[value]["visible_if"] = found.text
    if kinds.parameters(node).get("randomize", "").lower() == "true":
        draft.report.lost(node.row.place("parameters"), "randomize_lost", "Options stand in the order of their list.")
    return list(written.values())


def _label(draft: Draft, node: Node, choice: Choice) -> str:
    if choice.row is not None:
        path = ("fields", draft.called[node], "options", choice.value)
        draft.translate_text(choice.row, "label", OPTION, path)
        if any(choice.row.texts.get(column) for column in ("image", "audio", "video", "big-image")):
            draft.report.lost(choice.row.start, "media_lost", "Pictures, sounds and films are not shown.")
        return draft.text(choice.row, "label", OPTION) or choice.value[:OPTION]
    return choice.label(draft.default) or choice.value[:OPTION]


def _filtered(draft: Draft, node: Node) -> dict[str, Value] | None:
    """The condition of each value; None where there is no filter, or where it is lost, which is told."""
    source = node.row["choice_filter"]
    if not source:
        return None
    found: dict[str, Value] = {}
    try:
        for number, choice in enumerate(offered(draft, node), 1):
            holds = condition(source, Scope(draft.form, node, item=choice, number=number))
            value = choice.value[:OPTION]
            found[value] = values.joined("or", found[value], holds) if value in found else holds
            if len(found[value].text) > EXPRESSION:
                raise Untranslatable("it becomes too long")
    except Untranslatable as error:
        draft.report.lost(node.row.place("choice_filter"), "choice_filter_lost", f"All options are offered: {error}.")
        return None
    return found
