-- A run whose runner gives no sign of life any more is failed; run_due asks for it again.
-- $1 seconds without a sign of life
UPDATE run
SET state = 'failed', finished_at = now(), message = 'the runner died'
WHERE state = 'running' AND heartbeat_at < now() - $1::integer * interval '1 second';
