-- Issues a successor of a token with its rights and, if it has an end, as much time again; the old
-- one ends after the overlap. No row: there is none, or it is revoked or has expired already.
-- $1 id, $2 sha256, $3 overlap, an interval
WITH old AS (
    UPDATE token
    SET expires_at = least(token.expires_at, now() + $3::interval)
    FROM token AS before -- as it was
    WHERE token.id = $1::bigint AND before.id = token.id AND token.revoked_at IS NULL
      AND (token.expires_at IS NULL OR token.expires_at > now())
    RETURNING token.id, token.role, token.municipality, token.name, token.expires_at AS ends_at,
              now() + (before.expires_at - before.created_at) AS expires_at),
successor AS (
    INSERT INTO token (role, municipality, name, sha256, expires_at, replaces)
    SELECT role, municipality, name, $2, expires_at, id FROM old
    RETURNING id, name)
SELECT successor.id, successor.name,
       to_char(old.ends_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS old_ends
FROM successor, old;
