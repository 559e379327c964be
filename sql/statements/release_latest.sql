-- The number of the newest release. No row: there is no such round; NULL: it has none yet.
-- $1 round
SELECT (SELECT max(number) FROM release WHERE release.round = round.id) AS number
FROM round
WHERE id = $1;
