"""Where unfinished responses are counted to stand: a move takes a response away there and puts it elsewhere, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from surveyapp.analysis import queries
from surveyapp.responses.service.uncounted import Change
from tenants.db import session

Stands = tuple[UUID, str]


@dataclass
class Drafts:
    """What is counted of the responses of some changes, and how that changes. A one-shot submission is none of it."""

    known: dict[UUID, str]
    moved: dict[UUID, Stands] = field(default_factory=dict)
    left: dict[UUID, UUID] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Sequence[Change]) -> "Drafts":
        """Asks the database only about responses that something was told of before."""
        older = [change for change in changes if not change.is_first]
        if not older:
            return cls({})
        versions = {change.version_id for change in older}
        asked = queries.drafts(versions, {change.response_id for change in older})
        return cls({row.response_id: row.section for row in session.execute(asked)})

    def move(self, change: Change) -> str | None:
        """The response stands where `change` says; where it was counted to stand before, if anywhere."""
        before = self.known.get(change.response_id)
        self.known[change.response_id] = change.section
        self.moved[change.response_id] = change.version_id, change.section
        return before

    def leave(self, change: Change) -> str | None:
        """The response stands nowhere any more; where it was counted to stand, if anywhere."""
        self.moved.pop(change.response_id, None)
        self.left[change.response_id] = change.version_id
        return self.known.pop(change.response_id, None)

    def write(self) -> None:
        """Keep it for the next count."""
        if self.left:
            session.execute(queries.without_drafts(set(self.left.values()), self.left.keys()))
        if self.moved:
            versions, sections = zip(*self.moved.values(), strict=True)
            session.execute(
                queries.STAND,
                {"versions": list(versions), "responses": list(self.moved), "sections": list(sections)},
            )
