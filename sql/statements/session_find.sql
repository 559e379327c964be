-- Whose session it is; no row when it is unknown or over, or its token does not hold any more.
-- That it was seen is written once a minute.
-- $1 sha256, $2 idle limit in seconds, $3 absolute limit in seconds
SELECT token, role, municipality, name, session, is_noted
FROM session_find($1, make_interval(secs => $2::integer), make_interval(secs => $3::integer));
