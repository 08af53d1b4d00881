CREATE VIEW field_answers WITH (security_invoker = true) AS
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
) a;
