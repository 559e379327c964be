-- How far a run is.
-- $1 id, $2 per cent
UPDATE run
SET progress = $2::integer, heartbeat_at = now()
WHERE id = $1::bigint AND state = 'running';
