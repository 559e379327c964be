-- Whose token it is; no row for one that is unknown, expired or revoked.
-- $1 sha256
SELECT id, role, municipality
FROM token
WHERE sha256 = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now());
