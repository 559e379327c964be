-- Notes that the current version was handed in once more. It has to write: only then does its
-- acknowledgement wait for the same durability as the first. No row: it is not current any more.
-- $1 round, $2 municipality, $3 number
UPDATE self_check
SET attempts = attempts + 1
WHERE round = $1 AND municipality = $2 AND current = $3::integer
RETURNING current, audit_effect(current::text);
