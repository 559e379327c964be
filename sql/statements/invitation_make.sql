-- Makes an invitation in the place of one that nobody has opened yet.
-- $1 municipality, $2 name of the token, $3 sha256 of the code, $4 days
SELECT id, to_char(expires_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS expires,
       is_replacing
FROM invitation_make($1, $2, $3, make_interval(days => $4::integer));
