-- Who takes part in a round; to compute a release again: who took part then.
-- $1 round, $2 number of the release to be computed again, or NULL for the next one
SELECT municipality, name, parent, inhabitants
FROM participant
WHERE round = $1 AND $2::integer IS NULL
UNION ALL
SELECT municipality, name, parent, inhabitants
FROM release_participant
WHERE round = $1 AND number = $2::integer;
