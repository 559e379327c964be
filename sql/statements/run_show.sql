-- A run as a document.
-- $1 id
SELECT json_build_object(
           'run', id, 'round', round, 'state', state, 'cause', cause, 'progress', progress,
           'requestedAt', to_char(requested_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'startedAt', to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'finishedAt', to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'embargoUntil', to_char(embargo_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'release', release, 'message', message)::text AS document,
       state, release, message, progress
FROM run
WHERE id = $1::bigint;
