-- Starts a session of a token. Sessions that are too old to be continued go. Two of one token start
-- one after the other, so that session_crowd.sql in the same unit counts both.
-- $1 sha256 of the session, $2 id of the token, $3 absolute limit in seconds
WITH gone AS (
    DELETE FROM session WHERE created_at <= now() - make_interval(secs => $3::integer))
INSERT INTO session (sha256, token)
SELECT $1, $2::bigint
FROM pg_advisory_xact_lock(hashtext('weltoffend session'), $2::integer)
RETURNING audit_effect(id::text);
