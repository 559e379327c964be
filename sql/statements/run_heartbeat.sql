-- The runner of this run is alive.
-- $1 id
UPDATE run SET heartbeat_at = now() WHERE id = $1::bigint AND state = 'running';
