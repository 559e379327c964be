-- A run as a document.
-- $1 id
SELECT run_document(run)::text AS document, state, release, message, progress
FROM run
WHERE id = $1::bigint;
