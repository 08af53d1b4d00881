"""SQL of the hot path: what a respondent's request says to PostgreSQL between BEGIN and COMMIT, in one statement.

Text for `tenants.direct`, because nothing here varies: no clause is put together at run time, and a constant costs the
least CPU of all. The door is open while the link is active and in its window and the survey is published; `now()` is
the database's, so that one clock closes it for every process.
"""

from tenants.together import Write

DOOR = """
SELECT l.survey_id, s.status AS survey_status, v.id AS version_id,
       l.is_active, l.opens_at, l.closes_at, l.max_responses, l.completed_count, now() AS checked_at
  FROM survey_links l
  JOIN surveys s ON s.id = l.survey_id
  LEFT JOIN survey_versions v ON v.survey_id = s.id AND v.number = s.current_version
 WHERE l.token_hash = %(link)s
"""
"""What a link leads to and whether it is open."""

BEGIN = """
WITH door AS MATERIALIZED (
    SELECT l.id, l.survey_id, l.max_responses
      FROM survey_links l JOIN surveys s ON s.id = l.survey_id
     WHERE l.token_hash = %(link)s AND l.is_active
       AND s.id = %(survey)s AND s.status = 'published' AND s.current_version = %(number)s
       AND (l.opens_at IS NULL OR l.opens_at <= now()) AND (l.closes_at IS NULL OR l.closes_at > now())
       AND (l.max_responses IS NULL OR l.completed_count < l.max_responses)
), begun AS (
    INSERT INTO survey_responses (
        id, survey_id, version_id, link_id, session_token, status, revision, started_at, updated_at, completed_at,
        last_section_id, ip_address, user_agent, answers, sealed, timings)
    SELECT CAST(%(id)s AS uuid), door.survey_id, CAST(%(version)s AS uuid), door.id, %(session)s, %(status)s, 1,
           CAST(%(started_at)s AS timestamptz), CAST(%(updated_at)s AS timestamptz),
           CAST(%(completed_at)s AS timestamptz),
           (SELECT c.id FROM sections c WHERE c.survey_id = door.survey_id AND c.name = %(section)s),
           %(ip_address)s, %(user_agent)s, CAST(%(answers)s AS jsonb), CAST(%(sealed)s AS jsonb), '{}'
      FROM door
    RETURNING id, survey_id, status
), told AS (
    INSERT INTO audit_logs (
        id, action, event, resource_type, resource_id, ip_address, user_agent, request_id, timestamp)
    SELECT CAST(%(audit_id)s AS uuid), 'created', %(event)s, 'response', begun.id, %(ip_address)s, %(user_agent)s,
           %(request_id)s, CAST(%(updated_at)s AS timestamptz)
      FROM begun
), uncounted AS (
    INSERT INTO uncounted_responses (survey_id, response_id, revision, completed)
    SELECT begun.survey_id, begun.id, 1, begun.status = 'completed' FROM begun
)
SELECT door.id AS link_id, door.max_responses FROM door
"""
"""A new response, completed already when it is a one-shot submission. No row: the door is shut or leads elsewhere."""

_BEGIN_TOGETHER = """
WITH asked AS MATERIALIZED (
    SELECT a.n, a.link, a.survey, a.version, a.number, a.id, a.session, a.status, a.started_at, a.updated_at,
           a.completed_at, a.section, a.ip_address, a.user_agent, CAST(a.answers AS jsonb) AS answers,
           CAST(a.sealed AS jsonb) AS sealed, a.audit_id, a.event, a.request_id
      FROM json_to_recordset(CAST(%(rows)s AS json)) AS a(
           n integer, link text, survey uuid, version uuid, number integer, id uuid, session text, status text,
           started_at timestamptz, updated_at timestamptz, completed_at timestamptz, section text, ip_address text,
           user_agent text, answers text, sealed text, audit_id uuid, event text, request_id text)
), door AS MATERIALIZED (
    SELECT asked.n, l.id, l.survey_id
      FROM asked JOIN survey_links l ON l.token_hash = asked.link JOIN surveys s ON s.id = l.survey_id
     WHERE l.is_active AND s.id = asked.survey AND s.status = 'published' AND s.current_version = asked.number
       AND (l.opens_at IS NULL OR l.opens_at <= now()) AND (l.closes_at IS NULL OR l.closes_at > now())
       AND l.max_responses IS NULL
), begun AS (
    INSERT INTO survey_responses (
        id, survey_id, version_id, link_id, session_token, status, revision, started_at, updated_at, completed_at,
        last_section_id, ip_address, user_agent, answers, sealed, timings)
    SELECT asked.id, door.survey_id, asked.version, door.id, asked.session, asked.status, 1, asked.started_at,
           asked.updated_at, asked.completed_at,
           (SELECT c.id FROM sections c WHERE c.survey_id = door.survey_id AND c.name = asked.section),
           asked.ip_address, asked.user_agent, asked.answers, asked.sealed, '{}'
      FROM door JOIN asked ON asked.n = door.n
    RETURNING id, survey_id, status
), told AS (
    INSERT INTO audit_logs (
        id, action, event, resource_type, resource_id, ip_address, user_agent, request_id, timestamp)
    SELECT asked.audit_id, 'created', asked.event, 'response', begun.id, asked.ip_address, asked.user_agent,
           asked.request_id, asked.updated_at
      FROM begun JOIN asked ON asked.id = begun.id
), uncounted AS (
    INSERT INTO uncounted_responses (survey_id, response_id, revision, completed)
    SELECT begun.survey_id, begun.id, 1, begun.status = 'completed' FROM begun
)
SELECT door.n FROM door
"""
BEGIN_ALONE_OR_TOGETHER = Write(BEGIN, _BEGIN_TOGETHER)
"""`BEGIN`, and the same for several at a time, through links without a cap, whose counter each would have to hold."""

