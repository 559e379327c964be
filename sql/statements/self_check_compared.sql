-- For the line about a self-check that is judged, and whose answer says what was handed in before:
-- the subject is the current version, if there is one. No row: the municipality takes no part.
-- $1 round, $2 municipality
SELECT audit_effect(self_check.current::text)
FROM participant
LEFT JOIN self_check USING (round, municipality)
WHERE round = $1 AND municipality = $2;
