-- Ends the session of a token that has gone unused for longest, when with the one that has just
-- started there are more than may be.
-- $1 sha256 of the one that has started, $2 id of the token, $3 how many a token may have
UPDATE session SET revoked_at = now()
WHERE id = (
    SELECT id FROM session
    WHERE token = $2::bigint AND revoked_at IS NULL AND sha256 <> $1
    ORDER BY seen_at DESC, id DESC
    OFFSET $3::integer - 1 LIMIT 1)
  AND revoked_at IS NULL -- it may have been signed out of in this moment
RETURNING audit_effect(id::text);
