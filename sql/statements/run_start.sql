-- A runner takes a waiting run. No row: somebody else has it. Needs the runners' advisory lock.
-- $1 id
UPDATE run
SET state = 'running', started_at = now(), heartbeat_at = now()
WHERE id = $1::bigint AND state = 'queued'
RETURNING round;
