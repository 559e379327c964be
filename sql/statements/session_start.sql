-- Starts a session of a token. Sessions that are too old to be continued go.
-- $1 sha256 of the session, $2 id of the token, $3 absolute limit in seconds
WITH gone AS (
    DELETE FROM session WHERE created_at <= now() - make_interval(secs => $3::integer))
INSERT INTO session (sha256, token) VALUES ($1, $2::bigint)
RETURNING audit_effect(id::text);
