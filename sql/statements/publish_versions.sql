-- Every version that goes into a release or went into one before it, once.
-- $1 round, $2 number of the release to be computed again, or NULL for the next one
SELECT version.municipality, version.number, version.content_sha256, version.receipt_sha256,
       array_to_string(version."values", ',') AS "values",
       array_to_string(version.states, ',') AS states,
       array_to_string(version.planned, ',') AS planned
FROM (SELECT municipality, version AS number
      FROM release_version
      WHERE round = $1 AND ($2::integer IS NULL OR number <= $2::integer)
      UNION
      SELECT municipality, current
      FROM self_check
      WHERE round = $1 AND $2::integer IS NULL) AS included
JOIN version USING (municipality, number)
WHERE version.round = $1
ORDER BY version.municipality COLLATE "C", version.number;