SAVE = """
WITH saved AS (
    UPDATE survey_responses r
       SET answers = (r.answers - CAST(%(removed)s AS text[])) || CAST(%(answers)s AS jsonb),
           sealed = (r.sealed - CAST(%(removed)s AS text[])) || CAST(%(sealed)s AS jsonb),
           timings = (r.timings - CAST(%(removed)s AS text[])) || CAST(%(timings)s AS jsonb),
           last_section_id = coalesce(
               (SELECT c.id FROM sections c WHERE c.survey_id = r.survey_id AND c.name = %(section)s),
               r.last_section_id),
           revision = r.revision + 1, last_mutation = %(mutation)s, updated_at = now()
      FROM survey_links l JOIN surveys s ON s.id = l.survey_id
     WHERE r.id = %(id)s AND r.session_token = %(session)s AND r.status = 'in_progress'
       AND r.revision = %(revision)s AND r.version_id = %(version)s
       AND l.id = r.link_id AND l.token_hash = %(link)s AND l.is_active AND s.status = 'published'
       AND (l.opens_at IS NULL OR l.opens_at <= now()) AND (l.closes_at IS NULL OR l.closes_at > now())
    RETURNING r.id, r.survey_id, r.last_section_id, r.status, r.revision, r.answers, r.sealed, r.completed_at
), uncounted AS (
    INSERT INTO uncounted_responses (survey_id, response_id, revision, completed)
    SELECT saved.survey_id, saved.id, saved.revision, false
      FROM saved
     WHERE CAST(%(section)s AS text) IS NOT NULL AND saved.last_section_id IS DISTINCT FROM (
           SELECT was.last_section_id FROM survey_responses was WHERE was.id = %(id)s)
    RETURNING response_id
)
SELECT saved.status, saved.revision, saved.answers, saved.sealed, saved.completed_at, saved.survey_id,
       EXISTS (SELECT FROM uncounted) AS moved
  FROM saved
"""
"""An autosave. No row: ask `RESPONSE` why. A statement sees the rows as they were before it, so `was` is the section
that the respondent has left; only a move is to be counted anew."""

