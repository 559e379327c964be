-- Ends a run. No row: it was given up in the meantime, so nothing of it may be published.
-- $1 id, $2 state, $3 release or NULL, $4 message or NULL
UPDATE run
SET state = $2, release = $3::integer, message = $4, finished_at = now(),
    progress = CASE $2 WHEN 'published' THEN 100 ELSE progress END
WHERE id = $1::bigint AND state = 'running'
RETURNING id;
