-- A runner of ours has ended without saying how: its run is failed; run_due asks for it again.
-- $1 id, $2 message
UPDATE run
SET state = 'failed', started_at = coalesce(started_at, now()), finished_at = now(), message = $2
WHERE id = $1::bigint AND state IN ('queued', 'running')
RETURNING audit_effect(id::text);
