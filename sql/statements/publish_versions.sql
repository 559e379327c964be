-- The current versions of a round.
-- $1 round
SELECT version.municipality, version.number, version.content_sha256,
       array_to_string(version."values", ',') AS "values",
       array_to_string(version.states, ',') AS states
FROM self_check
JOIN version ON version.round = self_check.round
     AND version.municipality = self_check.municipality AND version.number = self_check.current
WHERE self_check.round = $1;
