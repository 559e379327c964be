-- The number of the newest release. No row: there is no such round; NULL: it has none yet.
-- $1 round, $2 whether releases under embargo are seen
SELECT release_newest(id, $2::boolean) AS number FROM round WHERE id = $1;
