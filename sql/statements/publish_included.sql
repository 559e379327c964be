-- Which versions are in the release to be made (number 0) and in each one before it.
-- $1 round, $2 number of the release to be computed again, or NULL for the next one
SELECT CASE WHEN number = $2::integer THEN 0 ELSE number END AS number, municipality, version
FROM release_version
WHERE round = $1 AND ($2::integer IS NULL OR number <= $2::integer)
UNION ALL
SELECT 0, municipality, current
FROM self_check
WHERE round = $1 AND $2::integer IS NULL
ORDER BY number;
