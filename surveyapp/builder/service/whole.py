"""The whole definition at once: read, replaced, imported, copied (DESIGN 7).

What a document keeps by name keeps its id, so that answers and the audit trail go on meaning the same; a name that
comes back brings its retired row back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from surveyapp.audit import service as audit
from surveyapp.builder.service import document, fields, options, sections
from surveyapp.builder.service.draft import TABLES, Draft, Row, load
from surveyapp.builder.service.editing import Stamped, added, begin
from surveyapp.builder.service.storing import save
from surveyapp.logic.check import check
from surveyapp.logic.definition import Definition, DefinitionError, from_document, to_document
from surveyapp.logic.issues import Issue
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys
from tenants.db import session

HEAD = ("title", "description", "language", "timezone", "translations")
COPY_OF = "Copy of "
LONGEST_TITLE = 255


@dataclass(frozen=True, slots=True)
class Imported:
    """A survey that came from a document, what its names became, and what the author should look at."""

    survey: surveys.Survey
    names: Mapping[str, str]
    report: list[Issue]


def definition_of(survey_id: UUID) -> Definition:
    """The draft as it is stored. Raises not_found."""
    return from_document(document.written(load(survey_id))[0])


def read(survey_id: UUID) -> Stamped:
    """The draft as a document. Raises not_found."""
    revision = surveys.revision(survey_id)
    return Stamped(to_document(definition_of(survey_id)), revision)


def replace(survey_id: UUID, revision: int, sent: object, *, actor: Actor) -> Stamped:
    """Make the draft what a document says. Raises not_found, etag_is_stale, definition_is_invalid."""
    definition, _ = accepted(sent)
    edit = begin(survey_id, revision)
    survey = surveys.get(survey_id)
    _fill(survey, edit.draft, definition)
    save(edit.stored, edit.draft)
    session.flush()
    told = difference(edit.stored, edit.draft)
    audit.record(actor, "updated", "survey", survey_id, "survey.definition_replaced", *told)
    return Stamped(to_document(definition), survey.revision)


def import_(sent: object, *, actor: Actor, at: str = "/document") -> Imported:
    """A new draft from a document of our own. Raises definition_is_invalid with pointers from `at` on."""
    definition, report = accepted(sent, at=at)
    survey = _create(definition, "survey.imported", actor)
    names = [section.name for section in definition.sections] + [field.name for _, _, field in definition.walk()]
    return Imported(survey, {name: name for name in names}, report)


def duplicate(survey_id: UUID, title: str | None, *, actor: Actor) -> surveys.Survey:
    """A new draft that says what this one says, under another title. Raises not_found, definition_is_invalid."""
    original = to_document(definition_of(survey_id))
    copied = {**original, "title": title or f"{COPY_OF}{original['title']}"[:LONGEST_TITLE]}
    return _create(accepted(copied)[0], "survey.duplicated", actor)


def accepted(sent: object, at: str = "") -> tuple[Definition, list[Issue]]:
    """The definition a document describes and what is not refused in it. Raises definition_is_invalid."""

    def locate(issue: Issue) -> dict[str, Any]:
        return {**issue.to_json(), "pointer": at + issue.pointer}

    try:
        definition = from_document(sent)
    except DefinitionError as error:
        raise surveys.refused(error.issues, locate) from None
    report = check(definition)
    surveys.refuse(report, locate=locate)
    return definition, report


def difference(old: Draft, new: Draft) -> tuple[Row, Row]:
    """What a replacement did to each kind of part, for the trail: names of sections and fields, else numbers.

    `before` holds what is gone, `after` what is new and what changed.
    """
    before: Row = {key: old.head[key] for key in HEAD if old.head[key] != new.head[key]}
    after: Row = {key: new.head[key] for key in before}
    for table in TABLES:
        earlier, later = _live(getattr(old, table)), _live(getattr(new, table))
        kept = earlier.keys() & later.keys()
        gone = [earlier[key] for key in earlier.keys() - kept]
        came = [later[key] for key in later.keys() - kept]
        altered = [later[key] for key in kept if earlier[key] != later[key]]
        for told, word, rows in ((before, "gone", gone), (after, "new", came), (after, "changed", altered)):
            if rows:
                told[f"{table}_{word}"] = _named(rows)
    return before, after


def _live(rows: dict[UUID, Row]) -> dict[UUID, Row]:
    return {key: row for key, row in rows.items() if row["order"] is not None}


def _named(rows: list[Row]) -> list[str] | int:
    return sorted(row["name"] for row in rows) if "name" in rows[0] else len(rows)


def _create(definition: Definition, event: str, actor: Actor) -> surveys.Survey:
    head = {key: value for key, value in to_document(definition).items() if key in HEAD}
    survey = surveys.create(head, actor=actor, event=event)
    empty = Draft(survey.id, head, **{name: {} for name in TABLES})
    draft = empty.copy()
    _fill(survey, draft, definition)
    save(empty, draft)
    return survey


def _fill(survey: surveys.Survey, draft: Draft, definition: Definition) -> None:
    """Make the draft (and the survey's own row) say what the definition says."""
    sent: Any = to_document(definition)
    draft.head = {key: sent[key] for key in HEAD}
    for key, value in draft.head.items():
        setattr(survey, key, value)
    kept = _fill_parts(draft, sent["sections"])
    for row in [row for row in draft.fields.values() if row["order"] is not None and row["id"] not in kept]:
        fields.remove(draft, row["id"])
    for row in draft.live_sections():
        if row["id"] not in kept:
            sections.remove(draft, row["id"])
    _fill_logic(draft, sent)


def _fill_parts(draft: Draft, sent: list[Row]) -> set[UUID]:
    """Sections, fields and options by name; the ids of the parts that the document holds."""
    known_sections = {row["name"]: row for row in draft.sections.values()}
    known_fields = {row["name"]: row for row in draft.fields.values()}
    kept: set[UUID] = set()
    for order, section in enumerate(sent, 1):
        row = known_sections.get(section["name"]) or sections.ensure(draft, section["name"])
        row.update({key: section[key] for key in document.SECTION}, order=order, retired_at=None)
        kept.add(row["id"])
        for place, field in enumerate(section["fields"], 1):
            mine = known_fields.get(field["name"]) or fields.ensure(draft, field["name"])
            values = {key: field[key] for key in document.FIELD}
            mine.update(values, section_id=row["id"], order=place, retired_at=None)
            options.merge(draft, mine["id"], field["options"])
            kept.add(mine["id"])
    return kept


def _fill_logic(draft: Draft, sent: Row) -> None:
    """Rules and dependencies have no name: one that says the same as before keeps its id."""
    names = {
        "section": {row["name"]: key for key, row in _live(draft.sections).items()},
        "field": {row["name"]: key for key, row in _live(draft.fields).items()},
    }
    draft.rules = _kept(draft.survey_id, draft.rules, [_rule(rule, names) for rule in sent["rules"]])
    wanted = [_dependency(dependency, names["field"]) for dependency in sent["dependencies"]]
    draft.dependencies = _kept(draft.survey_id, draft.dependencies, wanted)


def _kept(survey_id: UUID, stored: dict[UUID, Row], wanted: list[Row]) -> dict[UUID, Row]:
    """Rows for what is `wanted`, in its order, with the ids of stored rows that say the same."""
    alike: dict[bytes, list[Row]] = {}
    for row in stored.values():
        alike.setdefault(_meaning(row), []).append(row)
    rows: dict[UUID, Row] = {}
    for order, values in enumerate(wanted, 1):
        same = alike.get(_meaning(values))
        row = same.pop(0) if same else added(survey_id)
        row.update(values, order=order)
        rows[row["id"]] = row
    return rows


def _meaning(row: Row) -> bytes:
    """What a rule or dependency says, without who it is."""
    said = {key: value for key, value in row.items() if key not in ("id", "survey_id", "order")}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _rule(sent: Row, names: dict[str, dict[str, UUID]]) -> Row:
    return {
        **{key: sent[key] for key in document.RULE},
        "target_id": names[sent["target_type"]][sent["target"]],
        "source_field_id": names["field"][sent["source_field"]],
    }


def _dependency(sent: Row, names: dict[str, UUID]) -> Row:
    return {
        **{key: sent[key] for key in document.DEPENDENCY},
        "dependent_field_id": names[sent["dependent_field"]],
        "source_field_id": names[sent["source_field"]],
    }
