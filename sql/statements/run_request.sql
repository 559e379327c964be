-- Asks for a run of a round; one that waits already is joined. No row: there is no such round.
-- $1 round, $2 requested_by
INSERT INTO run AS waiting (round, cause, requested_by)
SELECT id, 'operator', $2 FROM round WHERE id = $1
ON CONFLICT (round) WHERE state = 'queued' DO UPDATE SET requested_at = waiting.requested_at
RETURNING id;
