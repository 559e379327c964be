-- The run that has waited longest, unless one is under way.
SELECT id
FROM run
WHERE state = 'queued' AND NOT EXISTS (SELECT FROM run WHERE state = 'running')
ORDER BY id
LIMIT 1;
