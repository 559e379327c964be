-- A run whose runner gives no sign of life any more is failed; run_due asks for it again.
-- One at a time is running, so one line is enough.
-- $1 seconds without a sign of life, $2 message
UPDATE run
SET state = 'failed', finished_at = now(), message = $2
WHERE state = 'running' AND heartbeat_at < now() - $1::integer * interval '1 second'
RETURNING audit_effect(id::text);
