"""What one respondent answered, in one row (A03-A08, C6, C7, C20).

Answers live on the response: `answers` holds name -> value, `sealed` name -> ciphertext of a sensitive value, `timings`
name -> milliseconds after `started_at` (absent: answered at once). A submission writes one row and an export line reads
one. `field_answers` shows the same as one row per answer, with the columns that the sources name (A07).

What may look missing is left out on purpose:
- `version_id` and `link_id` carry no foreign key. A version cannot vanish before its survey, which takes the responses
  along, and a link that was deleted stays named here. Each key would lock a row that every submission shares.
- `session_token` holds a SHA-256 (C7). The resume code has no column: the session token is derived from it.
- No index holds a column that an autosave changes, and two cover unfinished work only: an autosave stays on its page
  (HOT), a one-shot submission pays for two indexes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import conv

from tenants import ddl
from tenants.db import Model, UuidKey, one_of, utc_now

IN_PROGRESS, COMPLETED = "in_progress", "completed"
NOTHING = text("'{}'::jsonb")
UNFINISHED = text("status = 'in_progress'")


class SurveyResponse(UuidKey, Model):
    """A response: in progress or completed, pinned to one version for ever.

    `id` and `started_at` tell the same moment, so a range of time is a range of the primary key. `revision` counts the
    changes; `last_mutation` fingerprints the last one, so that a repeated request is known for what it is.
    """

    __tablename__ = "survey_responses"
    __table_args__ = (
        one_of("status", IN_PROGRESS, COMPLETED),
        CheckConstraint("respondent_id IS NOT NULL OR session_token IS NOT NULL", name=conv("response_has_identifier")),
        CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="completed_has_completed_at"),
        CheckConstraint("completed_at >= started_at", name="completed_after_it_started"),
        CheckConstraint(
            "jsonb_typeof(answers) = 'object' AND jsonb_typeof(sealed) = 'object' AND jsonb_typeof(timings) = 'object'",
            name="answers_are_objects",
        ),
        CheckConstraint(
            "NOT jsonb_path_exists("
            "answers, '$.keyvalue() ? (@.key == $s.keyvalue().key)', jsonb_build_object('s', sealed))",
            name="answer_is_in_one_place",
        ),
        ForeignKeyConstraint(
            ["last_section_id", "survey_id"],
            ["sections.id", "sections.survey_id"],
            ondelete="SET NULL (last_section_id)",
        ),
        Index("idx_surveyresponse_survey", "survey_id", "id"),
        Index("idx_surveyresponse_respondent", "respondent_id", postgresql_where=text("respondent_id IS NOT NULL")),
        Index("idx_surveyresponse_session", "session_token", postgresql_where=UNFINISHED),
        Index("idx_surveyresponse_status", "survey_id", "id", postgresql_where=UNFINISHED),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    version_id: Mapped[UUID]
    link_id: Mapped[UUID | None]
    respondent_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))
    session_token: Mapped[str | None] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(20), default=IN_PROGRESS, server_default=IN_PROGRESS)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    last_mutation: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    completed_at: Mapped[datetime | None]
    last_section_id: Mapped[UUID | None]
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NOTHING)
    sealed: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NOTHING)
    timings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NOTHING)


class UncountedResponse(Model):
    """What the analyses have not counted yet: the response that began, moved to another section, or was completed.

    Written by the statement that makes the change, taken away by the transaction that counts it, so each change counts
    once (I04). A row for each change: none ever waits for whoever counts the last one. No foreign key, which would lock
    the response; a row whose response is gone counts nothing.
    """

    __tablename__ = "uncounted_responses"
    __table_args__ = ({"postgresql_with": {"autovacuum_vacuum_threshold": 1000, "autovacuum_vacuum_scale_factor": 0}},)

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    response_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    completed: Mapped[bool]


ddl.after(
    "survey_responses",
    "CREATE TABLE survey_responses_default PARTITION OF survey_responses DEFAULT WITH (fillfactor = 80)",
)
ddl.view(
    "field_answers",
    """CREATE VIEW field_answers WITH (security_invoker = true) AS
SELECT overlay(overlay(md5(r.id::text || f.id::text) PLACING '3' FROM 13) PLACING '8' FROM 17)::uuid AS id,
       r.id AS response_id,
       f.id AS field_id,
       a.value,
       a.encrypted_value,
       r.started_at + coalesce((r.timings ->> a.name)::bigint, 0) * interval '1 millisecond' AS answered_at
FROM survey_responses r
CROSS JOIN LATERAL (
    SELECT plain.key AS name, plain.value AS value, NULL::bytea AS encrypted_value FROM jsonb_each_text(r.answers) plain
    UNION ALL
    SELECT secret.key, NULL, decode(secret.value, 'base64') FROM jsonb_each_text(r.sealed) secret
) a
JOIN fields f ON f.survey_id = r.survey_id AND f.name = a.name
UNION ALL
SELECT overlay(overlay(md5(r.id::text || f.id::text) PLACING '3' FROM 13) PLACING '8' FROM 17)::uuid,
       r.id,
       f.id,
       a.value,
       a.encrypted_value,
       r.started_at + coalesce((r.timings ->> s.name)::bigint, 0) * interval '1 millisecond'
FROM survey_responses r
JOIN sections s ON s.survey_id = r.survey_id AND s.repeat IS NOT NULL AND (r.answers ? s.name OR r.sealed ? s.name)
JOIN fields f ON f.section_id = s.id
CROSS JOIN LATERAL (
    SELECT jsonb_agg(listed.value -> f.name ORDER BY listed.ordinality)::text AS value, NULL::bytea AS encrypted_value
    FROM jsonb_array_elements(
        CASE jsonb_typeof(r.answers -> s.name) WHEN 'array' THEN r.answers -> s.name END
    ) WITH ORDINALITY listed
    HAVING bool_or(listed.value ? f.name)
    UNION ALL
    SELECT jsonb_object_agg(keyed.key, keyed.value -> f.name)::text, NULL
    FROM jsonb_each(CASE jsonb_typeof(r.answers -> s.name) WHEN 'object' THEN r.answers -> s.name END) keyed
    WHERE keyed.value ? f.name
    HAVING count(*) > 0
    UNION ALL
    SELECT NULL, decode(r.sealed ->> s.name, 'base64') WHERE r.sealed ? s.name
) a""",
)