_SAVE_TOGETHER = """
WITH asked AS MATERIALIZED (
    SELECT DISTINCT ON (a.id)
           a.n, a.link, a.id, a.session, a.revision, a.version, a.mutation, a.section, a.removed,
           CAST(a.answers AS jsonb) AS answers, CAST(a.sealed AS jsonb) AS sealed, CAST(a.timings AS jsonb) AS timings
      FROM json_to_recordset(CAST(%(rows)s AS json)) AS a(
           n integer, link text, id uuid, session text, revision integer, version uuid, mutation text, section text,
           removed text[], answers text, sealed text, timings text)
     ORDER BY a.id, a.n
), held AS MATERIALIZED (
    SELECT asked.n, r.id, r.last_section_id AS was
      FROM asked
      JOIN survey_responses r ON r.id = asked.id
      JOIN survey_links l ON l.id = r.link_id AND l.token_hash = asked.link
      JOIN surveys s ON s.id = l.survey_id
     WHERE r.session_token = asked.session AND r.status = 'in_progress' AND r.revision = asked.revision
       AND r.version_id = asked.version AND l.is_active AND s.status = 'published'
       AND (l.opens_at IS NULL OR l.opens_at <= now()) AND (l.closes_at IS NULL OR l.closes_at > now())
       FOR NO KEY UPDATE OF r SKIP LOCKED
), saved AS (
    UPDATE survey_responses r
       SET answers = (r.answers - asked.removed) || asked.answers,
           sealed = (r.sealed - asked.removed) || asked.sealed,
           timings = (r.timings - asked.removed) || asked.timings,
           last_section_id = coalesce(
               (SELECT c.id FROM sections c WHERE c.survey_id = r.survey_id AND c.name = asked.section),
               r.last_section_id),
           revision = r.revision + 1, last_mutation = asked.mutation, updated_at = now()
      FROM held JOIN asked ON asked.n = held.n
     WHERE r.id = held.id
    RETURNING held.n, r.id, r.survey_id, r.status, r.revision, r.answers, r.sealed, r.completed_at,
              asked.section IS NOT NULL AND r.last_section_id IS DISTINCT FROM held.was AS moved
), uncounted AS (
    INSERT INTO uncounted_responses (survey_id, response_id, revision, completed)
    SELECT saved.survey_id, saved.id, saved.revision, false FROM saved WHERE saved.moved
)
SELECT n, status, revision, answers, sealed, completed_at, survey_id, moved FROM saved
"""
SAVE_ALONE_OR_TOGETHER = Write(SAVE, _SAVE_TOGETHER)
"""`SAVE`, and the same for several responses at a time. One that somebody else holds is left out, so that nobody waits
for a stranger's submit and no two groups wait for each other; so is the second change of one response."""

_RESPONSE = """
SELECT r.id, r.survey_id, r.version_id, r.status, r.revision, r.last_mutation, r.started_at, r.completed_at,
       r.answers, r.sealed, r.timings, c.name AS last_section,
       l.id AS link_id, s.status AS survey_status, l.is_active, l.opens_at, l.closes_at, l.max_responses,
       l.completed_count, now() AS checked_at
  FROM survey_responses r
  JOIN survey_links l ON l.id = r.link_id AND l.token_hash = %(link)s
  JOIN surveys s ON s.id = r.survey_id
  LEFT JOIN sections c ON c.id = r.last_section_id
 WHERE r.id = %(id)s AND r.session_token = %(session)s
"""
RESPONSE = _RESPONSE
"""A response with the state of its door, for whoever holds the link and the session token."""

LOCKED_RESPONSE = _RESPONSE + "FOR NO KEY UPDATE OF r"
"""The same, held until the transaction ends: submitting reads and then writes."""

SUBMIT = """
WITH submitted AS (
    UPDATE survey_responses r
       SET answers = CAST(%(answers)s AS jsonb), sealed = CAST(%(sealed)s AS jsonb),
           timings = CAST(%(timings)s AS jsonb),
           status = 'completed', completed_at = greatest(now(), r.started_at), updated_at = now(),
           revision = r.revision + 1, last_mutation = coalesce(%(mutation)s, r.last_mutation)
     WHERE r.id = %(id)s AND r.status = 'in_progress'
    RETURNING r.id, r.survey_id, r.revision, r.completed_at
), told AS (
    INSERT INTO audit_logs (
        id, action, event, resource_type, resource_id, ip_address, user_agent, request_id, timestamp)
    SELECT CAST(%(audit_id)s AS uuid), 'updated', 'response.submitted', 'response', submitted.id, %(ip_address)s,
           %(user_agent)s, %(request_id)s, now()
      FROM submitted
), uncounted AS (
    INSERT INTO uncounted_responses (survey_id, response_id, revision, completed)
    SELECT submitted.survey_id, submitted.id, submitted.revision, true FROM submitted
)
SELECT revision, completed_at FROM submitted
"""
"""The final act on a response that `LOCKED_RESPONSE` holds."""

COUNT = """
UPDATE survey_links SET completed_count = completed_count + 1
 WHERE id = %(link_id)s AND (max_responses IS NULL OR completed_count < max_responses)
RETURNING id
"""
"""One of a capped link's responses taken. Sent last, so that the row which all its respondents share is held for a
moment only. No row: somebody else took the last one."""

HOLD_LINK = "SELECT id FROM survey_links WHERE id = %(link_id)s AND max_responses IS NOT NULL FOR NO KEY UPDATE"
RECOUNT = """
UPDATE survey_links l
   SET completed_count = least(l.max_responses, (
       SELECT count(*) FROM survey_responses r
        WHERE r.survey_id = l.survey_id AND r.link_id = l.id AND r.status = 'completed'))
 WHERE l.id = %(link_id)s AND l.max_responses IS NOT NULL
"""
"""What a capped link has taken, counted anew; sent after `HOLD_LINK`, so that it sees everybody who has counted."""
