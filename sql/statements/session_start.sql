-- Starts a session of the token with this hash; an error of SQLSTATE WO401 when that does not hold.
-- $1 sha256 of the session, $2 sha256 of the token, $3 absolute limit in seconds
SELECT audit_effect(session_start($1, $2, make_interval(secs => $3::integer))::text);
