-- Asks for a run of a round; one that waits already is joined, with the later embargo of the two.
-- No row: there is no such round.
-- $1 round, $2 requested_by, $3 embargo: wall clock in Europe/Berlin, or NULL
INSERT INTO run AS waiting (round, cause, requested_by, embargo_until)
SELECT id, 'operator', $2, $3::timestamp AT TIME ZONE 'Europe/Berlin' FROM round WHERE id = $1
ON CONFLICT (round) WHERE state = 'queued'
    DO UPDATE SET embargo_until = greatest(waiting.embargo_until, excluded.embargo_until)
RETURNING id, audit_effect(id::text);
