-- The current version as it was received. No row: no such round or municipality; number is NULL
-- when nothing was handed in, bytes when they were erased.
-- $1 round, $2 municipality
SELECT version.number, version.sha256, version.media_type, version.bytes
FROM participant
LEFT JOIN self_check USING (round, municipality)
LEFT JOIN version ON version.round = participant.round
     AND version.municipality = participant.municipality AND version.number = self_check.current
WHERE participant.round = $1 AND participant.municipality = $2;
