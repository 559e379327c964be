-- What has become of an invitation; no row for a code that nobody was given.
-- $1 sha256 of the code
SELECT state, to_char(moment AT TIME ZONE 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') AS moment,
       municipality, name
FROM invitation_find($1);
