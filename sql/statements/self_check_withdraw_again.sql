-- Notes that a withdrawal was asked for once more. It has to write, as self_check_repeat has to.
-- No row: this version was not withdrawn.
-- $1 round, $2 municipality, $3 number
UPDATE withdrawal
SET attempts = attempts + 1
WHERE round = $1 AND municipality = $2 AND version = $3::integer
RETURNING reason, to_char(withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    AS withdrawn_at, audit_effect(version::text);
