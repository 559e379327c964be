-- Keeps a file that was checked until it is handed in, in the place of one before it.
-- $1 round, $2 municipality, $3 bytes, $4 sha256, $5 media_type, $6 name
INSERT INTO pending_upload (round, municipality, bytes, sha256, media_type, name)
VALUES ($1, $2, $3::bytea, $4, $5, $6)
ON CONFLICT (round, municipality) DO UPDATE
    SET bytes = excluded.bytes, sha256 = excluded.sha256, media_type = excluded.media_type,
        name = excluded.name, received_at = now()
RETURNING audit_effect(NULL);
