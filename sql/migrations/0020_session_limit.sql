-- How many sessions an access key may have is bounded by a statement of the daemon's, which for that
-- has to see whose a session is and when it was used last.
GRANT SELECT (token, seen_at) ON session TO weltoffend;
