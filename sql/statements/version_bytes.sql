-- A version as it was received. No row: there is none; bytes is NULL when they were erased.
-- $1 round, $2 municipality, $3 number
SELECT number, sha256, media_type, bytes, audit_effect(number::text)
FROM version
WHERE round = $1 AND municipality = $2 AND number = $3::integer;
