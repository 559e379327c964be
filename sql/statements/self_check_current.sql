-- The current version as it was received, or which one was withdrawn. No row: no such round or
-- municipality; number is NULL when nothing was handed in, bytes when they were erased.
-- $1 round, $2 municipality
SELECT version.number, version.sha256, version.media_type,
       CASE WHEN withdrawn.version IS NULL THEN version.bytes END AS bytes,
       withdrawn.reason, withdrawn.instant AS withdrawn_at,
       CASE WHEN version.number IS NOT NULL THEN audit_effect(version.number::text) END
FROM participant
LEFT JOIN self_check USING (round, municipality)
LEFT JOIN LATERAL (
    SELECT version, reason, to_char(withdrawn_at AT TIME ZONE 'UTC',
                                    'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS instant
    FROM withdrawal
    WHERE round = $1 AND municipality = $2 AND self_check.current IS NULL
    ORDER BY version DESC LIMIT 1) AS withdrawn ON true
LEFT JOIN version ON version.round = $1 AND version.municipality = $2
     AND version.number = coalesce(self_check.current, withdrawn.version)
WHERE participant.round = $1 AND participant.municipality = $2;
