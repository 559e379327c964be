-- What has become of an invitation; no row for a code that nobody was given.
-- $1 sha256 of the code
SELECT state, moment(moment) AS moment, municipality, name
FROM invitation_find($1);
