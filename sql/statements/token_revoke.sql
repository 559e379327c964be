-- Revokes a token. No row: there is none, or it is revoked already.
-- $1 id
UPDATE token SET revoked_at = now() WHERE id = $1::bigint AND revoked_at IS NULL RETURNING id;
