"""What has been counted (I04): a row for each field of each version, and one for the version as a whole.

A row is written by one transaction at a time in an organization (`service.turns`), so counts are read, added to and
written back: the document of one field is small, and a reader gets a survey's whole analysis in as many rows as it has
fields. A row for each counter was tried: the same time to count, five times the log, twenty times the time to read.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Model, utc_now


class Tally(Model):
    """Counts of one field, or with the empty `part` of the version as a whole; goes when its survey goes.

    `tally` is what `service.tallying` makes of it. `revision` grows with every change of the row.
    """

    __tablename__ = "tallies"
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("survey_versions.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(63), primary_key=True)
    tally: Mapped[dict[str, Any]]
    revision: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class CountedDraft(Model):
    """Where an unfinished response was standing when it was counted, so that its next move takes it away there.

    A one-shot submission never has a row here; one that is completed loses it. No foreign key to the response, which
    is told apart from one that is gone by whoever deletes it.
    """

    __tablename__ = "counted_drafts"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("survey_versions.id", ondelete="CASCADE"), primary_key=True)
    response_id: Mapped[UUID] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(63))
