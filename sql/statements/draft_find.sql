-- The draft of a municipality. No row: there is none.
-- $1 round, $2 municipality
SELECT document, sha256, audit_effect(NULL)
FROM draft
WHERE round = $1 AND municipality = $2;
