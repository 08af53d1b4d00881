"""How every change of a draft runs: lock the survey, load it, change a copy, ask the engine, write what differs, tell.

Nothing is decided before the lock is held, so two requests cannot each close half of a circle (L19).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.builder.service.document import judged
from surveyapp.builder.service.draft import TABLES, Draft, Row, load, number, ordered
from surveyapp.builder.service.storing import save
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys
from tenants.db import new_id, session, utc_now

KINDS = {"section": "sections", "field": "fields", "option": "options", "rule": "rules", "dependency": "dependencies"}


@dataclass(frozen=True, slots=True)
class Stamped:
    """A part as it is stored, with the revision that is the ETag of everything in its survey."""

    part: Any
    revision: int


@dataclass(slots=True)
class Edit:
    """One change under way: what is stored, and the draft that shall replace it."""

    stored: Draft
    draft: Draft
    revision: int

    def row(self, kind: str, part_id: UUID) -> Row:
        """A live part of the draft, to be changed in place. Raises not_found."""
        row: Row | None = getattr(self.draft, KINDS[kind]).get(part_id)
        if row is None or row["order"] is None:
            raise problems.not_found()
        return row

    def finish(self, kind: str, part_id: UUID, *, actor: Actor) -> Stamped:
        """Ask the engine, store, and tell the trail what became of the part. Raises definition_is_invalid."""
        judged(self.draft, part_id)
        save(self.stored, self.draft)
        session.flush()
        before = getattr(self.stored, KINDS[kind]).get(part_id)
        after = getattr(self.draft, KINDS[kind]).get(part_id)
        verb, action = _what_became(before, after)
        self._tell(actor, action, kind, part_id, verb, before, after)
        return Stamped(after, self.revision)

    def reorder(self, kind: str, rows: list[Row], ids: list[UUID], home: tuple[str, UUID], *, actor: Actor) -> Stamped:
        """Give `rows` the order of `ids`, which must name each of them once. Raises invalid_input otherwise."""
        by_id, before = {row["id"]: row for row in rows}, [row["id"] for row in rows]
        if len(ids) != len(by_id) or set(ids) != by_id.keys():
            fault = {"pointer": "/ids", "code": "not_a_permutation", "detail": "Name each part once, and no other."}
            raise problems.invalid_input(errors=[fault])
        number(by_id[part_id] for part_id in ids)
        judged(self.draft)
        save(self.stored, self.draft)
        session.flush()
        audit.record(actor, "updated", *home, f"{kind}.reordered", {"order": before}, {"order": ids})
        return Stamped({"ids": ids}, self.revision)

    def _tell(
        self, actor: Actor, action: str, kind: str, part_id: UUID, verb: str, before: Row | None, after: Row | None
    ) -> None:
        gone = action == "deleted"
        before = {**(before or {}), "removed_with_it": self._removed(part_id)} if gone else before
        audit.record(actor, action, kind, part_id, f"{kind}.{verb}", before, None if gone else after)

    def _removed(self, part_id: UUID) -> dict[str, int]:
        """How many parts of each kind a deletion took along."""
        gone = {table: getattr(self.stored, table).keys() - getattr(self.draft, table).keys() for table in TABLES}
        return {table: len(ids - {part_id}) for table, ids in gone.items() if ids - {part_id}}


def begin(survey_id: UUID, revision: int) -> Edit:
    """Lock a survey and load its draft. Raises not_found, etag_is_stale."""
    survey = surveys.locked(survey_id, revision)
    stored = load(survey_id)
    return Edit(stored, stored.copy(), survey.revision)


def begin_at(home: Select[UUID], revision: int) -> Edit:
    """The same for the survey that a part belongs to. Raises not_found, etag_is_stale."""
    survey_id = session.scalar(home)
    if survey_id is None:
        raise problems.not_found()
    return begin(survey_id, revision)


def found(part: Any, survey_id: UUID) -> Stamped:
    """A part that was only read, with the ETag of its survey."""
    return Stamped(part, surveys.revision(survey_id))


def read(model: type[Any], part_id: UUID) -> Any:
    """A part by its id, retired or not. Raises not_found."""
    part = session.get(model, part_id)
    if part is None:
        raise problems.not_found()
    return part


def added(survey_id: UUID, **columns: Any) -> Row:
    """A new row with its id; its place is given by the caller."""
    return {"id": new_id(), "survey_id": survey_id, **columns}


def drop_logic(draft: Draft, part_id: UUID) -> None:
    """Take away the rules and dependencies that hang on a part which goes, as the cascades would (L02, L07)."""
    for rules, keys in (
        (draft.rules, ("target_id", "source_field_id")),
        (draft.dependencies, ("dependent_field_id", "source_field_id")),
    ):
        for row in [row for row in rules.values() if part_id in (row[key] for key in keys)]:
            del rules[row["id"]]
        number(ordered(rules.values()))


def retire(row: Row) -> None:
    """Take a published part out of the draft and keep it for the answers that name it (DESIGN 5)."""
    row.update(order=None, retired_at=utc_now())


def _what_became(before: Row | None, after: Row | None) -> tuple[str, str]:
    """`(verb of the event, action of S05)`"""
    if after is None:
        return "deleted", "deleted"
    if before is None:
        return "created", "created"
    was_live, is_live = before["order"] is not None, after["order"] is not None
    if was_live and not is_live:
        return "retired", "deleted"
    return ("updated", "updated") if was_live else ("restored", "created")
