-- Withdraws a self-check if this version is current; its versions stay. No row: it is not current
-- any more.
-- $1 round, $2 municipality, $3 number, $4 reason
WITH gone AS (
    DELETE FROM self_check
    WHERE round = $1 AND municipality = $2 AND current = $3::integer
    RETURNING round, municipality, current)
INSERT INTO withdrawal (round, municipality, version, reason)
SELECT round, municipality, current, $4 FROM gone
RETURNING reason, to_char(withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    AS withdrawn_at, audit_effect(version::text);
