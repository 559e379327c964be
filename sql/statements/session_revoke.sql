-- Ends a session for good.
-- $1 sha256
UPDATE session SET revoked_at = now() WHERE sha256 = $1 AND revoked_at IS NULL
RETURNING audit_effect(id::text);
