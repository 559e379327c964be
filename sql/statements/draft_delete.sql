-- Deletes a draft if it is still this one. No row: it is not.
-- $1 round, $2 municipality, $3 sha256
DELETE FROM draft
WHERE round = $1 AND municipality = $2 AND sha256 = $3
RETURNING round, audit_effect(NULL);
