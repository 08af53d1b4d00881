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
JOIN fields f ON f.survey_id = r.survey_id AND f.name = a.name;
