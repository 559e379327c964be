-- The versions of a self-check, newest first, as a document, and whether there is a draft beside
-- them. No row: no such round or participant.
-- $1 round, $2 municipality
SELECT json_build_object(
    'round', participant.round, 'municipality', participant.municipality,
    'draftSavedAt', (
        SELECT to_char(draft.saved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        FROM draft WHERE draft.round = $1 AND draft.municipality = $2),
    'versions', coalesce((
        SELECT json_agg(json_build_object(
            'number', version.number,
            'receivedAt', version.receipt::json ->> 'receivedAt',
            'mediaType', version.media_type,
            'bytes', version.byte_count,
            'sha256', version.sha256,
            'receipt', version.receipt::json ->> 'number',
            'current', version.number IS NOT DISTINCT FROM self_check.current,
            'withdrawn', CASE WHEN withdrawal.version IS NOT NULL THEN json_build_object(
                'at', to_char(withdrawal.withdrawn_at AT TIME ZONE 'UTC',
                              'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'reason', withdrawal.reason) END) ORDER BY version.number DESC)
        FROM version
        LEFT JOIN withdrawal ON withdrawal.round = version.round
             AND withdrawal.municipality = version.municipality
             AND withdrawal.version = version.number
        WHERE version.round = $1 AND version.municipality = $2), '[]'))::text AS document,
    audit_effect(NULL)
FROM participant
LEFT JOIN self_check USING (round, municipality)
WHERE participant.round = $1 AND participant.municipality = $2;
