-- The file that waits to be handed in. No row: there is none, or it has waited too long.
-- $1 round, $2 municipality
SELECT bytes, sha256, media_type, name, audit_effect(NULL)
FROM pending_upload
WHERE round = $1 AND municipality = $2 AND received_at > now() - interval '24 hours';
